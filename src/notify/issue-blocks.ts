import type { Issue } from '../domain/issue.ts';
import { groupIssues } from './issue-rows.ts';
import type { Catalogue } from './languages/contract.ts';
import { heading, type MailBlock, paragraph } from './mail-blocks.ts';
import type { VerdictMail } from './verdict-mail.ts';

/** Most issues in the body of a mail (interface.md). */
export const maxShownIssues = 50;

/** The issues of a file, those of people who would have left first, and where the whole list is. */
export function issueBlocks(mail: VerdictMail, words: Catalogue): MailBlock[] {
  const { file, issues, leavers = [] } = mail;
  const { total } = file.issueCounts;
  if (total === 0) return [];
  const shown = withoutLeavers(issues, leavers).slice(0, maxShownIssues);
  return [
    ...leaverBlocks(leavers, words),
    ...(shown.length === 0
      ? []
      : [heading(listTitle(shown.length, total, leavers.length, words)), issuesOf(shown, words)]),
    ...whereTheListIs(mail, words),
    ...(issues.some((issue) => issue.field === 'ssn') ? [paragraph(words.issues.aboutSsn)] : []),
    ...(issues.some((issue) => issue.field === 'nationalId') ? [paragraph(words.issues.aboutNationalId)] : []),
  ];
}

function leaverBlocks(leavers: readonly Issue[], words: Catalogue): MailBlock[] {
  if (leavers.length === 0) return [];
  return [
    heading(words.issues.leavers),
    paragraph(words.issues.aboutLeavers),
    issuesOf(leavers.slice(0, maxShownIssues), words),
  ];
}

function listTitle(shown: number, total: number, leavers: number, { issues }: Catalogue): string {
  if (total === 1) return issues.oneIssue;
  if (shown + leavers < total) return issues.someIssues(shown, total);
  return leavers > 0 ? issues.otherIssues : issues.allIssues(total);
}

function issuesOf(issues: readonly Issue[], words: Catalogue): MailBlock {
  return { kind: 'issues', groups: groupIssues(issues, words) };
}

function withoutLeavers(issues: readonly Issue[], leavers: readonly Issue[]): Issue[] {
  const told = new Set(leavers.map((issue) => `${issue.line} ${issue.code} ${issue.field}`));
  return issues.filter((issue) => !told.has(`${issue.line} ${issue.code} ${issue.field}`));
}

function whereTheListIs({ file, event, attachment, commands }: VerdictMail, { issues }: Catalogue): MailBlock[] {
  const isAttached = attachment === 'attached';
  const isBeside = event === 'rejected' && file.source === 'inbox';
  const place = attachment === 'too-large' ? issues.attachment.tooLarge : issues.attachment[attachment];
  const text = paragraph(isBeside ? `${place} ${issues.besideFile(isAttached)}` : place);
  if (isAttached || isBeside) return [text];
  return [text, { kind: 'command', purpose: issues.writeList, command: commands.errors }];
}
