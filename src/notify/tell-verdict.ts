import { figure } from '../domain/figure.ts';
import type { HoldReason } from '../domain/guard.ts';
import type { Issue } from '../domain/issue.ts';
import type { RosterKind } from '../domain/roster-kind.ts';
import type { RosterFile } from '../store/contract.ts';
import type { MailBlock, MailDocument } from './mail-blocks.ts';
import { plainLine } from './plain-line.ts';
import type { CommandHints, VerdictMail } from './verdict-mail.ts';
import { counted, listed, people, planParts, rejectionCauses } from './wording.ts';

/** What happened, who was changed, and what to do now. */
export function tellVerdict(mail: VerdictMail): MailDocument {
  return tellers[mail.event](mail, plainLine(mail.file.name, longestName));
}

/** What the mails call that which a file lists. */
const wordsFor: Record<RosterKind, { noun: string; unchanged: string; ofRows: string }> = {
  employees: { noun: 'Employees', unchanged: 'Nobody had to be changed.', ofRows: 'people' },
  positions: { noun: 'Positions', unchanged: 'No position had to be changed.', ofRows: 'positions' },
};

function fileWord({ kind }: RosterFile): string {
  return kind === 'positions' ? 'file of positions' : 'roster';
}

/** The whole name stands among the facts at the end. */
const longestName = 80;

const tellers: Record<VerdictMail['event'], (mail: VerdictMail, name: string) => MailDocument> = {
  rejected: tellRejected,
  held: tellHeld,
  warnings: tellProcessed,
  processed: tellProcessed,
  failed: tellFailed,
};

function tellRejected({ file, issues }: VerdictMail, name: string): MailDocument {
  const causes = rejectionCauses(file.issueCounts, issues);
  const others = causes.others.reduce((sum, { count }) => sum + count, 0);
  const fatal = issues.filter(({ severity }) => severity === 'fatal');
  // Where one thing alone is wrong, it is what to say.
  const wholeFile = fatal.find(({ line }) => line === null) ?? (file.issueCounts.total === 1 ? fatal[0] : undefined);
  const isPacking = wholeFile !== undefined && packingCodes.test(wholeFile.code);
  const invalid =
    causes.identity.length === 0
      ? ''
      : `${listed(causes.identity)} ${isAre(causes.identity)} invalid${causes.someMissing ? ' or missing' : ''}`;
  const more =
    others === 0
      ? ''
      : `${counted(others, invalid === '' ? 'error' : 'other error')} ${others === 1 ? 'was' : 'were'} found`;
  const why =
    invalid === '' && wholeFile !== undefined
      ? `. ${plainLine(wholeFile.message, 300)}`
      : `: ${[invalid, more].filter((part) => part !== '').join(', and ')}.`;
  return {
    tone: 'bad',
    headline: `Rollcall rejected ${name}${why}`,
    blocks: [
      {
        kind: 'paragraph',
        text: `Nothing was changed: every ${file.kind === 'positions' ? 'position' : 'employee'} of the feed ${plainLine(file.feed)} is as before this file came.`,
      },
      ...issues.filter((issue) => issue.code === 'column-pattern').map(likelyCause),
      heading('What to do now'),
      {
        kind: 'paragraph',
        text: `Correct what is listed below${isPacking ? '' : ` in the system that the ${fileWord(file)} comes from`}, and send the whole ${fileWord(file)} again. Rollcall takes it by itself as soon as it arrives.`,
      },
    ],
  };
}

/** What the way of a file went wrong with, or the feed's own keys: its source system has nothing to correct then. */
const packingCodes = /^(archive-|signature-|manifest-|not-decryptable$|truncated$)/;

function tellHeld({ file, commands }: VerdictMail, name: string): MailDocument {
  if (file.status !== 'held') return tellEndedHold(file, name);
  return {
    tone: 'waiting',
    headline: holdHeadline(file, name),
    blocks: [
      {
        kind: 'paragraph',
        text: 'Nothing has been changed so far. The file could be read, but what it would do is unusual:',
      },
      { kind: 'bullets', items: file.holdReasons.map((reason) => reasonItem(reason, file, commands)) },
      heading('What it would do'),
      { kind: 'facts', rows: planFacts(file, 'would') },
      heading('What to do now'),
      {
        kind: 'command',
        purpose: `To see ${file.kind === 'positions' ? 'everything' : 'everybody'} it would change, in a file for Excel:`,
        command: commands.changes,
      },
      { kind: 'command', purpose: 'If it is right, apply it:', command: commands.approve },
      {
        kind: 'command',
        purpose: `If it is wrong, put it aside, and have a correct ${fileWord(file)} sent:`,
        command: commands.discard,
      },
      {
        kind: 'paragraph',
        text: `Run the command where Rollcall is installed. Until then this file waits; a newer ${fileWord(file)} that is fine takes its place.`,
      },
    ],
  };
}

