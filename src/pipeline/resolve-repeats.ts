import { hash } from 'node:crypto';
import type { EmployeeKey } from '../domain/employee.ts';
import { hashKey, hashText } from '../domain/key-hash.ts';
import { maskNationalIds } from '../domain/mask.ts';
import type { PackedBytes } from '../domain/packed-bytes.ts';
import { type MessageValues, tell } from '../domain/told.ts';
import type { RawRecord, RecordBatch } from '../formats/contract.ts';
import type { Layout, RowReader } from '../layouts/contract.ts';
import type { Findings } from './findings.ts';
import { type Suspects, suspectKey } from './suspects.ts';

export interface RepeatsRequest {
  /** The whole file once more, from its beginning. */
  readAgain(): AsyncIterable<RecordBatch>;
  rowReader: RowReader;
  keyScope: Layout['keyScope'];
  suspects: Suspects;
  findings: Pick<Findings, 'report' | 'flush'>;
  /**
   * Takes the keys that truly stand in the file with different rows, some at a time.
   *
   * @param newlyQuarantined how many of their rows nothing else had quarantined
   */
  onConflicts(keys: EmployeeKey[], newlyQuarantined: number): Promise<void>;
  /** The layout's name of the employee number. */
  keyField: string;
  /** The layout's name of the national identity number. */
  identityField: string | null;
  /** Its place among the values of a record; -1 where it has none. */
  identityIndex: number;
}

/** So many suspects are looked at in one reading; a file with more of them is read again for the next ones. */
const suspectsPerReading = 100_000;
/** One key can stand in a million rows: their issues are written out in between. */
const issuesPerFlush = 1000;
/** What is kept of one group: enough to name a few of its members, however many it has. */
const keptPerGroup = 8;
/** How many of them a message names. */
const named = 5;

/** Reads the file again and reports the true repeats among the suspects, with their lines. */
export async function resolveRepeats(request: RepeatsRequest): Promise<void> {
  const { keys, people, foldedKeys } = request.suspects;
  const readings = Math.ceil(Math.max(keys.size, people.size, foldedKeys.size) / suspectsPerReading);
  for (let reading = 0; reading < readings; reading += 1) {
    const isOurs = (suspects: Set<number>, hash: number) => hash % readings === reading && suspects.has(hash);
    const found = await gather(request, isOurs);
    await reportConflicts(found.repeated, request);
    reportSharedNumbers(found, request);
    reportCaseTwins(found.folded, request);
    await request.findings.flush();
  }
}

/** The rows of one key. */
interface Repeated {
  /** Several where the company is no part of the key. */
  keys: EmployeeKey[];
  lines: number[];
  /** The first of them by their place among the file's records, counted from 1: a file may be one line. */
  recordNos: number[];
  /** Lines whose row is quarantined for another reason too. */
  faulty: number;
  /** The first distinct rows, by their digests. */
  digests: string[];
}

/** The keys that share a national identity number, or all but their case. */
interface Group {
  members: { key: EmployeeKey; line: number }[];
  /** Members that are not kept. */
  more: number;
}

interface Found {
  repeated: Map<string, Repeated>;
  people: Map<string, Group>;
  folded: Map<string, Group>;
  /** Where the values of the file's records stand: see `RawRecord`. */
  places: RawRecord['places'];
}

async function gather(
  { readAgain, rowReader, keyScope, suspects }: RepeatsRequest,
  isOurs: (suspects: Set<number>, hash: number) => boolean,
): Promise<Found> {
  const found: Found = { repeated: new Map(), people: new Map(), folded: new Map(), places: undefined };
  let recordNo = 0;
  for await (const { records, rows } of readAgain()) {
    found.places ??= records[0]?.places;
    for (const [position, record] of records.entries()) {
      recordNo += 1;
      const { key, employee } = rowReader.read(record, () => {});
      if (key === null) continue;
      const member = { key, line: record.line };
      if (isOurs(suspects.keys, suspectKey(hashKey(key, keyScope)))) {
        noteRow(found.repeated, keyScope, { ...member, recordNo }, hashRow(rows, position), employee === null);
      }
      const person = employee?.nationalId ? `${key.companyId}\u0000${employee.nationalId}` : null;
      if (person !== null && isOurs(suspects.people, suspectKey(hashText(person)))) join(found.people, person, member);
      const folded = `${key.companyId}\u0000${key.employeeNo.toLowerCase()}`;
      if (isOurs(suspects.foldedKeys, suspectKey(hashText(folded)))) join(found.folded, folded, member);
    }
  }
  return found;
}

