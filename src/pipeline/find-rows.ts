import type { Issue } from '../domain/issue.ts';
import type { ReadRow } from '../layouts/contract.ts';
import type { RowPlace } from '../store/contract.ts';
import { correctRecords, nextPlace } from './correct-records.ts';
import { readRecords } from './read-records.ts';
import type { ReadingTools } from './read-roster.ts';
import type { ReadingOrder } from './reading.ts';

/** One row of a file, as it stands there with what was corrected in it. */
export interface FoundRow extends RowPlace {
  /** In the order of the layout's columns; undefined where the file has no such column. */
  values: readonly (string | undefined)[];
  /** Null where the row's key can't be read. */
  key: ReadRow['key'];
  /** What the row's own rules say of it; what ties it to others is not looked at. */
  issues: Issue[];
}

/** Looks rows up by their places. The file is read no further than the last of them. */
export async function findRows(
  order: ReadingOrder,
  places: readonly RowPlace[],
  tools: Pick<ReadingTools, 'layout' | 'formats' | 'readBytes'>,
): Promise<FoundRow[]> {
  const { shape } = tools.layout;
  const rowReader = tools.layout.createRowReader(order.settings);
  const records = readRecords(order, tools, { shape, csv: order.csv, report: () => {}, describe: () => {} });
  const found: FoundRow[] = [];
  let place: RowPlace = { line: 0, nth: 0 };
  for await (const batch of correctRecords(records, order.corrections ?? [], shape.columns)) {
    for (const record of batch.records) {
      place = nextPlace(place, record);
      if (!places.some(({ line, nth }) => line === place.line && nth === place.nth)) continue;
      const issues: Issue[] = [];
      const { key } = rowReader.read(record, (issue) => void issues.push(issue));
      found.push({ ...place, values: record.values, key, issues });
      if (found.length === places.length) return found;
    }
  }
  return found;
}