/** The cause comes first, where one was found. */
function holdHeadline({ diagnosis: [likeliest] }: RosterFile, name: string): string {
  if (likeliest === undefined) return `Rollcall is holding ${name} and waits for your decision.`;
  return `Rollcall is holding ${name}: ${plainLine(likeliest.message)}`;
}

/** What explains many issues at once is worth more than their list. */
function likelyCause(issue: Issue): MailBlock {
  return paragraph(`One cause for many of the errors: ${issue.message}`);
}

/** The mail may have waited for its server longer than the hold lasted: commands that fail would help nobody. */
function tellEndedHold(file: RosterFile, name: string): MailDocument {
  const by = file.supersededBy === null ? '' : `, because file ${file.supersededBy} has taken its place`;
  return {
    tone: 'good',
    headline: `Rollcall was holding ${name}. The hold has ended since: the file is ${file.status.replaceAll('_', ' ')}${by}.`,
    blocks: [
      paragraph('It was held because what it would do is unusual:'),
      { kind: 'bullets', items: file.holdReasons.map((reason) => ({ text: plainLine(reason.message) })) },
      heading('What to do now'),
      paragraph('Nothing. This mail is late and for your information.'),
    ],
  };
}

function tellProcessed({ file, event }: VerdictMail, name: string): MailDocument {
  const parts = file.plan === null ? [] : planParts(file.plan);
  const leftOut = file.plan?.quarantined ?? 0;
  const { unchanged, noun, ofRows } = wordsFor[file.kind];
  const changes = parts.length === 0 ? unchanged : `${noun}: ${listed(parts)}.`;
  const blocks: MailBlock[] = [];
  if (leftOut > 0) {
    blocks.push({
      kind: 'paragraph',
      text: `${counted(leftOut, 'row')} could not be used and ${leftOut === 1 ? 'was' : 'were'} left out. The ${ofRows} in ${leftOut === 1 ? 'it' : 'them'} stay as they were before: neither changed nor deactivated.`,
    });
  }
  if (file.plan !== null) blocks.push(heading('What was done'), { kind: 'facts', rows: planFacts(file, 'did') });
  blocks.push(heading('What to do now'), { kind: 'paragraph', text: whatNext(event, leftOut, fileWord(file)) });
  return {
    tone: event === 'warnings' ? 'waiting' : 'good',
    headline: `Rollcall processed ${name}${event === 'warnings' ? ', with warnings' : ''}. ${changes}`,
    blocks,
  };
}

function whatNext(event: VerdictMail['event'], leftOut: number, word: string): string {
  if (event === 'processed') return 'Nothing. This mail is for your information.';
  return leftOut > 0
    ? `Correct what is listed below in the system that the ${word} comes from. The next ${word} brings it in; there is no hurry to send one.`
    : `Nothing at once. Look through the list below, and correct in the system that the ${word} comes from what is not meant.`;
}

function tellFailed({ file }: VerdictMail, name: string): MailDocument {
  const failure = file.failure;
  return {
    tone: 'bad',
    headline: `Rollcall could not process ${name}.`,
    blocks: [
      {
        kind: 'paragraph',
        text: `Nothing was changed. The file itself may be fine: something went wrong in Rollcall or in what it needs${file.crashes > 1 ? `, ${figure(file.crashes)} times in a row` : ''}.`,
      },
      ...(failure === null ? [] : [heading('What went wrong'), paragraph(failure.message)]),
      heading('What to do now'),
      paragraph(failure?.hint ?? 'Look into the log of Rollcall.'),
    ],
  };
}

/** Hints name the commands for any file: "rollcall file ID". Here the file is known. */
function reasonItem(reason: HoldReason, file: RosterFile, commands: CommandHints): { text: string; note: string } {
  return {
    text: plainLine(reason.message),
    note: plainLine(reason.hint).replace(/"rollcall (\w+) ID"/g, `"${commands.program} $1 ${file.id}"`),
  };
}

function planFacts({ plan, kind }: RosterFile, tense: 'would' | 'did'): { label: string; value: string }[] {
  if (plan === null) return [];
  const rows: [string, number][] = [
    ['Deactivated', plan.deactivated],
    ['New employee number', plan.renumbered],
    ['Added', plan.created],
    ['Activated again', plan.reactivated],
    ['Changed', plan.updated],
    ['Unchanged', plan.unchanged],
    [tense === 'would' ? 'Rows to be left out' : 'Rows left out', plan.quarantined],
  ];
  return rows
    .filter(([label, count]) => count > 0 || label === 'Deactivated')
    .map(([label, count]) => ({ label, value: label.startsWith('Rows') ? figure(count) : people(count, kind) }));
}

function isAre(parts: readonly string[]): string {
  return parts.length === 1 && parts[0]?.startsWith('1 ') ? 'is' : 'are';
}

function heading(text: string): MailBlock {
  return { kind: 'heading', text };
}

function paragraph(text: string): MailBlock {
  return { kind: 'paragraph', text: plainLine(text) };
}
