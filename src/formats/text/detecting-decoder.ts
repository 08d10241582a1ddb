import { isAscii, isUtf8 } from 'node:buffer';
import type { ReportIssue } from '../../domain/issue.ts';
import { tell } from '../../domain/told.ts';
import { copyBytes, joinBytes } from '../bytes.ts';
import { fileIssue } from '../file-issue.ts';
import type { FoundCharset } from './charset.ts';
import type { DecodedText, Decoder } from './decoder.ts';
import { createGuessedTextCheck } from './guessed-text.ts';
import { createStrictDecoder, createTextPosition, type StrictDecoder } from './strict-decoder.ts';

/**
 * Decodes a file that doesn't say what it is in: UTF-8, or windows-1252 where the first letters beyond ASCII are nothing that
 * UTF-8 has. Those letters decide, and not where a chunk ends: the same file is always read in the same way.
 */
export function createDetectingDecoder(report: ReportIssue, onCharset: (found: FoundCharset) => void): Decoder {
  const position = createTextPosition(0);
  const utf8 = createStrictDecoder('utf-8', position, report);
  let decided: StrictDecoder | null = null;
  /** Read, but not decoded: it begins with ASCII, and more is needed to decide. */
  let held: Uint8Array = new Uint8Array(0);

  function decideUtf8(): StrictDecoder {
    decided = utf8;
    position.hasUtf8Letters = true;
    onCharset({ charset: 'utf-8', charsetFrom: 'detected' });
    return utf8;
  }

  function decideWindows1252(first: number): StrictDecoder {
    decided = createStrictDecoder('windows-1252', position, report, createGuessedTextCheck(report));
    onCharset({ charset: 'windows-1252', charsetFrom: 'guessed' });
    const line = position.check.lineBehind(Buffer.from(held.subarray(0, first)).toString('latin1'));
    const said = tell('charset-guessed', { byte: position.offset + first, line });
    report(fileIssue('charset-guessed', line, said, { severity: 'warning' }));
    return decided;
  }

  function decodeHeld(): DecodedText | null {
    const first = held.findIndex((byte) => byte >= 0x80);
    const mostlyUtf8 = first < 0 || isMostlyUtf8(held.subarray(first, first + sampleBytes));
    const decoder = mostlyUtf8 ? decideUtf8() : decideWindows1252(first);
    const bytes = held;
    held = new Uint8Array(0);
    return decoder.decode(bytes);
  }

  return {
    decode(chunk) {
      if (decided !== null) return decided.decode(chunk);
      if (held.length === 0 && isAscii(chunk)) return utf8.decode(chunk);
      held = joinBytes(held, chunk);
      const sample = held.subarray(held.findIndex((byte) => byte >= 0x80)).subarray(0, sampleBytes);
      if (sample.length === sampleBytes || isSurelyUtf8(sample)) return decodeHeld();
      held = copyBytes(held);
      return noText;
    },
    end() {
      if (decided !== null) return decided.end() ? noText : null;
      const rest = decodeHeld();
      return rest !== null && (decided as StrictDecoder | null)?.end() === true ? rest : null;
    },
  };
}

const noText: DecodedText = { text: '', utf8: new Uint8Array(0) };

/** How much decides, from the first byte beyond ASCII on: some 40 rows. */
const sampleBytes = 4096;

/**
 * Whether the sample is UTF-8, be it damaged.
 *
 * The letters of Western Europe are 0xC3 and one byte more, which is "Ã" and a sign in other charsets: nothing that stands
 * in a text. Other pairs are there by chance now and then (the "Ø–" of "TROMSØ–OSLO"), so that they have to be the greater part.
 */
function isMostlyUtf8(sample: Uint8Array): boolean {
  const { isSure, letters, others } = countLetters(sample);
  return isSure || (letters > 0 && letters >= others);
}

/** Whether that is so, whatever comes behind. */
function isSurelyUtf8(sample: Uint8Array): boolean {
  return countLetters(sample).isSure;
}

function countLetters(sample: Uint8Array): { isSure: boolean; letters: number; others: number } {
  let letters = 0;
  let others = 0;
  for (let at = 0; at < sample.length; at += 1) {
    const lead = sample[at] ?? 0;
    if (lead < 0x80) continue;
    const length = letterLength(sample, at);
    if (length > 2 || (length === 2 && lead === 0xc3)) return { isSure: true, letters, others };
    if (length === 2) letters += 1;
    else others += 1;
    at += Math.max(0, length - 1);
  }
  return { isSure: false, letters, others };
}

/** How many bytes a letter beyond ASCII has that begins here, or 0 where none does. */
function letterLength(bytes: Uint8Array, at: number): number {
  const lead = bytes[at] ?? 0;
  const length = lead >= 0xc2 && lead <= 0xf4 ? (lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2) : 0;
  const isLetter = length > 0 && at + length <= bytes.length && isUtf8(bytes.subarray(at, at + length));
  return isLetter ? length : 0;
}
