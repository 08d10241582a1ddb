import { isAscii } from 'node:buffer';
import type { ReportIssue } from '../../domain/issue.ts';
import { tell } from '../../domain/told.ts';
import { fileIssue } from '../file-issue.ts';
import { createStrictDecoder, createTextPosition, type StrictDecoder } from './strict-decoder.ts';

/**
 * Decodes by the one-byte charset that is declared, unless the bytes are UTF-8. In such a charset nearly every byte is some
 * letter: a file that was saved as UTF-8 under an old declaration would come in with "Ã¸" for each "ø", and nobody be told.
 *
 * @param label the charset as it was declared
 */
export function createDeclaredDecoder(label: string, charset: string, report: ReportIssue): StrictDecoder {
  const position = createTextPosition(0);
  const strict = createStrictDecoder(charset, position, report);
  const letters = watchLetters((chunk, at) => ({
    byte: position.offset + at,
    line: position.check.lineBehind(Buffer.from(chunk.subarray(0, at)).toString('latin1')),
  }));

  function refuse({ byte, line }: Place): void {
    report(fileIssue('unclear-charset', line, tell('declared-but-utf8', { label, byte, line })));
  }

  return {
    decode(chunk) {
      letters.read(chunk);
      const first = letters.firstOfUtf8(fewLetters);
      if (first === null) return strict.decode(chunk);
      refuse(first);
      return null;
    },
    end() {
      const first = letters.firstOfUtf8(1);
      if (first === null) return strict.end();
      refuse(first);
      return false;
    },
  };
}

interface Place {
  byte: number;
  line: number;
}

/** So many, and none of another charset before them, are no chance. */
const fewLetters = 3;
/** Of nearly all letters of Western Europe; it is "Ã" in other charsets, behind which no sign of theirs stands in a name. */
const lead = 0xc3;

/** Looks at the bytes beyond ASCII up to the first that is no part of UTF-8, one by one: where a chunk ends makes no difference. */
function watchLetters(placeOf: (chunk: Uint8Array, at: number) => Place) {
  let isOther = false;
  let count = 0;
  let first: Place | null = null;
  let begun: Place | null = null;
  /** Bytes that the letter still needs. */
  let missing = 0;

  function readByte(chunk: Uint8Array, at: number): void {
    const byte = chunk[at] as number;
    const continues = byte >= 0x80 && byte < 0xc0;
    isOther = continues ? missing === 0 : missing > 0 || byte === 0xc0 || byte === 0xc1 || byte > 0xf4;
    if (continues) {
      missing -= 1;
      if (missing === 0 && begun !== null) {
        first ??= begun;
        count += 1;
      }
    } else {
      missing = byte < 0x80 ? 0 : byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3;
      begun = byte === lead ? (first ?? placeOf(chunk, at)) : null;
    }
  }

  return {
    read(chunk: Uint8Array): void {
      if (isOther || (missing === 0 && isAscii(chunk))) return;
      for (let at = 0; at < chunk.length && !isOther && count < fewLetters; at += 1) readByte(chunk, at);
    },
    /** @returns where the first one stands, if there are so many and nothing else */
    firstOfUtf8: (atLeast: number) => (isOther || count < atLeast ? null : first),
  };
}
