import type { FormatLimits } from './contract.ts';
import { JsonFault, type JsonPosition, positionIn } from './json-fault.ts';
import { findSyntaxFault } from './json-syntax.ts';

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
  let expected: 'array' | 'first' | 'element' | 'separator' | 'end' = 'array';
  /** Characters of the pieces before this one. */
  let offset = 0;
  let line = 1;
  let lineStart = 0;
  let lastReturn = -1;
  /** Brackets that are open within the array; 0 between its elements. */
  let depth = 0;
  let isQuoted = false;
  let isEscaped = false;
  let open: string[] = [];
  let openLength = 0;
  let begin: JsonPosition = { line: 1, column: 1 };
  let memberCount = 0;
  let isPlain = true;

  const position = (at: number): JsonPosition => ({ line, column: offset + at - lineStart + 1 });

  function breakLine(code: number, at: number): void {
    const place = offset + at;
    if (code === carriageReturn) lastReturn = place;
    if (code !== lineFeed || place !== lastReturn + 1) line += 1;
    lineStart = place + 1;
  }

  /** Goes through what stands between the elements. @returns where the next one begins, or the length of the text */
  function skipBetween(text: string, from: number): number {
    for (let at = from; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      if (code === space || code === tab) continue;
      if (code === lineFeed || code === carriageReturn) breakLine(code, at);
      else if (expected === 'separator' && code === comma) expected = 'element';
      else if ((expected === 'separator' || expected === 'first') && code === closeBracket) expected = 'end';
      else if (expected === 'array' && code === openBracket) expected = 'first';
      else if ((expected === 'first' || expected === 'element') && code === openBrace) {
        begin = position(at);
        memberCount = 0;
        isPlain = true;
        return at;
      } else throw misplaced(text.charAt(at), at);
    }
    return text.length;
  }

  function misplaced(character: string, at: number): JsonFault {
    const refuse = (code: string, message: string) => new JsonFault(code, position(at), message);
    switch (expected) {
      case 'array':
        return character === '{'
          ? refuse('wrong-root', 'The file must be an array of objects, [{...}, {...}], but begins with an object.')
          : refuse('not-well-formed', 'The file is not valid JSON: it must begin with [, as an array of objects does.');
      case 'separator':
        return refuse(
          'not-well-formed',
          'The file is not valid JSON: behind an object of the array a comma or the closing ] is missing.',
        );
      case 'end':
        return refuse(
          'unexpected-text',
          'There is something behind the ] that closes the array, where nothing belongs.',
        );
      default:
        if (character === ']')
          return refuse(
            'not-well-formed',
            'The file is not valid JSON: there is a comma behind the last object of the array.',
          );
        if (/["\d[tfn-]/.test(character))
          return refuse('unexpected-element', 'The array must hold objects alone, but has something else in it.');
        return refuse('not-well-formed', 'The file is not valid JSON: an object is expected in the array.');
    }
  }

  /** Goes through an element. @returns the place behind it, or the length of the text where it goes on */
  function skipElement(text: string, from: number): number {
    const length = text.length;
    let members = memberCount;
    let at = from;
    if (isQuoted) at = skipText(text, from);
    for (; at < length; at += 1) {
      const code = text.charCodeAt(at);
      switch (code < kinds.length ? kinds[code] : kind.other) {
        case kind.quotationMark:
          at = skipText(text, at + 1) - 1;
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
          breakLine(code, at);
          break;
        case kind.numeric:
          if (code !== smallE || !isLetter(text.charCodeAt(at - 1))) isPlain = false;
      }
    }
    memberCount = members;
    return length;
  }

  /** Character by character this took a third of the time. @returns the place behind the mark that closes a text */
  function skipText(text: string, from: number): number {
    const begin = isEscaped ? from + 1 : from;
    isEscaped = false;
    for (let end = text.indexOf('"', begin); end >= 0; end = text.indexOf('"', end + 1)) {
      isQuoted = hasOddBackslashes(text, begin, end);
      if (!isQuoted) return end + 1;
    }
    isQuoted = true;
    isEscaped = hasOddBackslashes(text, begin, text.length);
    return text.length;
  }

  function tooDeep(at: number): JsonFault {
    return new JsonFault('too-deep', position(at), `Lists and objects are nested more than ${maxDepth} deep.`);
  }

  /** What is wrong with an element that has not ended may be told by an earlier fault in it. */
  function refuseOpen(last: string, code: string, at: JsonPosition, message: string): JsonFault {
    const text = open.join('') + last;
    const fault = findSyntaxFault(text);
    if (fault === null || fault.at >= text.length) return new JsonFault(code, at, message);
    const reason = `The file is not valid JSON: ${fault.reason}.`;
    return new JsonFault('not-well-formed', positionIn(text, fault.at, begin), reason);
  }

  function keep(text: string, isWhole: boolean): void {
    if (openLength + text.length > maxRecordSize) {
      const message = `The object that begins here has more than ${maxRecordSize} characters. The objects behind it were not checked.`;
      throw refuseOpen(text.slice(0, maxRecordSize), 'record-too-large', begin, message);
    }
    if (!isWhole) {
      open.push(text);
      openLength += text.length;
      return;
    }
    const whole = open.length === 0 ? text : open.join('') + text;
    open = [];
    openLength = 0;
    expected = 'separator';
    isPlain &&= !whole.includes('\\');
    emit({ text: whole, line: begin.line, column: begin.column, memberCount, isPlain });
  }

  return {
    write(text) {
      for (let at = 0; at < text.length; ) {
        if (depth === 0) at = skipBetween(text, at);
        if (at === text.length) break;
        const from = at;
        at = skipElement(text, from);
        keep(text.slice(from, at), depth === 0);
      }
      offset += text.length;
    },
    end() {
      if (expected === 'end') return;
      const here = position(0);
      if (depth > 0)
        throw refuseOpen(
          '',
          'truncated',
          here,
          `The file ends in the middle of the object that begins on line ${begin.line}: it was cut short.`,
        );
      const message =
        expected === 'array'
          ? 'The file holds nothing but blanks.'
          : 'The file ends before its array is closed: it was cut short.';
      throw new JsonFault('truncated', here, message);
    },
  };
}

/** Whether an odd number of backslashes stands before a place. */
function hasOddBackslashes(text: string, from: number, place: number): boolean {
  let at = place;
  while (at > from && text.charCodeAt(at - 1) === backslash) at -= 1;
  return (place - at) % 2 === 1;
}

const tab = 0x09;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const space = 0x20;
const comma = 0x2c;
const openBracket = 0x5b;
const backslash = 0x5c;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const smallE = 0x65;

/** What a character is outside of texts. */
const kind = { other: 0, quotationMark: 1, colon: 2, opening: 3, closing: 4, lineBreak: 5, numeric: 6 } as const;
const kinds = new Uint8Array(128);
for (const [name, characters] of [
  ['quotationMark', '"'],
  ['colon', ':'],
  ['opening', '{['],
  ['closing', '}]'],
  ['lineBreak', '\n\r'],
  // What makes a number more than digits; an e is also the end of true and false.
  ['numeric', '.+-eE'],
] as const) {
  for (const character of characters) kinds[character.charCodeAt(0)] = kind[name];
}

/** Of those that stand before an e in true and false. */
function isLetter(code: number): boolean {
  return code >= 0x61 && code <= 0x7a;
}
