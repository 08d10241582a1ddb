import { figure } from '../domain/figure.ts';
import type { Issue } from '../domain/issue.ts';
import { maskNationalIds } from '../domain/mask.ts';
import type { RosterFile } from '../store/contract.ts';
import type { VerdictEvent } from './contract.ts';
import { fileBlocks } from './file-blocks.ts';
import { groupIssues } from './issue-rows.ts';
import type { MailBlock, MailDocument } from './mail-blocks.ts';
import { renderHtml } from './render-html.ts';
import { renderText } from './render-text.ts';
import { renderSubject } from './subject.ts';
import { tellVerdict } from './tell-verdict.ts';
import type { CommandHints, VerdictMail } from './verdict-mail.ts';

/** Most issues in the body of a mail (interface.md). */
export const maxShownIssues = 50;

/** The mail about one verdict, for a technical user who may never have heard of Rollcall. */
export function renderVerdictMail(mail: VerdictMail): { subject: string; text: string; html: string } {
  const { headline, tone, blocks } = tellVerdict(mail);
  const document: MailDocument = {
    tone,
    headline,
    blocks: [...blocks, ...leaverBlocks(mail.leavers ?? []), ...issueBlocks(mail), ...fileBlocks(mail.file)],
  };
  return {
    subject: maskNationalIds(renderSubject(mail.event, mail.file, mail.issues)),
    text: maskNationalIds(renderText(document)),
    html: maskNationalIds(renderHtml(document)),
  };
}

function leaverBlocks(leavers: readonly Issue[]): MailBlock[] {
  if (leavers.length === 0) return [];
  return [
    { kind: 'heading', text: 'People who would have left' },
    {
      kind: 'paragraph',
      text: 'The rows of these people could not be used, so they are still active. Otherwise this roster would have deactivated them.',
    },
    { kind: 'issues', groups: groupIssues(leavers.slice(0, maxShownIssues)) },
  ];
}

function issueBlocks({ file, issues, leavers = [], attachment, commands, event }: VerdictMail): MailBlock[] {
  const { total } = file.issueCounts;
  if (total === 0) return [];
  const shown = withoutLeavers(issues, leavers).slice(0, maxShownIssues);
  return [
    ...(shown.length === 0 ? [] : [headingOf(listTitle(shown.length, total, leavers.length)), issuesOf(shown)]),
    ...whereTheListIs(file, event, attachment, commands),
    ...(issues.some((issue) => issue.field === 'ssn') ? [{ kind: 'paragraph' as const, text: aboutSsn }] : []),
    ...(issues.some((issue) => issue.field === 'nationalId')
      ? [{ kind: 'paragraph' as const, text: aboutNationalId }]
      : []),
  ];
}

function listTitle(shown: number, total: number, leavers: number): string {
  if (total === 1) return 'The issue';
  if (shown + leavers < total) return `The first ${figure(shown)} of ${figure(total)} issues`;
  return leavers > 0 ? 'The other issues' : `All ${figure(total)} issues`;
}

const aboutSsn =
  'SSN is the last five digits of the Norwegian national identity number. Mails never show them: ***** stands in their place.';

const aboutNationalId = 'Mails never show national identity numbers: ***** stands in their place.';

function headingOf(text: string): MailBlock {
  return { kind: 'heading', text };
}

function issuesOf(issues: readonly Issue[]): MailBlock {
  return { kind: 'issues', groups: groupIssues(issues) };
}

function withoutLeavers(issues: readonly Issue[], leavers: readonly Issue[]): Issue[] {
  const told = new Set(leavers.map((issue) => `${issue.line} ${issue.code} ${issue.field}`));
  return issues.filter((issue) => !told.has(`${issue.line} ${issue.code} ${issue.field}`));
}

function whereTheListIs(
  { source }: RosterFile,
  event: VerdictEvent,
  attachment: VerdictMail['attachment'],
  commands: CommandHints,
): MailBlock[] {
  const place = {
    attached: 'The list is attached as errors.csv, which opens in Excel.',
    'too-large': 'The list is not attached: the mail server said that the mail was too large.',
    none: 'The list is not attached.',
  };
  const beside =
    event === 'rejected' && source === 'inbox'
      ? ' It lies beside the file, in the folder "rejected" of the inbox, under a name that ends with ".errors.csv".'
      : '';
  const text = place[attachment] + (attachment === 'attached' ? beside.replace('It lies', 'It also lies') : beside);
  const paragraph: MailBlock = { kind: 'paragraph', text };
  if (attachment === 'attached' || beside !== '') return [paragraph];
  return [paragraph, { kind: 'command', purpose: 'To have it written to a file:', command: commands.errors }];
}
