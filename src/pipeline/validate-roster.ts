import type { Employee, EmployeeKey } from '../domain/employee.ts';
import { createHashSet } from '../domain/hash-set.ts';
import type { Issue } from '../domain/issue.ts';
import { hashKey, hashText } from '../domain/key-hash.ts';
import { maskNationalIds } from '../domain/mask.ts';
import { type RosterIndex, sourceDigest } from '../domain/roster-index.ts';
import type { Formats, RawRecord } from '../formats/contract.ts';
import { dateIn } from '../runtime/clock.ts';
import type { FeedRules } from './context.ts';
import type { Findings } from './findings.ts';
import { type RosterBytes, readRecords } from './read-records.ts';
import { resolveRepeats } from './resolve-repeats.ts';
import { noSuspects, rowText, type Suspects, suspectKey } from './suspects.ts';

/** A row that is not known to be unchanged: to be staged, or, without an employee, to be quarantined. */
export interface DifferingRow {
  line: number;
  key: EmployeeKey;
  employee: Employee | null;
  sourceDigest: Uint8Array | null;
}

export interface RosterFacts {
  /** Rows of employees, quarantined and repeated ones included. */
  rows: number;
  /** Rows whose digest the register holds. */
  hits: number;
  quarantined: number;
  /** Quarantined rows whose key can't be read. */
  unreadableKeys: number;
  /** Rows per company. */
  companies: ReadonlyMap<string, number>;
}

export interface ValidateRequest extends RosterBytes {
  rules: FeedRules;
  formats: Formats;
  now: Date;
  index: RosterIndex;
  digestRow(text: string): Uint8Array;
  findings: Findings;
  signal: AbortSignal;
  /** Hears of each batch as it is read. */
  onRecords(count: number): void;
  /** Takes the rows that differ; not called any more once the file is sure to be rejected. */
  onRows(rows: DifferingRow[]): Promise<void>;
  /** Takes keys that stand in the file with different rows, after all rows have come. */
  onConflicts(keys: EmployeeKey[]): Promise<void>;
}

/** After so many rows their average size tells how many rows the file has, and the index makes room for them. */
const rowsForEstimate = 20_000;
/** More companies than any real roster has are counted together, so that a hostile file can't fill the memory. */
const maxCompanies = 10_000;

/** Reads the whole file once, applies every rule, and tells what differs from the register's digests. */
export async function validateRoster(request: ValidateRequest): Promise<RosterFacts> {
  const { findings, rules, index, digestRow } = request;
  const facts = { rows: 0, hits: 0, quarantined: 0, unreadableKeys: 0 };
  const companies = new Map<string, number>();
  const suspects = noSuspects();
  const people = createHashSet();
  const foldedKeys = createHashSet();
  const reader = rules.layout.createRowReader({
    companies: rules.companies,
    allowSyntheticIds: rules.allowSyntheticIds,
    today: dateIn(rules.timeZone, request.now),
  });

  const rowIssues: Issue[] = [];
  const collect = (issue: Issue) => void rowIssues.push(issue);

  const takeRecord = (record: RawRecord): DifferingRow | null => {
    facts.rows += 1;
    const { key, employee, leaving } = reader.read(record, collect);
    if (rowIssues.length > 0) reportRow(findings, rowIssues, employee === null && leaving === true);
    if (employee === null) facts.quarantined += 1;
    if (key === null) {
      facts.unreadableKeys += 1;
      return null;
    }
    if (companies.size < maxCompanies || companies.has(key.companyId)) {
      companies.set(key.companyId, (companies.get(key.companyId) ?? 0) + 1);
    }
    const keyHash = hashKey(key);
    const rowDigest = digestRow(rowText(record));
    const sighting = index.see(keyHash, rowDigest);
    if (sighting === 'repeat') {
      findings.report(repeatedRow(record.line, key));
      if (employee === null) facts.quarantined -= 1;
      return null;
    }
    if (sighting === 'conflict') suspects.keys.add(suspectKey(keyHash));
    else noteLookalikes(key, employee, { suspects, people, foldedKeys });
    if (sighting === 'hit' && employee !== null) {
      facts.hits += 1;
      return null;
    }
    return { line: record.line, key, employee, sourceDigest: employee && sourceDigest(keyHash, rowDigest) };
  };

  let bytesRead = 0;
  let sized = false;
  const { shape } = rules.layout;
  const reading = { shape, csv: rules.csv, report: findings.report };
  const count = (bytes: number) => {
    bytesRead += bytes;
  };
  for await (const records of readRecords(request, request.formats, { ...reading, count })) {
    request.signal.throwIfAborted();
    request.onRecords(records.length);
    const differing: DifferingRow[] = [];
    for (const record of records) {
      const row = takeRecord(record);
      if (row !== null) differing.push(row);
    }
    if (!sized && facts.rows >= rowsForEstimate) {
      sized = true;
      const expected = Math.ceil((request.size / bytesRead) * facts.rows * 1.1);
      index.reserve(expected);
      people.reserve(expected);
    }
    await findings.flush();
    if (differing.length > 0 && findings.counts.fatal === 0) await request.onRows(differing);
  }

  facts.quarantined += await resolveRepeats({
    readAgain: () => readRecords(request, request.formats, { ...reading, report: () => {} }),
    reader,
    suspects,
    digestRow,
    findings,
    onConflicts: async (keys) => {
      facts.hits -= keys.filter((key) => index.wasHit(hashKey(key))).length;
      if (findings.counts.fatal === 0) await request.onConflicts(keys);
    },
    identityField: rules.layout.identityField,
    identityColumn: shape.columns.indexOf(rules.layout.identityField ?? '') + 1,
  });
  if (facts.rows === 0 && findings.counts.fatal === 0) findings.report(noEmployees());
  return { ...facts, companies };
}

/** Hands on the issues of one row, which is then ready for the next. */
function reportRow(findings: Findings, rowIssues: Issue[], leaver: boolean): void {
  for (const issue of rowIssues) findings.report(leaver ? { ...issue, leaver } : issue);
  rowIssues.length = 0;
}

function noteLookalikes(
  key: EmployeeKey,
  employee: Employee | null,
  seen: { suspects: Suspects; people: ReturnType<typeof createHashSet>; foldedKeys: ReturnType<typeof createHashSet> },
): void {
  if (employee?.nationalId) {
    const person = hashText(`${key.companyId}\u0000${employee.nationalId}`);
    if (seen.people.add(person)) seen.suspects.people.add(suspectKey(person));
  }
  const folded = key.employeeNo.toLowerCase();
  if (folded !== key.employeeNo || folded !== key.employeeNo.toUpperCase()) {
    const hash = hashText(`${key.companyId}\u0000${folded}`);
    if (seen.foldedKeys.add(hash)) seen.suspects.foldedKeys.add(suspectKey(hash));
  }
}

function repeatedRow(line: number, key: EmployeeKey) {
  return {
    code: 'duplicate-rows',
    severity: 'warning' as const,
    line,
    column: null,
    field: null,
    employeeNo: maskNationalIds(key.employeeNo),
    companyId: key.companyId,
    message: 'The very same row stands in the file more than once. It counts once.',
  };
}

function noEmployees() {
  return {
    line: null,
    column: null,
    field: null,
    employeeNo: null,
    companyId: null,
    code: 'no-employees',
    severity: 'warning' as const,
    message: 'The file holds no employees: there is no row behind its header, if it has one.',
  };
}
