import { copyBytes, joinBytes } from './bytes.ts';
import { type CsvLines, createLineSplitter } from './csv-lines.ts';
import { openParsedRows } from './csv-parser.ts';
import { mayBecomeRow, parseQuotedRows } from './csv-quoted.ts';
import type { CsvFault, CsvRowOptions, CsvRows, CsvStretch, OpenCsvRows } from './csv-rows.ts';
import type { DecodedText } from './encoding.ts';

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
  const { delimiter } = options;
  const split = createLineSplitter(delimiter, options.maxRecordSize);
  let stretches: CsvStretch[] = [];
  let rest: DecodedText = { text: '', utf8: new Uint8Array(0) };
  let line = options.firstLine;
  let parsed: CsvRows | null = null;

  async function read(piece: DecodedText, isLast: boolean): Promise<CsvFault | null> {
    const lines = split(piece, line, isLast);
    const { at, byteAt, ...behind } = lines.rest;
    const firstBad = parseQuoted(lines, delimiter) ? null : lines.quoted[0];
    if (firstBad != null) {
      const badLine = lines.rows[firstBad.index]?.line ?? line;
      keep(lines, firstBad.index);
      return parseFrom(piece.text.slice(firstBad.at), badLine);
    }
    keep(lines, lines.rows.length);
    const text = piece.text.slice(at);
    const isIrregular = behind.tooLong || (isLast && text !== '') || (behind.hasQuote && !mayGoOn(text, delimiter));
    if (isIrregular) return parseFrom(text, behind.line);
    line = behind.line;
    rest = { text, utf8: copyBytes(piece.utf8.subarray(byteAt)) };
    return null;
  }

  function keep({ rows, bytes, bounds }: CsvLines, count: number): void {
    if (count < rows.length) rows.length = count;
    if (count > 0) stretches.push({ rows, packed: { bytes, bounds } });
  }

  function parseFrom(text: string, firstLine: number): Promise<CsvFault | null> {
    rest = { text: '', utf8: new Uint8Array(0) };
    parsed = openParsedRows({ ...options, firstLine });
    return parsed.write({ text, utf8: rest.utf8 });
  }

  return {
    write(chunk) {
      if (parsed !== null) return parsed.write(chunk);
      return read({ text: rest.text + chunk.text, utf8: joinBytes(rest.utf8, chunk.utf8) }, false);
    },
    async end() {
      return (parsed === null ? await read(rest, true) : null) ?? (await parsed?.end()) ?? null;
    },
    take() {
      const taken = stretches;
      stretches = [];
      return parsed === null ? taken : [...taken, ...parsed.take()];
    },
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
  for (const [i, { index }] of quoted.entries()) {
    const row = rows[index];
    const values = parsed[i];
    if (row === undefined || values === undefined) return false;
    row.values = values;
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
