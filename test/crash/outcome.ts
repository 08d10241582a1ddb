import type { TestApp } from '../fixtures/app.ts';

type Sql = TestApp['sql'];
type Row = Record<string, unknown>;

/** Everything that a feed's files have brought about, in words that don't depend on when, how often and by whom. */
export interface Outcome {
  ledger: Row[];
  register: Row[];
  history: Row[];
  issues: Row[];
  staged: Row[];
  mails: Row[];
}

export async function outcomeOf(sql: Sql, feed: string): Promise<Outcome> {
  const rows = async (statement: string, leftOut: readonly string[] = []) =>
    (await sql(statement, [feed])).map((row) => plain(row, leftOut));
  return {
    ledger: await rows(
      'SELECT name, status, size, sha256, `rows`, plan, issue_counts, hold_reasons, spool_name, failure FROM roster_files WHERE feed = ? ORDER BY id',
    ),
    register: await rows('SELECT * FROM employees WHERE feed = ? ORDER BY employee_no', timesAndIds),
    history: await rows(
      'SELECT employee_no, name, c.kind AS kind, line, actor, fields FROM employee_changes AS c JOIN employees AS e ON e.id = c.employee_id ' +
        'JOIN roster_files AS f ON f.id = c.file_id WHERE f.feed = ? ORDER BY employee_no, c.id',
    ),
    issues: await rows(
      'SELECT i.*, f.name AS file FROM file_issues AS i JOIN roster_files AS f ON f.id = i.file_id WHERE f.feed = ? ORDER BY f.id, i.seq',
      ['file_id'],
    ),
    staged: await rows(
      'SELECT f.id AS file, state, i.kind AS kind, COUNT(*) AS n FROM employee_imports AS i JOIN roster_files AS f ON f.id = i.file_id ' +
        'WHERE f.feed = ? GROUP BY f.id, state, i.kind ORDER BY f.id, state, i.kind',
    ),
    mails: await rows(
      'SELECT name, event, recipient, o.status AS status FROM outbox AS o JOIN roster_files AS f ON f.id = o.file_id ' +
        'WHERE f.feed = ? ORDER BY f.id, event, recipient',
    ),
  };
}

/** Sealed bytes are new at each sealing; digests and versions are shortcuts that a crash may cost. */
const timesAndIds = [
  'id',
  'feed',
  'created_file_id',
  'created_at',
  'updated_at',
  'deactivated_at',
  'sealed',
  'source_digest',
];

function plain(row: Row, leftOut: readonly string[]): Row {
  const kept = Object.entries(row).filter(([name]) => !leftOut.includes(name));
  return Object.fromEntries(
    kept.map(([name, value]) => [name, value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value]),
  );
}
