import type { ReportIssue } from '../../domain/issue.ts';
import { tell } from '../../domain/told.ts';
import { fileIssue } from '../file-issue.ts';
import type { TextPosition } from './strict-decoder.ts';

/** @returns false after a fatal issue */
export type CheckGuessedText = (text: string, position: TextPosition) => boolean;

/**
 * Doubts a text that was decoded as windows-1252 on a guess, as long as it goes on.
 *
 * Old DOS programs (code pages 850 and 865) and Macs wrote letters with the bytes of other characters: an "Bjørn" would
 * come in as "Bj›rn" or "Bj¿rn". Names don't have those between letters. What they do have there (’ ‘ – Š Ž œ) is left alone.
 */
export function createGuessedTextCheck(report: ReportIssue): CheckGuessedText {
  let last = '';
  return (text, position) => {
    // A letter and its neighbours may stand in two chunks.
    const searched = last + text;
    const found = misread.exec(searched);
    const shift = found === null ? -1 : found.index - last.length;
    last = searched.slice(-neighbours);
    if (found !== null) {
      const line = position.check.lineBehind(text.slice(0, Math.max(0, shift)));
      const at = position.offset + shift;
      const letters = /[\x80-\x9f]/.test(found[0]) ? null : found[0];
      report(fileIssue('unclear-charset', line, tell('charset-not-told', { byte: at, line, letters })));
      return false;
    }
    const sequence = utf8Sequence(text);
    if (sequence < 0) return true;
    const line = position.check.lineBehind(text.slice(0, sequence));
    report(fileIssue('unclear-charset', line, tell('two-charsets', { byte: position.offset + sequence, line })));
    return false;
  };
}

const neighbours = 3;

/**
 * By byte: in 850 and 865 82 is "é", 84 "ä", 86 "å", 87 "ç", 88 "ê", 89 "ë", 8B "ï", 91 "æ", 93 "ô", 94 "ö", 98 "ÿ", 99 "Ö",
 * 9B "ø"; on a Mac 8A is "ä", 8C "å", 8E "é", 9F "ü", AF "Ø", BE "æ", BF "ø".
 */
const misread = new RegExp(
  [
    '(?<=[A-Za-z])[‚„†‡ˆ‰‹˜™›¾¿](?=[A-Za-z])',
    // Quotation marks are put there by mistake: "Nina‘s", "6”-rør". In a word they have letters enough on both sides.
    '(?<=[A-Za-z])[‘“”](?=[a-z]{2})',
    // Capitals within a word; at its beginning, and among other capitals, they are what they seem.
    '(?<=[A-Za-z])[ŠŒ](?=[a-z])',
    '(?<=[a-z])[ŠŒŽŸ]',
    '¯(?=[A-Za-z])',
    // What windows-1252 has nothing for, in 850 and on a Mac are "ü", "Å", "É" and "Ø" among others.
    '[\\x81\\x8d\\x8f\\x90\\x9d]',
  ].join('|'),
);

/**
 * Where UTF-8 begins in a text that was decoded as windows-1252, or -1. One or two such pairs ("SÅ»", "Ø–") are found in
 * real texts too; here most letters beyond ASCII are parts of some.
 */
function utf8Sequence(text: string): number {
  const first = text.search(sequences);
  if (first < 0) return -1;
  const pairs = text.match(sequences) ?? [];
  const inPairs = pairs.reduce((sum, { length }) => sum + length, 0);
  const beyondAscii = text.match(/[^\p{ASCII}]/gu)?.length ?? 0;
  return pairs.length >= 3 && inPairs * 2 > beyondAscii ? first : -1;
}

const continuation = `[${new TextDecoder('windows-1252').decode(Uint8Array.from({ length: 64 }, (_, i) => 0x80 + i))}]`;
const sequences = new RegExp(`[Â-ß]${continuation}|[à-ï]${continuation}{2}|[ð-ô]${continuation}{3}`, 'g');
