import type { EmployeeKey } from '../domain/employee.ts';
import { hashKey } from '../domain/key-hash.ts';
import { maskNationalIds } from '../domain/mask.ts';
import { type MessageValues, tell } from '../domain/told.ts';
import type { RecordBatch } from '../formats/contract.ts';
import type { Layout, RowReader } from '../layouts/contract.ts';
import type { FoundUsers } from '../store/contract.ts';
import type { Findings } from './findings.ts';
import { judgeMentions, type Mentioning, type MentionsRequest } from './judge-mentions.ts';
import { type Claim, hashName, type RowRelations } from './row-relations.ts';
import { suspectKey } from './suspects.ts';
import { issueAt, type Member, type TiedRow } from './tied-row.ts';

export interface RelationsRequest extends MentionsRequest {
  /** The whole file once more, from its beginning. */
  readAgain(): AsyncIterable<RecordBatch>;
  rowReader: RowReader;
  layout: Pick<Layout, 'relations' | 'shape' | 'keyScope'>;
  findings: Pick<Findings, 'report' | 'flush'>;
}

/** Shared emails, and user names, that are looked at in one reading; a file with more of them is read again for the next. */
const groupsPerReading = 100_000;
/** Rows that a message names. */
const namedRows = 5;

/** The rows that share an email or a user name. */
interface Group {
  /** Hashes of their keys: a row that repeats another is none of its own. */
  keys: Set<number>;
  /** All of them where they are refused, else those that a message names and the last one. */
  members: Member[];
}

/** Whether the file has to be read once more. */
export function areTied({ sharedEmails, sharedUserNames }: RowRelations, unresolved: ReadonlySet<number>): boolean {
  return sharedEmails.size > 0 || sharedUserNames.size > 0 || unresolved.size > 0;
}

/**
 * Reads the file again, and reports rows that share an email or a user name and rows that mention somebody who is active
 * neither in the file nor in the register. A row that is refused for whom it mentions may still be mentioned itself.
 *
 * @returns the rows that are to be quarantined
 */
export async function resolveRelations(request: RelationsRequest, unresolved: ReadonlySet<number>): Promise<TiedRow[]> {
  const { sharedEmails, sharedUserNames } = request.relations;
  const refused: TiedRow[] = [];
  const readings = Math.max(1, Math.ceil(Math.max(sharedEmails.size, sharedUserNames.size) / groupsPerReading));
  for (let reading = 0; reading < readings; reading += 1) {
    const isOurs = (name: number) => name % readings === reading;
    const open = reading === 0 ? unresolved : new Set<number>();
    refused.push(...(await resolvePart(request, open, isOurs)));
  }
  return refused;
}

async function resolvePart(
  request: RelationsRequest,
  unresolved: ReadonlySet<number>,
  isOurs: (name: number) => boolean,
): Promise<TiedRow[]> {
  const { relations, rowReader, layout } = request;
  const refused: TiedRow[] = [];
  const emails = new Map<string, Group>();
  const userNames = new Map<string, Group>();
  const isShared = (shared: ReadonlySet<number>, name: string | null | undefined): name is string =>
    Boolean(name) && shared.has(hashName(name as string)) && isOurs(hashName(name as string));
  for await (const { records } of request.readAgain()) {
    const mentioning: Mentioning[] = [];
    for (const record of records) {
      const row = rowReader.read(record, () => {});
      if (row.key === null) continue;
      const member = { key: row.key, line: record.line, usable: row.employee !== null };
      const keyHash = suspectKey(hashKey(row.key, layout.keyScope));
      const { email, userName } = row;
      if (isShared(relations.sharedEmails, email)) {
        join(emails, email, keyHash, member, relations.isKey(hashName(email)));
      }
      if (isShared(relations.sharedUserNames, userName)) join(userNames, userName, keyHash, member, true);
      if (row.mentions?.some((name) => unresolved.has(hashName(name)))) mentioning.push({ row, member });
    }
    refused.push(...(await judgeMentions(request, unresolved, mentioning)));
    await request.findings.flush();
  }
  refused.push(...judgeEmails(request, emails), ...judgeUserNames(request, userNames));
  return refused;
}

