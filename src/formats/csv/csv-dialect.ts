import type { RecordShape } from '../contract.ts';
import { lineBreak } from './csv-line-breaks.ts';
import { indexNames, plainName } from './csv-names.ts';
import { splitOutsideQuotes } from './csv-quoted.ts';

/** The delimiters that are looked for, the likeliest first. */
const candidates = [',', ';', '\t', '|'] as const;

/**
 * The delimiter that makes the most sense of the first rows: the one with which the header has the most known names, or
 * with which the most rows have the layout's number of columns. Where none does, the one that stands in the first row most
 * often, or, where that is a title without any, in one of those below it.
 *
 * @param sample the first rows of the file
 */
export function detectDelimiter(sample: string, shape: RecordShape): string {
  const rows = firstRows(sample, sampleRows);
  const score = createScore(rows, shape);
  return (
    best((candidate) => score(candidate)) ??
    best((candidate) => columnsOf(rows[0] ?? '', candidate) - 1) ??
    best((candidate) => Math.max(0, ...rows.map((row) => columnsOf(row, candidate) - 1))) ??
    candidates[0]
  );
}

/** Whether the text holds as many whole rows as are looked at: those that end outside quotation marks and aren't empty. */
export function hasSample(text: string): boolean {
  return firstRows(text, sampleRows + 1).length > sampleRows;
}

/** The line `sep=;` that spreadsheets write and read at the top of a file. */
export function separatorLine(text: string): { delimiter: string; length: number; lineBreak: number } | null {
  const match = /^sep=([,;\t|])(\r\n|\n|\r)/i.exec(text);
  if (match?.[1] === undefined) return null;
  const kind = match[2] === '\r\n' ? lineBreak.crlf : match[2] === '\n' ? lineBreak.lf : lineBreak.cr;
  return { delimiter: match[1], length: match[0].length, lineBreak: kind };
}

/** A title, or an address with many commas, must not decide alone. */
export const sampleRows = 8;

function createScore(rows: readonly string[], { csv, ...shape }: RecordShape): (candidate: string) => number {
  if (csv.by === 'name') {
    const index = indexNames({ ...shape, csv });
    const knownNames = (row: string, candidate: string) =>
      splitOutsideQuotes(row, candidate).filter((cell) => index.has(plainName(unquote(cell)))).length;
    // A title may stand above the header.
    return (candidate) => Math.max(0, ...rows.map((row) => knownNames(row, candidate)));
  }
  const width = shape.columns.length;
  const least = width - csv.droppableColumns;
  return (candidate) => {
    const widths = rows.map((row) => columnsOf(row, candidate));
    // A row with all columns says more than one that may have been cut.
    return widths.reduce((sum, count) => sum + (count === width ? 2 : count >= least && count < width ? 1 : 0), 0);
  };
}

/** The candidate with the highest score, the likelier one among equals; null where all have none. */
function best(score: (candidate: string) => number): string | null {
  let found: string | null = null;
  let highest = 0;
  for (const candidate of candidates) {
    const reached = score(candidate);
    if (reached <= highest) continue;
    highest = reached;
    found = candidate;
  }
  return found;
}

function columnsOf(row: string, delimiter: string): number {
  return splitOutsideQuotes(row, delimiter).length;
}

/** Rows end at line breaks with an even number of quotation marks before them. */
export function firstRows(text: string, count: number): string[] {
  const rows: string[] = [];
  let start = 0;
  let quoted = false;
  for (let at = 0; at < text.length && rows.length < count; at += 1) {
    const code = text.charCodeAt(at);
    if (code === quotationMark) quoted = !quoted;
    if (quoted || (code !== lineFeed && code !== carriageReturn)) continue;
    if (at > start) rows.push(text.slice(start, at));
    start = at + 1;
  }
  if (start < text.length && rows.length < count) rows.push(text.slice(start));
  return rows;
}

export function unquote(cell: string): string {
  return cell.length > 1 && cell.startsWith('"') && cell.endsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell;
}

const quotationMark = 0x22;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;
