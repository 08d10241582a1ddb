import type { Knex } from 'knex';
import { AppError } from '../domain/app-error.ts';
import { figure } from '../domain/figure.ts';
import type { EncodedRows } from './contract.ts';
import { writeSetHint } from './driver-error.ts';
import { employeeColumns } from './employee-row.ts';
import type { WriteSetLimits } from './server-facts.ts';
import type { SqlDialect } from './sql-dialect.ts';

/**
 * Bytes of a row in Galera's write set beyond its values: keys, times, what file it comes from. By wsrep_replicated_bytes, 10,000
 * personnel-ticket employees of 203 encoded bytes each took 285 bytes when created and 771 when updated: before, after, history.
 */
const overhead = { encoded: 100, row: 200 };

/**
 * Counts what a transaction that loads a first roster adds to its write set.
 *
 * @returns takes the batches that come next; throws AppError `write-set-too-large`
 */
export function createWriteSetMeter(limits: WriteSetLimits | null): (batches: readonly EncodedRows[]) => void {
  let rows = 0;
  let bytes = 0;
  return (batches) => {
    if (limits === null) return;
    for (const batch of batches) {
      rows += batch.count;
      bytes += batch.bytes.byteLength + batch.count * overhead.encoded;
    }
    refuseTooLarge(limits, rows, bytes);
  };
}

/**
 * Says before anything is written whether a plan is too large for one transaction: the cluster itself would say so at COMMIT.
 * It is an estimate on the safe side, some 1.3 times of what was measured.
 *
 * @throws AppError `write-set-too-large`
 */
export async function checkPlanFits(
  db: Knex,
  dialect: SqlDialect,
  { fileId, planNo }: { fileId: number; planNo: number },
): Promise<void> {
  const limits = dialect.writeSetLimits;
  if (limits === null) return;
  const [staged] = await dialect.rows<RowsAndBytes>(
    db,
    `SELECT COUNT(*) AS count, SUM((${lengthOf('i')}) * CASE WHEN i.employee_id IS NULL THEN 1 ELSE 2 END) AS bytes
     FROM employee_imports i WHERE i.file_id = ? AND i.state = 'staged'`,
    [fileId],
  );
  const [changed] = await dialect.rows<RowsAndBytes>(
    db,
    `SELECT COUNT(*) + COUNT(e.id) AS count,
       SUM(OCTET_LENGTH(p.fields) + ${overhead.row} + COALESCE(2 * (${lengthOf('e')}), 0)) AS bytes
     FROM plan_changes p LEFT JOIN employees e ON e.id = p.employee_id AND p.import_id IS NULL
     WHERE p.file_id = ? AND p.plan_no = ?`,
    [fileId, planNo],
  );
  const sum = (name: keyof RowsAndBytes) => Number(staged?.[name] ?? 0) + Number(changed?.[name] ?? 0);
  refuseTooLarge(limits, sum('count'), sum('bytes'));
}

interface RowsAndBytes {
  count: number | string;
  bytes: number | string | null;
}

function lengthOf(alias: string): string {
  const lengths = [...employeeColumns, 'sealed'].map((column) => `COALESCE(OCTET_LENGTH(${alias}.${column}), 0)`);
  return [...lengths, overhead.row].join(' + ');
}

function refuseTooLarge(limits: WriteSetLimits, rows: number, bytes: number): void {
  if (rows <= limits.rows && bytes <= limits.bytes) return;
  const [size, most] = [bytes, limits.bytes].map((value) => `${figure(Math.ceil(value / 1e6))} MB`);
  const taken = rows > limits.rows ? `${figure(limits.rows)} rows (wsrep_max_ws_rows)` : `${most} (wsrep_max_ws_size)`;
  throw new AppError(
    'write-set-too-large',
    `The roster would change ${figure(rows)} rows or more in one transaction, some ${size}; the Galera cluster takes ${taken}.`,
    { hint: writeSetHint },
  );
}
