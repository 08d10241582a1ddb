/**
 * What a database administrator would write instead of Rollcall: load the file into a staging table, then a few
 * statements over whole sets. It validates nothing, seals nothing, keeps no history and gives no verdict: the floor that
 * Rollcall's speed is held against. The types are as narrow as this file allows, because that is what it would be given.
 */
import type { Client, Form } from './contest.ts';

interface FileColumn {
  name: string;
  mysql: string;
  sqlite: string;
  /** What the file's text stands for, where it is not the value itself. */
  meaning?: (raw: string) => string;
}

/** The columns of the file in its order, as the administrator's table has them. `active` stands for isDeleted. */
const fileColumns: readonly FileColumn[] = [
  key('employee_no', 'VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin', 'TEXT'),
  key('company_id', 'INT UNSIGNED', 'INTEGER'),
  text('employment_type', 'CHAR(1)'),
  text('date_of_birth', 'DATE'),
  text('ssn', 'CHAR(5)'),
  text('first_name', 'VARCHAR(100)'),
  text('surname', 'VARCHAR(100)'),
  text('address_line', 'VARCHAR(200)'),
  text('postal_code', 'VARCHAR(10)'),
  flag('abstain_from_ticket', (raw) => `${raw} = 'true'`),
  text('hire_start_date', 'DATE'),
  text('pay_type', 'CHAR(1)'),
  optional('hire_end_date', 'DATE'),
  optional('hire_end_cause', 'CHAR(1)'),
  percentage('disability_grade'),
  optional('disability_from_date', 'DATE'),
  percentage('employment_percentage'),
  optional('employment_percentage_date', 'DATE'),
  percentage('paid_percentage'),
  optional('leave_from_date', 'DATE'),
  flag('active', (raw) => `${raw} <> 'true'`),
];

const names = fileColumns.map(({ name }) => name).join(', ');
const dataColumns = fileColumns.slice(2).map(({ name }) => name);
const staged = names.replaceAll(/\w+/g, 's.$&');
const sameKey = 's.company_id = e.company_id AND s.employee_no = e.employee_no';

/** The administrator's table, before the first roster. */
export function renderBaselineTable(client: Client): string {
  return `CREATE TABLE employee (${renderTable(client)}) ${client === 'mysql' ? 'ENGINE=InnoDB' : 'WITHOUT ROWID'}`;
}

/** For the `mariadb` shell. */
export function renderMariaDbScript(form: Form, csv: string): string {
  const differs = `NOT (${dataColumns.map((name) => `e.${name} <=> s.${name}`).join(' AND ')})`;
  const assign = dataColumns.map((name) => `e.${name} = s.${name}`).join(', ');
  const targets = fileColumns.map(({ name, meaning }) => (meaning ? `@${name}` : name)).join(', ');
  const meanings = fileColumns.flatMap(({ name, meaning }) => (meaning ? [`${name} = ${meaning(`@${name}`)}`] : []));
  const load = `
    CREATE TEMPORARY TABLE staged LIKE employee;
    LOAD DATA LOCAL INFILE '${csv}' INTO TABLE staged CHARACTER SET utf8mb4
      FIELDS TERMINATED BY ',' OPTIONALLY ENCLOSED BY '"' ESCAPED BY '' LINES TERMINATED BY '\\n' IGNORE 1 LINES
      (${targets}) SET ${meanings.join(', ')};
    START TRANSACTION;`;
  if (form === 'first load') return `${load} INSERT INTO employee (${names}) SELECT ${names} FROM staged; COMMIT;`;
  const keys = fileColumns.slice(0, 2).map(({ name, mysql }) => `${name} ${mysql}`);
  return `${load}
    CREATE TEMPORARY TABLE differing (${keys.join(', ')}, kind CHAR(1) NOT NULL) ENGINE=Aria TRANSACTIONAL=0;
    INSERT INTO differing (company_id, employee_no, kind)
      SELECT s.company_id, s.employee_no, IF(e.employee_no IS NULL, 'n', 'c')
      FROM staged s LEFT JOIN employee e ON ${sameKey} WHERE e.employee_no IS NULL OR ${differs};
    INSERT INTO differing (company_id, employee_no, kind)
      SELECT e.company_id, e.employee_no, 'g'
      FROM employee e LEFT JOIN staged s ON ${sameKey} WHERE e.active = 1 AND s.employee_no IS NULL;
    UPDATE differing d JOIN staged s USING (company_id, employee_no) JOIN employee e USING (company_id, employee_no)
      SET ${assign} WHERE d.kind = 'c';
    INSERT INTO employee (${names})
      SELECT ${staged} FROM differing d JOIN staged s USING (company_id, employee_no) WHERE d.kind = 'n';
    UPDATE differing d JOIN employee e USING (company_id, employee_no) SET e.active = 0 WHERE d.kind = 'g';
    COMMIT;`;
}

