import { isDeepStrictEqual } from 'node:util';
import { plainFields } from '../../src/domain/employee.ts';
import { parseSealedText } from '../../src/domain/sealed-text.ts';
import { createVault } from '../../src/runtime/vault.ts';
import type { SoakFeed } from './feeds.ts';
import type { SoakProject } from './project.ts';
import type { Replay } from './replay-ledger.ts';

/** Told of each feed at most. */
const mostTold = 10;

/** Compares a feed's employees and their history with what the model has of them, field by field. */
export async function judgeRegister(project: SoakProject, feed: SoakFeed, replay: Replay): Promise<string[]> {
  const rows = await project.sql('SELECT * FROM employees WHERE feed = ?', [feed.id]);
  const deviations = [
    ...judgePeople(project.key, feed, replay, rows),
    ...(await judgeHistory(project, feed, replay, rows)),
  ];
  const more = deviations.length - mostTold;
  const told = deviations.slice(0, mostTold).map((deviation) => `Register of ${feed.id}: ${deviation}`);
  return more > 0 ? [...told, `Register of ${feed.id}: ${more} more.`] : told;
}

type Row = Record<string, unknown>;

function judgePeople(key: string, feed: SoakFeed, { people, createdBy }: Replay, rows: readonly Row[]): string[] {
  const vault = createVault(key);
  const deviations: string[] = [];
  const seen = new Set<string>();
  for (const row of rows) {
    const employeeNo = String(row.employee_no);
    const person = people.get(employeeNo);
    if (seen.has(employeeNo)) deviations.push(`${employeeNo} is there twice.`);
    seen.add(employeeNo);
    if (person === undefined) {
      deviations.push(`${employeeNo} is not of any applied roster.`);
      continue;
    }
    const is = registered(row, vault);
    for (const [field, expected] of Object.entries(feed.written.registered(person))) {
      if (!isDeepStrictEqual(is[field], expected))
        deviations.push(`${field} of ${employeeNo} is ${masked(field, is[field])}, not ${masked(field, expected)}.`);
    }
    if ((row.deactivated_at === null) !== is.active) deviations.push(`${employeeNo} has the wrong deactivated_at.`);
    if (Number(row.created_file_id) !== createdBy.get(employeeNo))
      deviations.push(`${employeeNo} was created by file ${row.created_file_id}, not ${createdBy.get(employeeNo)}.`);
  }
  for (const employeeNo of people.keys()) if (!seen.has(employeeNo)) deviations.push(`${employeeNo} is missing.`);
  return deviations;
}

function registered(row: Row, vault: ReturnType<typeof createVault>): Row {
  const plain = plainFields.map(({ name, column, kind }) => {
    const value = row[column];
    if (value === null) return [name, null];
    if (kind === 'boolean') return [name, Boolean(value)];
    return [name, kind === 'json' ? JSON.parse(String(value)) : value];
  });
  const sealed = row.sealed === null ? '' : vault.open(row.sealed as Buffer);
  return {
    nationalId: null,
    disabilityGrade: null,
    disabilityFromDate: null,
    ...Object.fromEntries(plain),
    ...(sealed === '' ? {} : parseSealedText(sealed)),
    employeeNo: row.employee_no,
    companyId: row.company_id,
    active: Boolean(row.active),
    deactivatedBy: row.deactivated_by,
  };
}

/** Every change that the model made stands in the history, once, and begins where the one before it ended. */
async function judgeHistory(
  { sql }: SoakProject,
  feed: SoakFeed,
  { people, changes }: Replay,
  rows: readonly Row[],
): Promise<string[]> {
  const deviations: string[] = [];
  const history = await sql<{ id: number; employee_no: string; file_id: number; kind: string; fields: string }>(
    `SELECT c.id, e.employee_no, c.file_id, c.kind, c.fields FROM employee_changes AS c
     JOIN employees AS e ON e.id = c.employee_id WHERE e.feed = ? ORDER BY c.id`,
    [feed.id],
  );
  const created = rows.map((row) => `${row.created_file_id} created ${row.employee_no}`);
  const written = [...created, ...history.map((entry) => `${entry.file_id} ${entry.kind} ${entry.employee_no}`)];
  const expected = Map.groupBy(changes, (change) => change);
  const actual = Map.groupBy(written, (change) => change);
  for (const [change, { length }] of expected)
    if (actual.get(change)?.length !== length)
      deviations.push(`the history has "${change}" ${actual.get(change)?.length ?? 0} times.`);
  for (const change of actual.keys())
    if (!expected.has(change)) deviations.push(`the history has "${change}", which never was.`);

  const now = new Map<string, unknown>();
  for (const entry of history) {
    for (const { field, before, after } of JSON.parse(entry.fields) as {
      field: string;
      before: unknown;
      after: unknown;
    }[]) {
      const key = `${field} of ${entry.employee_no}`;
      if (now.has(key) && !isDeepStrictEqual(now.get(key), before))
        deviations.push(`change ${entry.id}: ${key} was not what it says it was.`);
      now.set(key, after);
    }
  }
  for (const [employeeNo, person] of people) {
    for (const [field, value] of Object.entries(feed.written.registered(person))) {
      const key = `${field} of ${employeeNo}`;
      if (!now.has(key) || now.get(key) === '*****') continue;
      if (!isDeepStrictEqual(now.get(key), value)) deviations.push(`the history ends with another ${key}.`);
    }
  }
  return deviations;
}

/** What is told may stand in a log. */
function masked(field: string, value: unknown): string {
  return field === 'nationalId' && value !== null ? '*****' : JSON.stringify(value);
}
