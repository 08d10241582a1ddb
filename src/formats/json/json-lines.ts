import { character } from './json-characters.ts';
import type { JsonPosition } from './json-fault.ts';

/** Counts lines in text that comes in pieces; places are those in the present piece. */
export interface LineCount {
  /** To be told of every line feed and carriage return; both together are one line break. */
  breakLine(code: number, at: number): void;
  position(at: number): JsonPosition;
  /** The next piece follows. */
  leave(pieceLength: number): void;
}

export function createLineCount(): LineCount {
  /** Characters of the pieces before this one. */
  let offset = 0;
  let line = 1;
  let lineStart = 0;
  let lastReturn = -1;
  return {
    breakLine(code, at) {
      const place = offset + at;
      if (code === character.carriageReturn) lastReturn = place;
      if (code !== character.lineFeed || place !== lastReturn + 1) line += 1;
      lineStart = place + 1;
    },
    position: (at) => ({ line, column: offset + at - lineStart + 1 }),
    leave(pieceLength) {
      offset += pieceLength;
    },
  };
}
