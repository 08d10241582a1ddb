import type { EmployeeKey } from '../domain/employee.ts';
import type { ReportIssue } from '../domain/issue.ts';
import { hashKey, hashText } from '../domain/key-hash.ts';
import { maskNationalIds } from '../domain/mask.ts';
import type { RawRecord } from '../formats/contract.ts';
import type { RowReader } from '../layouts/contract.ts';
import { rowText, type Suspects, suspectKey } from './suspects.ts';

export interface RepeatsRequest {
  /** The whole file once more. */
  batches: AsyncIterable<RawRecord[]>;
  reader: RowReader;
  suspects: Suspects;
  digestRow(text: string): Uint8Array;
  report: ReportIssue;
  /** The layout's name of the national identity number. */
  identityField: string | null;
  identityColumn: number;
}

export interface Repeats {
  /** Keys that truly stand in the file with different rows. */
  conflicts: EmployeeKey[];
  /** Rows that nothing else had quarantined. */
  newlyQuarantined: number;
}

interface Sighted {
  key: EmployeeKey;
  lines: number[];
  /** Lines whose row is quarantined for another reason too. */
  faulty: number;
  /** Distinct rows. */
  rows: Set<string>;
}

interface Person {
  line: number;
  key: EmployeeKey;
}

/** Reads the file a second time and reports the true repeats among the suspects, with their lines. */
export async function resolveRepeats(request: RepeatsRequest): Promise<Repeats> {
  const sightings = new Map<string, Sighted>();
  const people = new Map<string, Person[]>();
  const folded = new Map<string, Person[]>();

  for await (const records of request.batches) {
    for (const record of records) sight(record, request, { sightings, people, folded });
  }

  const repeats = reportConflicts(sightings, request.report);
  reportSharedNumbers(people, request);
  reportCaseTwins(folded, request.report);
  return repeats;
}

function sight(
  record: RawRecord,
  { reader, suspects, digestRow }: RepeatsRequest,
  found: { sightings: Map<string, Sighted>; people: Map<string, Person[]>; folded: Map<string, Person[]> },
): void {
  const { key, employee } = reader.read(record, () => {});
  if (key === null) return;
  if (suspects.keys.has(suspectKey(hashKey(key)))) {
    const name = `${key.companyId}\u0000${key.employeeNo}`;
    const sighted = found.sightings.get(name) ?? { key, lines: [], faulty: 0, rows: new Set<string>() };
    const row = Buffer.from(digestRow(rowText(record))).toString('latin1');
    if (!sighted.rows.has(row)) {
      sighted.lines.push(record.line);
      if (employee === null) sighted.faulty += 1;
    }
    sighted.rows.add(row);
    found.sightings.set(name, sighted);
  }
  if (employee?.nationalId) {
    const name = `${key.companyId}\u0000${employee.nationalId}`;
    if (suspects.people.has(suspectKey(hashText(name)))) append(found.people, name, { line: record.line, key });
  }
  const foldedName = `${key.companyId}\u0000${key.employeeNo.toLowerCase()}`;
  if (suspects.foldedKeys.has(suspectKey(hashText(foldedName)))) {
    append(found.folded, foldedName, { line: record.line, key });
  }
}

function append(groups: Map<string, Person[]>, name: string, person: Person): void {
  const group = groups.get(name);
  if (group === undefined) groups.set(name, [person]);
  else if (!group.some((other) => other.key.employeeNo === person.key.employeeNo)) group.push(person);
}

function reportConflicts(sightings: Map<string, Sighted>, report: ReportIssue): Repeats {
  const repeats: Repeats = { conflicts: [], newlyQuarantined: 0 };
  for (const { key, lines, faulty, rows } of sightings.values()) {
    if (rows.size < 2) continue;
    repeats.conflicts.push(key);
    repeats.newlyQuarantined += lines.length - faulty;
    for (const line of lines) {
      report({
        code: 'duplicate-employee-number',
        severity: 'row',
        line,
        column: null,
        field: 'employeeNo',
        employeeNo: maskNationalIds(key.employeeNo),
        companyId: key.companyId,
        message: `This employee number stands in the file with different data, in lines ${listed(lines)}. None of these rows is used.`,
      });
    }
  }
  return repeats;
}

function reportSharedNumbers(people: Map<string, Person[]>, request: RepeatsRequest): void {
  for (const group of people.values()) {
    if (group.length < 2) continue;
    const last = group.at(-1);
    request.report({
      code: 'duplicate-national-id',
      severity: 'warning',
      line: last?.line ?? null,
      column: request.identityColumn > 0 ? request.identityColumn : null,
      field: request.identityField,
      employeeNo: last === undefined ? null : maskNationalIds(last.key.employeeNo),
      companyId: last?.key.companyId ?? null,
      message: `One national identity number stands under ${group.length} employee numbers of the company: ${listed(group.map(({ key, line }) => `${maskNationalIds(key.employeeNo)} (line ${line})`))}.`,
    });
  }
}

function reportCaseTwins(folded: Map<string, Person[]>, report: ReportIssue): void {
  for (const group of folded.values()) {
    if (group.length < 2) continue;
    const last = group.at(-1);
    report({
      code: 'keys-differ-by-case',
      severity: 'warning',
      line: last?.line ?? null,
      column: null,
      field: 'employeeNo',
      employeeNo: last === undefined ? null : maskNationalIds(last.key.employeeNo),
      companyId: last?.key.companyId ?? null,
      message: `Employee numbers that differ only by upper and lower case are different people: ${listed(group.map(({ key, line }) => `${maskNationalIds(key.employeeNo)} (line ${line})`))}.`,
    });
  }
}

/** A few of them in words; a file can hold any number. */
function listed(items: readonly (string | number)[]): string {
  const shown = items.slice(0, 5).join(', ');
  return items.length > 5 ? `${shown} and ${items.length - 5} more` : shown;
}
