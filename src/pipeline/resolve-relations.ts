import type { EmployeeKey } from '../domain/employee.ts';
import type { Issue } from '../domain/issue.ts';
import { maskNationalIds } from '../domain/mask.ts';
import type { RecordBatch } from '../formats/contract.ts';
import type { Layout, ReadRow, RowReader } from '../layouts/contract.ts';
import type { FoundUsers } from '../store/contract.ts';
import type { Findings } from './findings.ts';
import type { ReadingHost } from './reading.ts';
import { type Claim, hashName, type RowRelations } from './row-relations.ts';

export interface RelationsRequest {
  /** The whole file once more, from its beginning. */
  readAgain(): AsyncIterable<RecordBatch>;
  rowReader: RowReader;
  layout: Pick<Layout, 'relations' | 'shape'>;
  relations: RowRelations;
  findings: Pick<Findings, 'report' | 'flush'>;
  host: Pick<ReadingHost, 'findActive'>;
  /** Whether the file has a row of this employee. */
  isInFile(key: EmployeeKey): boolean;
}

/** A row that can't be used because of another one, or of the register. */
export interface TiedRow {
  key: EmployeeKey;
  /** Whether nothing else had quarantined it. */
  wasUsable: boolean;
}

/** What is kept of the rows that share an email or a user name; a file with more of them is wrong in another way. */
const keptGroups = 10_000;

