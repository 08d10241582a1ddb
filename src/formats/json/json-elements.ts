import type { FormatLimits } from '../contract.ts';
import { type ExpectedInArray, refuseInArray, refuseOpenArray } from './json-array.ts';
import { character, kind, kindOf } from './json-characters.ts';
import { JsonFault, type JsonPosition } from './json-fault.ts';
import { createLineCount } from './json-lines.ts';
import { createOpenObject } from './json-open-object.ts';
import { createTextSkipper } from './json-texts.ts';

/** One object of the file's array, not yet parsed. */
export interface JsonElement extends JsonPosition {
  text: string;
  /** Members of it and of all objects in it, counted by their colons. */
  memberCount: number;
  /** Whether it has no lists or objects in it, no escapes, and no numbers but plain digits. */
  isPlain: boolean;
}

/** Finds where the objects of an array begin and end, in text that comes in pieces. Both methods throw JsonFault. */
export interface ElementScanner {
  write(text: string): void;
  end(): void;
}

/**
 * Follows brackets and quotation marks alone; whether an object is valid is for JSON.parse to say. What it keeps is the open
 * object, up to the limit on records.
 */
export function createElementScanner(
  { maxRecordSize, maxDepth }: FormatLimits,
  emit: (element: JsonElement) => void,
): ElementScanner {
  const lines = createLineCount();
  const open = createOpenObject(maxRecordSize);
  const texts = createTextSkipper();
  let expected: ExpectedInArray = 'array';
  /** Brackets that are open within the array; 0 between its elements. */
  let depth = 0;
  let memberCount = 0;
  let isPlain = true;

  /** Goes through what stands between the elements. @returns where the next one begins, or the length of the text */
  function skipBetween(text: string, from: number): number {
    for (let at = from; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      if (code === character.space || code === character.tab) continue;
      if (kindOf(code) === kind.lineBreak) lines.breakLine(code, at);
      else if (expected === 'array' && code === character.openBracket) expected = 'first';
      else if (expected === 'separator' && code === character.comma) expected = 'element';
      else if ((expected === 'separator' || expected === 'first') && code === character.closeBracket) expected = 'end';
      else if ((expected === 'first' || expected === 'element') && code === character.openBrace) {
        open.begin(lines.position(at));
        memberCount = 0;
        isPlain = true;
        return at;
      } else throw refuseInArray(expected, text.charAt(at), lines.position(at));
    }
    return text.length;
  }

  /** Goes through an element. @returns the place behind it, or the length of the text where it goes on */
  function skipElement(text: string, from: number): number {
    const length = text.length;
    let members = memberCount;
    let at = texts.isOpen() ? texts.skip(text, from) : from;
    for (; at < length; at += 1) {
      const code = text.charCodeAt(at);
      switch (kindOf(code)) {
        case kind.quotationMark:
          at = texts.skip(text, at + 1) - 1;
          break;
        case kind.colon:
          members += 1;
          break;
        case kind.opening:
          depth += 1;
          if (depth > 1) isPlain = false;
          if (depth >= maxDepth) throw tooDeep(at);
          break;
        case kind.closing:
          depth -= 1;
          if (depth > 0) break;
          memberCount = members;
          return at + 1;
        case kind.lineBreak:
          lines.breakLine(code, at);
          break;
        case kind.numeric:
          if (code !== character.smallE || !isLetter(text.charCodeAt(at - 1))) isPlain = false;
      }
    }
    memberCount = members;
    return length;
  }

  function tooDeep(at: number): JsonFault {
    const message = `Lists and objects are nested more than ${maxDepth} deep.`;
    return new JsonFault('too-deep', lines.position(at), message);
  }

  function finish(last: string): void {
    expected = 'separator';
    const { text, begin } = open.end(last);
    isPlain &&= !text.includes('\\');
    emit({ text, line: begin.line, column: begin.column, memberCount, isPlain });
  }

  return {
    write(text) {
      for (let at = 0; at < text.length; ) {
        if (depth === 0) at = skipBetween(text, at);
        if (at === text.length) break;
        const from = at;
        at = skipElement(text, from);
        if (depth === 0) finish(text.slice(from, at));
        else open.keep(text.slice(from, at));
      }
      lines.leave(text.length);
    },
    end() {
      const here = lines.position(0);
      if (depth > 0) throw open.refuseEnd(here);
      if (expected !== 'end') throw refuseOpenArray(expected, here);
    },
  };
}

/** Of those that stand before the e of true and false. */
function isLetter(code: number): boolean {
  return code >= 0x61 && code <= 0x7a;
}