/** For the `sqlite3` shell; as durable as Rollcall's own connection is. */
export function renderSqliteScript(form: Form, csv: string): string {
  const differs = dataColumns.map((name) => `e.${name} IS NOT s.${name}`).join(' OR ');
  const assign = dataColumns.map((name) => `${name} = excluded.${name}`).join(', ');
  const raw = fileColumns.map(({ name }) => `${name} TEXT`).join(', ');
  const values = fileColumns.map(({ name, meaning }) => meaning?.(name) ?? name).join(', ');
  // Some 80 MB of WAL between two checkpoints: with SQLite's 4 MB it would copy the same pages again and again.
  const load = `
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
PRAGMA cache_size = -131072;
PRAGMA wal_autocheckpoint = 20000;
CREATE TEMP TABLE raw (${raw});
.mode csv
.import --skip 1 --schema temp ${csv} raw
CREATE TEMP TABLE staged (${renderTable('sqlite')}) WITHOUT ROWID;
BEGIN;
INSERT INTO staged (${names}) SELECT ${values} FROM raw;`;
  if (form === 'first load') {
    const inKeyOrder = `SELECT ${names} FROM staged ORDER BY company_id, employee_no`;
    return `${load}\nINSERT INTO employee (${names}) ${inKeyOrder};\nCOMMIT;\n`;
  }
  return `${load}
CREATE TEMP TABLE differing AS SELECT s.* FROM staged s LEFT JOIN employee e ON ${sameKey}
  WHERE e.employee_no IS NULL OR ${differs};
CREATE TEMP TABLE gone AS SELECT e.company_id, e.employee_no FROM employee e LEFT JOIN staged s ON ${sameKey}
  WHERE e.active = 1 AND s.employee_no IS NULL;
INSERT INTO employee (${names}) SELECT ${names} FROM differing WHERE true ON CONFLICT DO UPDATE SET ${assign};
UPDATE employee SET active = 0 FROM gone g
  WHERE employee.company_id = g.company_id AND employee.employee_no = g.employee_no;
COMMIT;
`;
}

function renderTable(client: Client): string {
  const definitions = fileColumns.map((column) => `${column.name} ${column[client]}`).join(', ');
  return `${definitions}, PRIMARY KEY (company_id, employee_no)`;
}

function key(name: string, mysql: string, sqlite: string): FileColumn {
  return { name, mysql: `${mysql} NOT NULL`, sqlite: `${sqlite} NOT NULL` };
}

function text(name: string, mysql: string): FileColumn {
  return { name, mysql: `${mysql} NOT NULL`, sqlite: 'TEXT' };
}

function optional(name: string, mysql: string): FileColumn {
  return { name, mysql, sqlite: 'TEXT', meaning: (raw) => `NULLIF(${raw}, '')` };
}

function percentage(name: string): FileColumn {
  return { name, mysql: 'TINYINT UNSIGNED NOT NULL', sqlite: 'INTEGER' };
}

function flag(name: string, meaning: (raw: string) => string): FileColumn {
  return { name, mysql: 'TINYINT NOT NULL', sqlite: 'INTEGER', meaning };
}
