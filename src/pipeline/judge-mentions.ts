import type { EmployeeKey } from '../domain/employee.ts';
import { maskNationalIds } from '../domain/mask.ts';
import type { Layout, ReadRow } from '../layouts/contract.ts';
import type { Findings } from './findings.ts';
import type { ReadingHost } from './reading.ts';
import { hashName, type RowRelations } from './row-relations.ts';
import { issueAt, type Member, type TiedRow } from './tied-row.ts';

export interface MentionsRequest {
  layout: Pick<Layout, 'relations' | 'shape'>;
  relations: RowRelations;
  findings: Pick<Findings, 'report'>;
  host: Pick<ReadingHost, 'findActive'>;
  /** Whether the file has a row of this employee. */
  isInFile(key: EmployeeKey): boolean;
}

/** A row that mentions somebody who is not active in the file. */
export interface Mentioning {
  row: ReadRow;
  member: Member;
}

/**
 * Reports the rows whose approvers are not active in the register either, or will not be once the file is applied.
 *
 * @returns the rows that are to be quarantined
 */
export async function judgeMentions(
  request: MentionsRequest,
  unresolved: ReadonlySet<number>,
  mentioning: readonly Mentioning[],
): Promise<TiedRow[]> {
  const { host, relations, findings, isInFile } = request;
  const open = (row: ReadRow) => (row.mentions ?? []).filter((name) => unresolved.has(hashName(name)));
  const asked = [...new Set(mentioning.flatMap(({ row }) => open(row)))].filter(
    (name) => !relations.isLeaving(hashName(name)),
  );
  const active = asked.length === 0 ? new Map<string, EmployeeKey[]>() : await host.findActive(asked);
  /** Those who have the email in the register, without whoever leaves with this file. */
  const staying = (name: string) => active?.get(name)?.filter((key) => relations.wordOn(key) !== 'leaves') ?? [];
  const refused: TiedRow[] = [];
  for (const { row, member } of mentioning) {
    const unknown = open(row).filter((name) => staying(name).length === 0);
    const place = { code: 'unknown-approver', key: member.key, line: member.line };
    if (unknown.length === 0) {
      const warn = (message: string) => {
        const found = { ...place, code: 'approver-missing', severity: 'warning', message } as const;
        findings.report(issueAt(request, 'mentions', found));
      };
      const absent = open(row).filter((name) => staying(name).every((key) => !isInFile(key)));
      if (absent.length > 0) {
        warn(
          `${named(absent)} active in the register, but not in this file: whoever is missing is deactivated, and approves nothing any more.`,
        );
      }
      const renamed = open(row).filter(
        (name) => !absent.includes(name) && staying(name).every((key) => relations.wordOn(key) === 'has another email'),
      );
      if (renamed.length > 0) {
        warn(`${named(renamed)} known to the register by an email that this file changes: nobody has it any more.`);
      }
      continue;
    }
    if (active === null && unknown.every((name) => !relations.isLeaving(hashName(name)))) {
      const message = `${named(unknown)} not in this file. Whether the register knows them as active is only told when the file is planned.`;
      findings.report(issueAt(request, 'mentions', { ...place, severity: 'warning', message }));
      continue;
    }
    const message = `${named(unknown)} no active employee, neither in this file nor in the register.`;
    findings.report(issueAt(request, 'mentions', { ...place, severity: 'row', message }));
    refused.push({ key: member.key, wasUsable: member.usable });
  }
  return refused;
}

function named(emails: readonly string[]): string {
  const [first = '', ...more] = emails;
  const rest = more.length === 0 ? '' : ` and ${more.length} more`;
  return `The approver ${maskNationalIds(first)}${rest} ${more.length === 0 ? 'is' : 'are'}`;
}