interface Member {
  key: EmployeeKey;
  line: number;
  usable: boolean;
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
  const { relations, rowReader } = request;
  const refused: TiedRow[] = [];
  const emails = new Map<string, Member[]>();
  const userNames = new Map<string, Member[]>();
  for await (const { records } of request.readAgain()) {
    const mentioning: { row: ReadRow; member: Member }[] = [];
    for (const record of records) {
      const row = rowReader.read(record, () => {});
      if (row.key === null) continue;
      const member = { key: row.key, line: record.line, usable: row.employee !== null };
      join(emails, row.email, relations.sharedEmails, member);
      join(userNames, row.userName, relations.sharedUserNames, member);
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
  { layout, findings }: Pick<RelationsRequest, 'layout' | 'findings'>,
  claims: readonly Claim[],
  { owners, kept }: FoundUsers,
): TiedRow[] {
  const refused: TiedRow[] = [];
  for (const { userName, key, line, rowNo } of claims) {
    const owner = owners.get(userName);
    if (owner === undefined && kept.has(userName)) {
      const message = 'The user has another username in the register, which stays: a username never changes.';
      findings.report(
        issueAt(layout, 'userName', { code: 'username-kept', severity: 'warning', key, line, message }),
        rowNo,
      );
    }
    if (owner === undefined || isSameKey(owner, key)) continue;
    const message = `The user of this employee is linked to another employee in the register (${shown(owner)}).`;
    findings.report(
      issueAt(layout, 'userName', { code: 'user-linked-elsewhere', severity: 'row', key, line, message }),
      rowNo,
    );
    refused.push({ key, wasUsable: true });
  }
  return refused;
}

async function judgeMentions(
  { host, relations, layout, findings, isInFile }: RelationsRequest,
  unresolved: ReadonlySet<number>,
  mentioning: readonly { row: ReadRow; member: Member }[],
): Promise<TiedRow[]> {
  const open = (row: ReadRow) => (row.mentions ?? []).filter((name) => unresolved.has(hashName(name)));
  const asked = [...new Set(mentioning.flatMap(({ row }) => open(row)))].filter(
    (name) => !relations.isLeaving(hashName(name)),
  );
  const active = asked.length === 0 ? new Map<string, EmployeeKey[]>() : await host.findActive(asked);
  const refused: TiedRow[] = [];
  for (const { row, member } of mentioning) {
    const unknown = open(row).filter((name) => active === null || !active.has(name));
    const place = { code: 'unknown-approver', key: member.key, line: member.line };
    if (unknown.length === 0) {
      const absent = open(row).filter((name) => active?.get(name)?.every((key) => !isInFile(key)) === true);
      if (absent.length > 0) {
        const message = `${named(absent)} active in the register, but not in this file: whoever is missing is deactivated, and approves nothing any more.`;
        findings.report(
          issueAt(layout, 'mentions', { ...place, code: 'approver-missing', severity: 'warning', message }),
        );
      }
      continue;
    }
    if (active === null && unknown.every((name) => !relations.isLeaving(hashName(name)))) {
      const message = `${named(unknown)} not in this file. Whether the register knows them as active is only told when the file is planned.`;
      findings.report(issueAt(layout, 'mentions', { ...place, severity: 'warning', message }));
      continue;
    }
    const message = `${named(unknown)} no active employee, neither in this file nor in the register.`;
    findings.report(issueAt(layout, 'mentions', { ...place, severity: 'row', message }));
    refused.push({ key: member.key, wasUsable: member.usable });
  }
  return refused;
}

/** One email under several numbers is only told of; a row that has nothing but the email can't be told from the others. */
function judgeEmails({ layout, findings }: RelationsRequest, groups: ReadonlyMap<string, Member[]>): TiedRow[] {
  const refused: TiedRow[] = [];
  for (const [email, members] of groups) {
    if (members.length < 2) continue;
    const lines = linesOf(members);
    const isUnclear = members.some(({ key }) => key.employeeNo === email);
    for (const member of isUnclear ? members : members.slice(-1)) {
      const { key, line } = member;
      const message = isUnclear
        ? `The same email stands in lines ${lines}, in one of them without a number of its own, so it can't be told who is who. None of these rows is used.`
        : `The same email stands under several employee numbers, in lines ${lines}.`;
      const severity = isUnclear ? 'row' : 'warning';
      findings.report(issueAt(layout, 'email', { code: 'duplicate-email', severity, key, line, message }));
      if (isUnclear) refused.push({ key, wasUsable: member.usable });
    }
  }
  return refused;
}

function judgeUserNames({ layout, findings }: RelationsRequest, groups: ReadonlyMap<string, Member[]>): TiedRow[] {
  const refused: TiedRow[] = [];
  for (const members of groups.values()) {
    if (members.length < 2) continue;
    const message = `The same user stands with several employees, in lines ${linesOf(members)}; a user belongs to one. None of these rows is used.`;
    for (const { key, line, usable } of members) {
      findings.report(
        issueAt(layout, 'userName', { code: 'user-linked-elsewhere', severity: 'row', key, line, message }),
      );
      refused.push({ key, wasUsable: usable });
    }
  }
  return refused;
}

function join(
  groups: Map<string, Member[]>,
  name: string | null | undefined,
  shared: ReadonlySet<number>,
  member: Member,
): void {
  if (!name || !shared.has(hashName(name))) return;
  const members = groups.get(name);
  if (members === undefined) {
    if (groups.size < keptGroups) groups.set(name, [member]);
  } else if (!members.some(({ key }) => isSameKey(key, member.key))) members.push(member);
}

function isSameKey(one: EmployeeKey, other: EmployeeKey): boolean {
  return one.employeeNo === other.employeeNo && one.companyId === other.companyId;
}

function issueAt(
  { relations, shape }: RelationsRequest['layout'],
  relation: keyof NonNullable<Layout['relations']>,
  { key, ...found }: Pick<Issue, 'code' | 'severity' | 'line' | 'message'> & { key: EmployeeKey },
): Issue {
  const field = relations?.[relation] ?? null;
  const column = field === null ? -1 : shape.columns.indexOf(field);
  return {
    ...found,
    column: column === -1 ? null : column + 1,
    field,
    employeeNo: maskNationalIds(key.employeeNo),
    companyId: key.companyId,
  };
}

function named(emails: readonly string[]): string {
  const [first = '', ...more] = emails;
  const rest = more.length === 0 ? '' : ` and ${more.length} more`;
  return `The approver ${maskNationalIds(first)}${rest} ${more.length === 0 ? 'is' : 'are'}`;
}

function linesOf(members: readonly Member[]): string {
  const lines = members.slice(0, 5).map(({ line }) => line);
  return members.length > lines.length
    ? `${lines.join(', ')} and ${members.length - lines.length} more`
    : lines.join(', ');
}

function shown({ employeeNo, companyId }: EmployeeKey): string {
  const company = companyId === '' ? '' : ` of company ${maskNationalIds(companyId)}`;
  return `employee number ${maskNationalIds(employeeNo)}${company}`;
}
