import type { CsvRow } from './csv-rows.ts';
import type { DecodedText } from './encoding.ts';

/** The rows of a piece of CSV, found without a parser. */
export interface CsvLines {
  /** Rows that have a quotation mark still lack their values. */
  rows: CsvRow[];
  /** The piece with U+001F for every delimiter, and where in it each row stands. */
  bytes: Buffer<ArrayBuffer>;
  bounds: Uint32Array;
  quoted: QuotedRow[];
  rest: LinesRest;
}

/** A row with a quotation mark; it may go over several lines. */
export interface QuotedRow {
  /** Its place among the rows. */
  index: number;
  /** Where it begins in the text. */
  at: number;
  text: string;
}

/** The row behind the last whole one. */
export interface LinesRest {
  /** Where it begins in the text. */
  at: number;
  /** Where it begins in the bytes. */
  byteAt: number;
  line: number;
  hasQuote: boolean;
  tooLong: boolean;
}

export type SplitLines = (piece: DecodedText, firstLine: number, isLast: boolean) => CsvLines;

/**
 * Divides text at line breaks and delimiters, which is all there is to parse where no quotation mark stands. A row ends at
 * the first line break with an even number of quotation marks before it: so it is in all that csv-parse accepts.
 *
 * Everything is found in one pass over the bytes that has no branch for delimiters, and values are cut at the places
 * found: a third of the time that `line.split(delimiter)` took.
 */
export function createLineSplitter(delimiter: string, maxRowBytes: number): SplitLines {
  const traitsOf = traitsByByte(delimiter.charCodeAt(0));
  let places = new Int32Array(0);

  return ({ text, utf8 }, firstLine, isLast) => {
    const length = utf8.length;
    const breaksEnd = isLast ? length : length - lookahead;
    const bytes = Buffer.allocUnsafeSlow(length);
    if (places.length <= length) places = new Int32Array(length + 1);
    // A variable of its own, because one that a closure shares is slower.
    const delimitersAt = places;
    const rows: CsvRow[] = [];
    const edges: number[] = [];
    const quoted: QuotedRow[] = [];
    const rest: LinesRest = { at: 0, byteAt: 0, line: firstLine, hasQuote: false, tooLong: false };
    let delimiters = 0;
    let isOpen = false;
    let line = firstLine;
    let at = 0;

    for (let byteAt = 0; byteAt < length; byteAt += 1) {
      const traits = traitsOf[utf8[byteAt] as number] as number;
      bytes[byteAt] = traits;
      delimitersAt[delimiters] = at;
      delimiters += (traits >> delimiterShift) & 1;
      if (traits >= lineBreak) {
        if (byteAt >= breaksEnd) break;
        const isPair = utf8[byteAt] === carriageReturn && utf8[byteAt + 1] === lineFeed;
        line += 1;
        if (!isOpen) {
          rest.tooLong = byteAt - rest.byteAt > maxRowBytes;
          if (rest.tooLong) break;
          edges.push(rest.byteAt, byteAt);
          takeRow(text, at, delimitersAt, delimiters, rest, rows, quoted);
          delimiters = 0;
          rest.at = at + (isPair ? 2 : 1);
          rest.byteAt = byteAt + (isPair ? 2 : 1);
          rest.line = line;
          rest.hasQuote = false;
        }
        if (isPair) {
          byteAt += 1;
          at += 1;
        }
      } else if (traits >= quotationMark) {
        rest.hasQuote = true;
        isOpen = !isOpen;
      }
      at += (traits >> unitsShift) & 3;
    }
    if (length - rest.byteAt > maxRowBytes) rest.tooLong = true;
    else if (isLast && !isOpen && rest.byteAt < length) {
      edges.push(rest.byteAt, length);
      takeRow(text, text.length, delimitersAt, delimiters, rest, rows, quoted);
      rest.at = text.length;
      rest.byteAt = length;
    }
    return { rows, bytes, bounds: new Uint32Array(edges), quoted, rest };
  };
}

/**
 * csv-parse takes a line break only when three more bytes are there. With the same rows taken from each chunk, the same is
 * told of a file whose next chunk is damaged.
 */
const lookahead = 3;

/** What the loop must know of a byte: above its replacement stand bits for whatever it means. */
function traitsByByte(delimiter: number): Uint16Array {
  const traits = new Uint16Array(256);
  for (let byte = 0; byte < 256; byte += 1) traits[byte] = byte | (utf16Units(byte) << unitsShift);
  traits[delimiter] = 0x1f | (1 << delimiterShift) | (1 << unitsShift);
  traits[0x22] = 0x22 | (1 << unitsShift) | quotationMark;
  traits[lineFeed] = lineFeed | (1 << unitsShift) | lineBreak;
  traits[carriageReturn] = carriageReturn | (1 << unitsShift) | lineBreak;
  return traits;
}

const delimiterShift = 8;
const unitsShift = 9;
const quotationMark = 0x800;
const lineBreak = 0x1000;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/** Length in a string of the character that begins with the byte; 0 for the bytes behind the first. */
function utf16Units(byte: number): number {
  if (byte >= 0x80 && byte < 0xc0) return 0;
  return byte < 0xf0 ? 1 : 2;
}

function takeRow(
  text: string,
  end: number,
  delimitersAt: Int32Array,
  delimiters: number,
  { at, line, hasQuote }: LinesRest,
  rows: CsvRow[],
  quoted: QuotedRow[],
): void {
  if (hasQuote) {
    quoted.push({ index: rows.length, at, text: text.slice(at, end) });
    rows.push({ line, values: [] });
    return;
  }
  const values = new Array<string>(delimiters + 1);
  let start = at;
  for (let i = 0; i < delimiters; i += 1) {
    const place = delimitersAt[i] as number;
    values[i] = start === place ? '' : text.substring(start, place);
    start = place + 1;
  }
  values[delimiters] = start === end ? '' : text.substring(start, end);
  rows.push({ line, values });
}