/** Differing rows whose user name belongs to somebody else in the register, or is not the one that the register keeps. */
export function judgeClaims(
  request: Pick<RelationsRequest, 'layout' | 'findings' | 'relations'>,
  claims: readonly Claim[],
  { owners, kept }: FoundUsers,
): TiedRow[] {
  const { findings } = request;
  const refused: TiedRow[] = [];
  for (const { userName, key, line, rowNo } of claims) {
    const owner = owners.get(userName);
    if (owner === undefined && kept.has(userName)) {
      const said = tell('username-kept', {});
      findings.report(
        issueAt(request, 'userName', { code: 'username-kept', severity: 'warning', key, line, ...said }),
        rowNo,
      );
    }
    if (owner === undefined || isSameKey(owner, key)) continue;
    const said = tell('user-linked', { ...shown(owner), isActive: Boolean(owner.active) });
    findings.report(
      issueAt(request, 'userName', { code: 'user-linked-elsewhere', severity: 'row', key, line, ...said }),
      rowNo,
    );
    refused.push({ key, wasUsable: true });
  }
  return refused;
}

/** One email under several numbers is only told of; a row that has nothing but the email can't be told from the others. */
function judgeEmails(request: RelationsRequest, groups: ReadonlyMap<string, Group>): TiedRow[] {
  const refused: TiedRow[] = [];
  for (const [email, group] of groups) {
    const { members } = group;
    if (members.length < 2) continue;
    const rows = rowsOf(group);
    const isUnclear = members.some(({ key }) => key.employeeNo === email);
    for (const { key, line, usable } of isUnclear ? members : members.slice(-1)) {
      const said = tell('email-shared', { ...rows, isUnclear });
      const severity = isUnclear ? 'row' : 'warning';
      request.findings.report(issueAt(request, 'email', { code: 'duplicate-email', severity, key, line, ...said }));
      if (isUnclear) refused.push({ key, wasUsable: usable });
    }
  }
  return refused;
}

function judgeUserNames(request: RelationsRequest, groups: ReadonlyMap<string, Group>): TiedRow[] {
  const refused: TiedRow[] = [];
  for (const group of groups.values()) {
    if (group.members.length < 2) continue;
    const said = tell('user-shared', rowsOf(group));
    for (const { key, line, usable } of group.members) {
      request.findings.report(
        issueAt(request, 'userName', { code: 'user-linked-elsewhere', severity: 'row', key, line, ...said }),
      );
      refused.push({ key, wasUsable: usable });
    }
  }
  return refused;
}

function join(groups: Map<string, Group>, name: string, keyHash: number, member: Member, keepsAll: boolean): void {
  const group = groups.get(name) ?? { keys: new Set(), members: [] };
  groups.set(name, group);
  if (group.keys.has(keyHash)) return;
  group.keys.add(keyHash);
  if (!keepsAll && group.members.length > namedRows) group.members.pop();
  group.members.push(member);
}

function isSameKey(one: EmployeeKey, other: EmployeeKey): boolean {
  return one.employeeNo === other.employeeNo && one.companyId === other.companyId;
}

/** Their lines; where several stand on one line, their numbers instead. */
function rowsOf({ keys, members }: Group): MessageValues<'user-shared'> {
  const shown = members.slice(0, namedRows);
  const shareLines = new Set(shown.map(({ line }) => line)).size < shown.length;
  const names = shareLines
    ? shown.map(({ key }) => maskNationalIds(key.employeeNo))
    : shown.map(({ line }) => String(line));
  return { names, areLines: !shareLines, more: keys.size - shown.length };
}

function shown({ employeeNo, companyId }: EmployeeKey): Pick<MessageValues<'user-linked'>, 'employeeNo' | 'companyId'> {
  return {
    employeeNo: maskNationalIds(employeeNo),
    companyId: companyId === '' ? null : maskNationalIds(companyId),
  };
}
