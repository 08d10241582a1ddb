import { maskNames } from '../../domain/mask.ts';

/** A finding that ends the reading of a JSON file; thrown where it is found and reported as an issue. */
export class JsonFault extends Error {
  readonly code: string;
  /** Physical line, counted from 1. */
  readonly line: number;
  /** Path of the key. */
  readonly path: string | null;
  readonly field: string | null;

  /** @param message ends with a full stop; where the fault is, is put behind it */
  constructor(
    code: string,
    { line, column }: JsonPosition,
    message: string,
    { path = null, field = null }: { path?: string | null; field?: string | null } = {},
  ) {
    super(`${message.replace(/\.$/, '')} (line ${line}, column ${column}).`);
    this.code = code;
    this.line = line;
    this.path = path;
    this.field = field;
  }
}

/** Line and column of a character, both counted from 1. */
export interface JsonPosition {
  line: number;
  column: number;
}

/** Where a character of a text stands in the file. @param start where the text begins */
export function positionIn(text: string, at: number, start: JsonPosition): JsonPosition {
  let { line } = start;
  let lineStart = 1 - start.column;
  for (const { index, 0: lineBreak } of text.slice(0, at).matchAll(/\r\n|\r|\n/g)) {
    line += 1;
    lineStart = index + lineBreak.length;
  }
  return { line, column: at - lineStart + 1 };
}

/** A key as it may be shown: it can hold anything, also somebody's number. */
export function shownKey(key: string): string {
  return maskNames(key.replace(/\p{C}/gu, '?'), 60);
}