/** Rows are told apart here within one key, and only for the report: the hash need not be keyed. */
function hashRow({ bytes, bounds }: PackedBytes, position: number): string {
  const row = bytes.subarray(bounds[2 * position], bounds[2 * position + 1]);
  return hash('sha256', row, 'base64');
}

function noteRow(
  all: Map<string, Repeated>,
  keyScope: Layout['keyScope'],
  { key, line, recordNo }: Group['members'][number] & { recordNo: number },
  digest: string,
  faulty: boolean,
): void {
  const name = keyScope === 'feed' ? key.employeeNo : `${key.companyId}\u0000${key.employeeNo}`;
  const repeated = all.get(name) ?? { keys: [], lines: [], recordNos: [], faulty: 0, digests: [] };
  all.set(name, repeated);
  if (repeated.digests.includes(digest)) return;
  if (repeated.digests.length < keptPerGroup) repeated.digests.push(digest);
  repeated.lines.push(line);
  if (repeated.recordNos.length < keptPerGroup) repeated.recordNos.push(recordNo);
  if (!repeated.keys.some(({ companyId }) => companyId === key.companyId)) repeated.keys.push(key);
  if (faulty) repeated.faulty += 1;
}

function join(groups: Map<string, Group>, name: string, member: Group['members'][number]): void {
  const group = groups.get(name) ?? { members: [], more: 0 };
  groups.set(name, group);
  if (group.members.some(({ key }) => key.employeeNo === member.key.employeeNo)) return;
  if (group.members.length < keptPerGroup) group.members.push(member);
  else group.more += 1;
}

async function reportConflicts(
  repeated: Map<string, Repeated>,
  { findings, onConflicts, keyField }: RepeatsRequest,
): Promise<void> {
  const conflicts: EmployeeKey[] = [];
  let newlyQuarantined = 0;
  for (const { keys, lines, recordNos, faulty, digests } of repeated.values()) {
    const [key] = keys;
    if (digests.length < 2 || key === undefined) continue;
    conflicts.push(...keys);
    newlyQuarantined += lines.length - faulty;
    const areRecords = shareLines(lines);
    const said = tell('employee-number-repeated', {
      places: (areRecords ? recordNos : lines).slice(0, named),
      more: Math.max(0, lines.length - named),
      areRecords,
    });
    for (const [position, line] of lines.entries()) {
      if (position % issuesPerFlush === 0) await findings.flush();
      findings.report({
        code: 'duplicate-employee-number',
        severity: 'row',
        line,
        column: null,
        field: keyField,
        employeeNo: maskNationalIds(key.employeeNo),
        companyId: key.companyId,
        ...said,
      });
    }
  }
  if (conflicts.length > 0) await onConflicts(conflicts, newlyQuarantined);
}

function reportSharedNumbers(
  { people, places }: Found,
  { findings, identityField, identityIndex }: RepeatsRequest,
): void {
  const ownColumn = identityIndex === -1 ? null : identityIndex + 1;
  for (const group of people.values()) {
    if (group.members.length < 2) continue;
    findings.report({
      ...placeOf(group),
      code: 'duplicate-national-id',
      column: places === undefined ? ownColumn : (places[identityIndex] ?? null),
      field: identityField,
      ...tell('national-id-shared', { count: group.members.length + group.more, ...namesOf(group) }),
    });
  }
}

function reportCaseTwins(folded: Map<string, Group>, { findings, keyField }: RepeatsRequest): void {
  for (const group of folded.values()) {
    if (group.members.length < 2) continue;
    findings.report({
      ...placeOf(group),
      code: 'keys-differ-by-case',
      column: null,
      field: keyField,
      ...tell('keys-differ-by-case', namesOf(group)),
    });
  }
}

/** Such a finding stands where its last member does. */
function placeOf({ members }: Group) {
  const last = members.at(-1);
  return {
    severity: 'warning' as const,
    line: last?.line ?? null,
    employeeNo: last === undefined ? null : maskNationalIds(last.key.employeeNo),
    companyId: last?.key.companyId ?? null,
  };
}

function namesOf({ members, more }: Group): MessageValues<'keys-differ-by-case'> {
  const isUnplaced = shareLines(members.map(({ line }) => line));
  const names = members.slice(0, named).map(({ key, line }) => ({
    name: maskNationalIds(key.employeeNo),
    line: isUnplaced ? null : line,
  }));
  return { names, more: members.length + more - names.length };
}

/** Whether some of the lines that a message names are the same, as in a file that is one line: then they tell nothing. */
function shareLines(lines: readonly number[]): boolean {
  const first = lines.slice(0, named);
  return new Set(first).size < first.length;
}
