import { insertJsonb } from './insert-jsonb.ts';
import { rowEncodings } from './row-encoding.ts';
import type { SqlDialect } from './sql-dialect.ts';

/** Rows in one message to the worker: large enough that its overhead vanishes, small enough not to hold up the main thread. */
const rowsPerMessage = 1000;

export const sqliteDialect: SqlDialect = {
  client: 'sqlite',
  tableOptions: '',
  localInfile: false,
  writeSetLimits: null,
  rowEncoding: rowEncodings.sqlite,
  nowMs: "CAST(unixepoch('subsec') * 1000 AS INTEGER)",

  same: (left, right) => `${left} IS ${right}`,
  concat: (...parts) => `(${parts.join(' || ')})`,
  withoutLeadingZeros: (text) => `LTRIM(${text}, '0')`,
  readBy: (table, index) => `${table} INDEXED BY ${index}`,
  readByPrimaryKey: (table) => `${table} NOT INDEXED`,
  compareKey: (operator, companyId, employeeNo) => ({
    sql: `(company_id, employee_no) ${operator} (?, ?)`,
    bindings: [companyId, employeeNo],
  }),
  joined: (expression, separator) => `group_concat(${expression}, '${separator}')`,
  // group_concat takes bytes for text and leaves them as they are.
  joinedBytes: (expression) => `CAST(group_concat(${expression}, '') AS BLOB)`,
  unindexed: (column) => `+${column}`,
  updateFrom({ target, targetAlias, targetIndex, source, on, set, where }) {
    const assignments = Object.entries(set).map(([column, expression]) => `${column} = ${expression}`);
    const condition = where === undefined ? on : `(${on}) AND (${where})`;
    const hint = targetIndex === undefined ? '' : ` INDEXED BY ${targetIndex}`;
    return `UPDATE ${target} AS ${targetAlias}${hint} SET ${assignments.join(', ')} FROM ${source} WHERE ${condition}`;
  },

  async rows(db, sql, bindings = []) {
    const rows: unknown = await db.raw(sql, [...bindings]);
    return rows as [];
  },
  async run(db, sql, bindings = []) {
    const { changes } = await db.raw(sql, [...bindings]);
    return changes;
  },
  async insertMissing(db, table, row) {
    const columns = Object.keys(row);
    const marks = columns.map(() => '?').join(', ');
    await db.raw(
      `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${marks}) ON CONFLICT DO NOTHING`,
      Object.values(row),
    );
  },
  async insertRows(db, table, columns, rows) {
    if (rows.length === 0) return;
    if (!db.isTransaction) {
      await db.transaction((trx) => sqliteDialect.insertRows(trx, table, columns, rows));
      return;
    }
    const names = columns.map((column) => `"${column}"`).join(', ');
    const sql = `INSERT INTO ${table} (${names}) VALUES (${columns.map(() => '?').join(', ')})`;
    for (let from = 0; from < rows.length; from += rowsPerMessage) {
      const chunk = rows.slice(from, from + rowsPerMessage).map((row) => row.map(asSqlite));
      await db.raw(sql).options({ rows: chunk });
    }
  },
  insertEncoded: insertJsonb,
  loadData() {
    throw new Error('SQLite has no LOAD DATA: ask localInfile first.');
  },
};

function asSqlite(value: unknown): unknown {
  return typeof value === 'boolean' ? Number(value) : value;
}
