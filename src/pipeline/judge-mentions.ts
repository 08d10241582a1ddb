import type { EmployeeKey } from '../domain/employee.ts';
import { maskNationalIds } from '../domain/mask.ts';
import { type MessageValues, type ToldMessage, tell } from '../domain/told.ts';
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
      const warn = (said: ToldMessage) => {
        const found = { ...place, code: 'approver-missing', severity: 'warning', ...said } as const;
        findings.report(issueAt(request, 'mentions', found));
      };
      const absent = open(row).filter((name) => staying(name).every((key) => !isInFile(key)));
      if (absent.length > 0) {
        warn(tell('approver-leaving', approver(absent)));
      }
      const renamed = open(row).filter(
        (name) => !absent.includes(name) && staying(name).every((key) => relations.wordOn(key) === 'has another email'),
      );
      if (renamed.length > 0) {
        warn(tell('approver-renamed', approver(renamed)));
      }
      continue;
    }
    if (active === null && unknown.every((name) => !relations.isLeaving(hashName(name)))) {
      const said = tell('approver-not-looked-up', approver(unknown));
      findings.report(issueAt(request, 'mentions', { ...place, severity: 'warning', ...said }));
      continue;
    }
    const said = tell('approver-unknown', approver(unknown));
    findings.report(issueAt(request, 'mentions', { ...place, severity: 'row', ...said }));
    refused.push({ key: member.key, wasUsable: member.usable });
  }
  return refused;
}

function approver([first = '', ...more]: readonly string[]): MessageValues<'approver-unknown'> {
  return { email: maskNationalIds(first), more: more.length };
}
