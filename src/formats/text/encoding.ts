import type { ReportIssue } from '../../domain/issue.ts';
import { tell } from '../../domain/told.ts';
import { copyBytes, joinBytes } from '../bytes.ts';
import { fileIssue } from '../file-issue.ts';
import { byteOrderMark, type FoundCharset, looksLikeUtf16, supportedCharset } from './charset.ts';
import { createDeclaredDecoder } from './declared-decoder.ts';
import type { DecodedText, Decoder } from './decoder.ts';
import { createDetectingDecoder } from './detecting-decoder.ts';
import { createStrictDecoder, createTextPosition, type StrictDecoder } from './strict-decoder.ts';

export type { DecodedText, Decoder } from './decoder.ts';

/**
 * A strict decoder: the first byte that doesn't belong is a fatal issue with its offset and line.
 *
 * @param declared names the charset, asked once with the first bytes of the file, or null to have it told from the bytes;
 *   a byte order mark goes before it
 * @param onCharset told once what the charset is, as soon as that is decided
 */
export function createDecoder(
  declared: (head: Uint8Array) => string | null,
  report: ReportIssue,
  onCharset: (found: FoundCharset) => void = () => undefined,
): Decoder {
  let head: Uint8Array = new Uint8Array(0);
  let decoding: Decoder | null = null;

  function begin(): DecodedText | null {
    // Of the first chunk no more than of others: how large it is must not decide.
    decoding = chooseDecoding(head.subarray(0, headBytes), declared, report, onCharset);
    return decoding?.decode(head.subarray(byteOrderMark(head)?.length ?? 0)) ?? null;
  }

  return {
    decode(chunk) {
      if (decoding !== null) return decoding.decode(chunk);
      head = joinBytes(head, chunk);
      if (head.length >= headBytes) return begin();
      head = copyBytes(head);
      return noText;
    },
    end() {
      if (decoding !== null) return decoding.end();
      const text = begin();
      const rest = text === null ? null : ((decoding as Decoder | null)?.end() ?? null);
      return text !== null && rest !== null ? joinTexts(text, rest) : null;
    },
  };
}

/** Enough for an XML declaration. */
const headBytes = 256;
const noText: DecodedText = { text: '', utf8: new Uint8Array(0) };

function joinTexts(first: DecodedText, second: DecodedText): DecodedText {
  return { text: first.text + second.text, utf8: joinBytes(first.utf8, second.utf8) };
}

/** @returns null after a fatal issue */
function chooseDecoding(
  head: Uint8Array,
  declared: (head: Uint8Array) => string | null,
  report: ReportIssue,
  onCharset: (found: FoundCharset) => void,
): Decoder | null {
  const mark = byteOrderMark(head);
  if (mark !== null)
    return strictDecoding({ charset: mark.charset, charsetFrom: 'bom' }, mark.length, report, onCharset);

  // Blanks around it are no part of a charset's name (encoding.spec.whatwg.org).
  const label = declared(head)?.trim() ?? null;
  const looks = looksLikeUtf16(head);
  if (label === null) {
    if (looks === null) return createDetectingDecoder(report, onCharset);
    return strictDecoding({ charset: looks, charsetFrom: 'detected' }, 0, report, onCharset);
  }
  const charset = supportedCharset(label);
  if (charset === null) {
    report(fileIssue('unknown-charset', null, tell('charset-not-read', { label: shownLabel(label) })));
    return null;
  }
  // The label "utf-16" leaves the order of the bytes open.
  const actual = looks !== null && label.toLowerCase() === 'utf-16' ? looks : charset;
  const isOtherThanSaid = looks === null ? actual.startsWith('utf-16') && hasNoZero(head) : actual !== looks;
  if (isOtherThanSaid) {
    report(contradiction(label, looks));
    return null;
  }
  const found = { charset: actual, charsetFrom: 'declared' } as const;
  if (actual.startsWith('utf-')) return strictDecoding(found, 0, report, onCharset);
  onCharset(found);
  return asDecoder(createDeclaredDecoder(label, actual, report));
}

/** In a damaged declaration half a row may stand where the name should be: only what has a name's shape is repeated. */
function shownLabel(label: string): string | null {
  return /^[a-z][\w.-]{0,39}$/i.test(label) ? label : null;
}

function strictDecoding(
  found: FoundCharset,
  firstOffset: number,
  report: ReportIssue,
  onCharset: (found: FoundCharset) => void,
): Decoder {
  onCharset(found);
  return asDecoder(createStrictDecoder(found.charset, createTextPosition(firstOffset), report));
}

function asDecoder(strict: StrictDecoder): Decoder {
  return { decode: strict.decode, end: () => (strict.end() ? noText : null) };
}

/** Any text in UTF-16 has some: its delimiters and line breaks. */
function hasNoZero(head: Uint8Array): boolean {
  return head.length >= 2 && !head.includes(0);
}

function contradiction(label: string, looks: string | null) {
  const said = tell('declared-but-other', { label, looks: looks?.toUpperCase() ?? null });
  return fileIssue('unclear-charset', null, said);
}
