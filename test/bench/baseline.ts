/**
 * What a database administrator would write instead of Rollcall: load the file into a staging table, then a few
 * statements over whole sets. It validates nothing, seals nothing, keeps no history and gives no verdict: the floor that
 * Rollcall's speed is held against. MariaDB and SQLite understand the same tables.
 */

/** The columns of the file in its order, as the administrator's table has them. `active` stands for isDeleted. */
const fileColumns = [
  { name: 'employee_no', type: 'VARCHAR(64) NOT NULL' },
  { name: 'company_id', type: 'INTEGER NOT NULL' },
  { name: 'employment_type', type: 'VARCHAR(64) NOT NULL' },
  { name: 'date_of_birth', type: 'DATE NOT NULL' },
  { name: 'ssn', type: 'VARCHAR(5) NOT NULL' },
  { name: 'first_name', type: 'VARCHAR(200) NOT NULL' },
  { name: 'surname', type: 'VARCHAR(200) NOT NULL' },
  { name: 'address_line', type: 'VARCHAR(300) NOT NULL' },
  { name: 'postal_code', type: 'VARCHAR(32) NOT NULL' },
  { name: 'abstain_from_ticket', type: 'TINYINT NOT NULL', meaning: (raw: string) => `${raw} = 'true'` },
  { name: 'hire_start_date', type: 'DATE NOT NULL' },
  { name: 'pay_type', type: 'VARCHAR(64) NOT NULL' },
  { name: 'hire_end_date', type: 'DATE', meaning: orNull },
  { name: 'hire_end_cause', type: 'VARCHAR(64)', meaning: orNull },
  { name: 'disability_grade', type: 'DOUBLE NOT NULL' },
  { name: 'disability_from_date', type: 'DATE', meaning: orNull },
  { name: 'employment_percentage', type: 'DOUBLE NOT NULL' },
  { name: 'employment_percentage_date', type: 'DATE', meaning: orNull },
  { name: 'paid_percentage', type: 'DOUBLE NOT NULL' },
  { name: 'leave_from_date', type: 'DATE', meaning: orNull },
  { name: 'active', type: 'TINYINT NOT NULL', meaning: (raw: string) => `${raw} <> 'true'` },
];

const names = fileColumns.map(({ name }) => name).join(', ');
const definitions = fileColumns.map(({ name, type }) => `${name} ${type}`).join(', ');
const table = `${definitions}, PRIMARY KEY (company_id, employee_no)`;
const dataColumns = fileColumns.map(({ name }) => name).filter((name) => !['employee_no', 'company_id'].includes(name));
const staged = names.replaceAll(/\w+/g, 's.$&');
const sameKey = 's.company_id = e.company_id AND s.employee_no = e.employee_no';

/** The administrator's table, before the first roster. */
export function renderBaselineTable(client: 'mysql' | 'sqlite'): string {
  return `CREATE TABLE employee (${table}) ${client === 'mysql' ? 'ENGINE=InnoDB' : 'WITHOUT ROWID'}`;
}

/** For the `mariadb` shell. */
export function renderMariaDbScript(form: 'first load' | 'nightly', csv: string): string {
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
  return `${load}
    CREATE TEMPORARY TABLE differing (company_id INTEGER NOT NULL, employee_no VARCHAR(64) NOT NULL, kind CHAR(1) NOT NULL)
      ENGINE=Aria TRANSACTIONAL=0;
    INSERT INTO differing SELECT s.company_id, s.employee_no, IF(e.employee_no IS NULL, 'n', 'c')
      FROM staged s LEFT JOIN employee e ON ${sameKey} WHERE e.employee_no IS NULL OR ${differs};
    INSERT INTO differing SELECT e.company_id, e.employee_no, 'g'
      FROM employee e LEFT JOIN staged s ON ${sameKey} WHERE e.active = 1 AND s.employee_no IS NULL;
    UPDATE differing d JOIN staged s USING (company_id, employee_no) JOIN employee e USING (company_id, employee_no)
      SET ${assign} WHERE d.kind = 'c';
    INSERT INTO employee (${names})
      SELECT ${staged} FROM differing d JOIN staged s USING (company_id, employee_no) WHERE d.kind = 'n';
    UPDATE differing d JOIN employee e USING (company_id, employee_no) SET e.active = 0 WHERE d.kind = 'g';
    COMMIT;`;
}

/** For the `sqlite3` shell; as durable as Rollcall's own connection is. */
export function renderSqliteScript(form: 'first load' | 'nightly', csv: string): string {
  const differs = dataColumns.map((name) => `e.${name} IS NOT s.${name}`).join(' OR ');
  const assign = dataColumns.map((name) => `${name} = excluded.${name}`).join(', ');
  const raw = fileColumns.map(({ name }) => `${name} TEXT`).join(', ');
  const values = fileColumns.map(({ name, meaning }) => meaning?.(name) ?? name).join(', ');
  const load = `
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
PRAGMA cache_size = -131072;
CREATE TEMP TABLE raw (${raw});
.mode csv
.import --skip 1 --schema temp ${csv} raw
CREATE TEMP TABLE staged (${table}) WITHOUT ROWID;
BEGIN;
INSERT INTO staged (${names}) SELECT ${values} FROM raw;`;
  if (form === 'first load') return `${load}\nINSERT INTO employee (${names}) SELECT ${names} FROM staged;\nCOMMIT;\n`;
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

function orNull(raw: string): string {
  return `NULLIF(${raw}, '')`;
}
