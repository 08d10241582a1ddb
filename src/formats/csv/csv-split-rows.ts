import { copyBytes, joinBytes } from '../bytes.ts';
import type { DecodedText } from '../text/encoding.ts';
import { type CsvLines, createLineSplitter, type QuotedRow } from './csv-lines.ts';
import { openParsedRows } from './csv-parser.ts';
import { mayBecomeRow, parseQuotedRows } from './csv-quoted.ts';
import type { CsvFault, CsvRowOptions, CsvRows, CsvStretch, OpenCsvRows } from './csv-rows.ts';

/**
 * Rows split without a parser as far as that is certain to mean the same: csv-parse reads only fields with a quotation
 * mark, and from the first row that is not plainly in order it reads all that follows.
 */
export const openSplitRows: OpenCsvRows = (options) =>
  isPlain(options.delimiter) ? createSplitRows(options) : openParsedRows(options);

/** One byte in UTF-8, and none that has a meaning of its own in CSV. */
function isPlain(delimiter: string): boolean {
  return /^[^"\r\n\u0080-\uffff]$/.test(delimiter);
}

function createSplitRows(options: CsvRowOptions): CsvRows {
  const { delimiter, maxRecordSize } = options;
  const split = createLineSplitter(delimiter, maxRecordSize);
  let stretches: CsvStretch[] = [];
  let rest: DecodedText = { text: '', utf8: new Uint8Array(0) };
  let line = options.firstLine;
  let parsed: CsvRows | null = null;
  let lineBreaks = 0;

  function read(piece: DecodedText): Promise<CsvFault | null> | null {
    const lines = split(piece, line, null);
    const bad = findBad(lines);
    keep(lines, bad);
    if (bad !== null) return parseFrom(piece.text.slice(bad.at), bad.line);
    const { at, byteAt, hasQuote } = lines.rest;
    line = lines.rest.line;
    rest = { text: piece.text.slice(at), utf8: copyBytes(piece.utf8.subarray(byteAt)) };
    const isRegular = rest.utf8.length <= maxRecordSize && (!hasQuote || mayGoOn(rest.text, delimiter));
    return isRegular ? null : parseFrom(rest.text, line);
  }

  function readLast(): Promise<CsvFault | null> | null {
    const { text, utf8 } = rest;
    if (text === '') return null;
    // A last row without a line break is one like the others.
    const ended = /[\r\n]$/.test(text) ? rest : { text: `${text}\n`, utf8: joinBytes(utf8, Buffer.from('\n')) };
    const lines = split(ended, line, utf8.length);
    const bad = findBad(lines);
    keep(lines, bad);
    if (bad !== null) return parseFrom(text.slice(bad.at), bad.line);
    return lines.rest.at < text.length ? parseFrom(text.slice(lines.rest.at), lines.rest.line) : null;
  }

  function findBad(lines: CsvLines): QuotedRow | null {
    return parseQuoted(lines, delimiter) ? null : (lines.quoted[0] ?? null);
  }

  /** Its rows up to a bad one: where the quotation marks of that one are not in pairs, those behind it end elsewhere. */
  function keep({ rows, bytes, bounds, lineBreaks: found }: CsvLines, bad: QuotedRow | null): void {
    lineBreaks |= bad?.lineBreaksBefore ?? found;
    if (bad !== null) rows.length = bad.index;
    if (rows.length > 0) stretches.push({ rows, packed: { bytes, bounds: new Uint32Array(bounds) } });
  }

  function parseFrom(text: string, firstLine: number): Promise<CsvFault | null> {
    rest = { text: '', utf8: new Uint8Array(0) };
    parsed = openParsedRows({ ...options, firstLine });
    return parsed.write({ text, utf8: rest.utf8 });
  }

  return {
    async write(chunk) {
      if (parsed !== null) return parsed.write(chunk);
      return read({ text: rest.text + chunk.text, utf8: joinBytes(rest.utf8, chunk.utf8) });
    },
    async end() {
      const fault = parsed === null ? await readLast() : null;
      return fault ?? (await parsed?.end()) ?? null;
    },
    take() {
      const taken = stretches;
      stretches = [];
      return parsed === null ? taken : [...taken, ...parsed.take()];
    },
    lineBreaks: () => lineBreaks | (parsed?.lineBreaks() ?? 0),
    bareQuotes: () => parsed?.bareQuotes() ?? { count: 0, line: 0 },
  };
}

/** Puts the values of rows with quotation marks in their places. @returns false where csv-parse finds a fault */
function parseQuoted({ rows, bytes, bounds, quoted }: CsvLines, delimiter: string): boolean {
  if (quoted.length === 0) return true;
  const parsed = parseQuotedRows(
    quoted.map(({ text }) => text),
    delimiter,
  );
  if (parsed === null) return false;
  for (const [i, { index, line }] of quoted.entries()) {
    const values = parsed[i] as string[];
    rows[index] = { line, values };
    // There is room: without its quotation marks a row is no longer than before.
    const start = bounds[2 * index] as number;
    bounds[2 * index + 1] = start + bytes.write(values.join('\u001f'), start);
  }
  return true;
}

function mayGoOn(beginning: string, delimiter: string): boolean {
  return beginning.length <= maxOpenRow && mayBecomeRow(beginning, delimiter);
}

/** Characters of a row with quotation marks that are looked at again with every chunk until it ends. */
const maxOpenRow = 16_384;
