import { renderRow } from '../domain/packed-row.ts';
import type { RawRecord, RecordBatch } from '../formats/contract.ts';
import type { RowPlace } from '../store/contract.ts';

/** What somebody has corrected in one row: texts as they would stand in the file, by the layout's own names. */
export interface CorrectedRow extends RowPlace {
  values: Readonly<Record<string, string>>;
}

/**
 * Puts corrected values in the place of the file's, before anything looks at them: from here on the row is what it would be
 * had its sender corrected it, digest included.
 *
 * @param columns the names of a record's values
 */
export async function* correctRecords(
  batches: AsyncIterable<RecordBatch>,
  corrections: readonly CorrectedRow[],
  columns: readonly string[],
): AsyncGenerator<RecordBatch> {
  const open = new Map(corrections.map((row) => [placeName(row), row.values]));
  let place: RowPlace = { line: 0, nth: 0 };
  for await (const batch of batches) {
    const corrected: [index: number, record: RawRecord][] = [];
    for (const [index, record] of batch.records.entries()) {
      place = nextPlace(place, record);
      const values = open.get(placeName(place));
      if (values !== undefined) corrected.push([index, correct(record, values, columns)]);
    }
    yield corrected.length === 0 ? batch : withRecords(batch, corrected);
  }
}

/** Where a record is that follows upon the one at `last`. */
export function nextPlace(last: RowPlace, { line }: Pick<RawRecord, 'line'>): RowPlace {
  return { line, nth: line === last.line ? last.nth + 1 : 1 };
}

/** The record with these values. A name that the layout does not have any more is passed over. */
function correct(record: RawRecord, values: CorrectedRow['values'], columns: readonly string[]): RawRecord {
  return { ...record, values: columns.map((name, index) => values[name] ?? record.values[index]) };
}

function placeName({ line, nth }: RowPlace): string {
  return `${line}.${nth}`;
}

/** The corrected rows stand behind the batch's own bytes. */
function withRecords(
  { records, rows }: RecordBatch,
  corrected: readonly (readonly [index: number, record: RawRecord])[],
): RecordBatch {
  const bounds = rows.bounds.slice();
  const pieces: Uint8Array[] = [rows.bytes];
  let length = rows.bytes.length;
  const own = [...records];
  for (const [index, record] of corrected) {
    const bytes = encoder.encode(renderRow(record.values));
    own[index] = record;
    bounds[2 * index] = length;
    length += bytes.length;
    bounds[2 * index + 1] = length;
    pieces.push(bytes);
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return { records: own, rows: { bytes, bounds } };
}

const encoder = new TextEncoder();
