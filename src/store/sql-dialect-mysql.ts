import { insertDecoded, valuesPerInsert } from './insert-decoded.ts';
import { loadEncoded } from './insert-load-data.ts';
import { loadData, loadRows } from './load-data.ts';
import { rowEncodings } from './row-encoding.ts';
import type { ServerFacts } from './server-facts.ts';
import type { SqlDialect, SqlValue } from './sql-dialect.ts';

export function mysqlDialect(facts: ServerFacts): SqlDialect {
  const dialect: SqlDialect = {
    client: 'mysql',
    // Keys are compared byte by byte, and "7" is not "7 " (design.md): the plain utf8mb4_bin ignores spaces at the end.
    tableOptions: `ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARACTER SET utf8mb4 COLLATE ${facts.collation}`,
    localInfile: facts.localInfile,
    writeSetLimits: facts.writeSetLimits,
    rowEncoding: rowEncodings.mysql,
    // NOW() is in the session's zone and UNIX_TIMESTAMP reads it so; every session of ours is set to UTC (mysql-session.ts).
    nowMs: 'CAST(UNIX_TIMESTAMP(NOW(3)) * 1000 AS SIGNED)',

    same: (left, right) => `${left} <=> ${right}`,
    // "||" is OR unless sql_mode says PIPES_AS_CONCAT.
    concat: (...parts) => `CONCAT(${parts.join(', ')})`,
    withoutLeadingZeros: (text) => `TRIM(LEADING '0' FROM ${text})`,
    readBy: (table, index) => `${table} FORCE INDEX (${index})`,
    readByPrimaryKey: (table) => `${table} FORCE INDEX (PRIMARY)`,
    // A comparison of rows, (a, b) > (?, ?), reads the whole index.
    compareKey(operator, companyId, employeeNo) {
      const outer = operator === '<=' ? '<' : '>';
      return {
        sql: `(company_id ${outer} ? OR (company_id = ? AND employee_no ${operator} ?))`,
        bindings: [companyId, companyId, employeeNo],
      };
    },
    joined: (expression, separator) => `GROUP_CONCAT(${expression} SEPARATOR '${separator}')`,
    joinedBytes: (expression) => `GROUP_CONCAT(${expression} SEPARATOR '')`,
    unindexed: (column) => `COALESCE(${column})`,
    updateFrom({ target, targetAlias, targetIndex, source, on, set, where }) {
      const assignments = Object.entries(set).map(([column, expression]) => `${targetAlias}.${column} = ${expression}`);
      const condition = where === undefined ? '' : ` WHERE ${where}`;
      const hint = targetIndex === undefined ? '' : ` FORCE INDEX (${targetIndex})`;
      return `UPDATE ${target} AS ${targetAlias}${hint} JOIN ${source} ON ${on} SET ${assignments.join(', ')}${condition}`;
    },

    async rows(db, sql, bindings = []) {
      const [rows] = await db.raw(sql, [...bindings]);
      return rows;
    },
    async run(db, sql, bindings = []) {
      const [header] = await db.raw(sql, [...bindings]);
      return header.affectedRows;
    },
    async insertMissing(db, table, row) {
      const columns = Object.keys(row);
      const marks = columns.map(() => '?').join(', ');
      const first = columns[0] ?? '';
      // INSERT IGNORE would turn every other error into a warning, too.
      await db.raw(
        `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${marks}) ON DUPLICATE KEY UPDATE ${first} = ${table}.${first}`,
        Object.values(row),
      );
    },
    async insertRows(db, table, columns, rows) {
      if (rows.length === 0) return;
      if (!db.isTransaction) {
        await db.transaction((trx) => dialect.insertRows(trx, table, columns, rows));
        return;
      }
      if (facts.localInfile) return loadRows(db, table, columns, rows);
      const perInsert = Math.max(1, Math.floor(valuesPerInsert / columns.length));
      const marks = `(${columns.map(() => '?').join(', ')})`;
      const names = columns.map((column) => `\`${column}\``).join(', ');
      for (let from = 0; from < rows.length; from += perInsert) {
        const chunk = rows.slice(from, from + perInsert);
        const bindings = chunk.flat() as SqlValue[];
        await db.raw(`INSERT INTO ${table} (${names}) VALUES ${chunk.map(() => marks).join(', ')}`, bindings);
      }
    },
    async insertEncoded(db, batches, target) {
      if (batches.length === 0) return;
      if (!db.isTransaction) await db.transaction((trx) => dialect.insertEncoded(trx, batches, target));
      else if (facts.localInfile) await loadEncoded(db, batches, target);
      else await insertDecoded(db, batches, target);
    },
    loadData,
  };
  return dialect;
}
