import type { Knex } from 'knex';
import type { FileStatus } from '../domain/file-status.ts';
import type { SqlDialect } from './sql-dialect.ts';

export interface StagedOf {
  id: number;
  file_id: number;
  employee_id: number;
}

/**
 * Rows that files of the feed have staged of these employees, by the keys that they have now.
 *
 * Each file is asked for each key. Of a list of pairs MariaDB uses nothing but the file, and in an order of its own SQLite reads all
 * rows of all files: 1.8 s and 15 s for 50 people in 100 files of 2,000 rows, so 30 ms and 20 ms.
 */
export function stagedOf(
  db: Knex,
  dialect: SqlDialect,
  { feed, ids, statuses }: { feed: string; ids: readonly number[]; statuses: readonly FileStatus[] },
): Promise<StagedOf[]> {
  if (ids.length === 0) return Promise.resolve([]);
  const marks = (values: readonly unknown[]) => values.map(() => '?').join(', ');
  // SQLite joins what is joined with CROSS in the order in which it is written.
  return dialect.rows<StagedOf>(
    db,
    `SELECT i.id AS id, i.file_id AS file_id, e.id AS employee_id
     FROM employees e CROSS JOIN roster_files f
     CROSS JOIN ${dialect.readBy('employee_imports i', 'employee_imports_key')}
     WHERE e.feed = ? AND e.id IN (${marks(ids)}) AND f.feed = ? AND f.status IN (${marks(statuses)})
       AND i.file_id = f.id AND i.company_id = e.company_id AND i.employee_no = e.employee_no`,
    [feed, ...ids, feed, ...statuses],
  );
}
