import type { Issue } from '../domain/issue.ts';
import type { DigestDetail, RosterFile } from '../store/contract.ts';
import { rejectionCauses } from './causes.ts';
import type { Catalogue } from './languages/contract.ts';
import { heading, type MailBlock, paragraph } from './mail-blocks.ts';
import { plainLine } from './plain-line.ts';
import { type RenderedMail, renderMail } from './render-mail.ts';
import { holdDetails, subjectOf } from './subject.ts';
import { causesOf, decisionBlocks } from './tell-held.ts';
import { commandHints } from './verdict-mail.ts';

/** Files that a digest names. */
export const maxShownFiles = 20;

/** What a mail is made of about files that failed in the same way as one that was told of in full. */
export interface DigestMail {
  detail: DigestDetail;
  /** The file that was told of in full; null where it is no longer in the ledger. */
  first: Pick<RosterFile, 'id' | 'name'> | null;
  /** The newest ones, the newest first, at most `maxShownFiles`; one at least. */
  files: readonly RosterFile[];
  /** The kept issues of the newest one. */
  issues: readonly Issue[];
  /** The feed's last roster. */
  lastRoster: { name: string; at: string } | null;
  /** How Rollcall is called where it is installed, e.g. `npx rollcall`. */
  program: string;
}

/** One mail instead of a flood: which files, why, and what to do about the newest. */
export function renderDigestMail(mail: DigestMail, words: Catalogue): RenderedMail {
  const { detail, files } = mail;
  const { digests, subjects } = words;
  const [newest] = files as [RosterFile];
  const count = detail.fileIds.length;
  const isMended = newest.kind === 'employees' && (mail.lastRoster?.at ?? '') > newest.receivedAt;
  const word = `${subjects[detail.event]} ${subjects.again}`;
  const feed = plainLine(newest.feed);
  return renderMail(subjectOf(word, newest.feed, digests.files(count), whatIsWrong(mail, newest, words)), {
    language: words.code,
    tone: isMended ? 'good' : detail.event === 'held' ? 'waiting' : 'bad',
    headline: digests.headline(detail.event, feed, count, detail.since, whyOf(mail, newest, words)),
    blocks: [
      paragraph(digests.nothingChanged),
      ...(mail.first === null ? [] : [paragraph(digests.firstMail(mail.first.id, shownName(mail.first.name)))]),
      ...whatToDo(mail, newest, isMended, words),
      heading(digests.theFiles),
      {
        kind: 'bullets',
        items: files.map(({ id, name, receivedAt }) => ({
          text: shownName(name),
          note: digests.fileNote(id, receivedAt),
        })),
      },
      ...(count > files.length ? [paragraph(digests.olderFiles(count - files.length))] : []),
      { kind: 'footer', text: words.file.footer(feed, newest.kind) },
    ],
  });
}

function shownName(name: string): string {
  return plainLine(name, 80);
}

/** In a few words, as in a subject. */
function whatIsWrong({ detail, issues }: DigestMail, newest: RosterFile, words: Catalogue): string[] {
  const { rejected, failed } = words.verdicts;
  if (detail.event === 'rejected') return rejected.details(rejectionCauses(newest.issueCounts, issues));
  if (detail.event === 'held') return holdDetails(newest, words);
  return newest.failure === null ? [] : [failed.title(newest.failure.code)];
}

function whyOf(mail: DigestMail, newest: RosterFile, words: Catalogue): string {
  if (mail.detail.event === 'held') return causesOf(newest, mail, words)[0]?.text ?? '';
  const details = whatIsWrong(mail, newest, words);
  return details.length === 0 ? '' : `${words.grammar.listed(details)}.`;
}

function whatToDo(mail: DigestMail, newest: RosterFile, isMended: boolean, words: Catalogue): MailBlock[] {
  const { digests, file, verdicts } = words;
  const commands = commandHints(newest.id, mail.program);
  const name = shownName(newest.name);
  const now = heading(file.whatToDoNow);
  if (mail.detail.event === 'held' && newest.status === 'held') {
    const [, ...decision] = decisionBlocks(newest, commands, words);
    return [now, paragraph(digests.decide(newest.id, name)), ...decision, paragraph(digests.goesOn)];
  }
  if (isMended && mail.lastRoster !== null) {
    const { name: lastName, at } = mail.lastRoster;
    return [paragraph(digests.worksAgain(shownName(lastName), at)), now, paragraph(digests.nothingToDo)];
  }
  if (mail.detail.event === 'held') return [now, paragraph(digests.decided(newest.id, name, newest.status))];
  const failure = newest.failure === null ? null : verdicts.failed.tell(newest.failure, newest);
  return [
    now,
    paragraph(plainLine(failure?.hint ?? digests.correct(newest.kind))),
    { kind: 'command', purpose: digests.lookAt(newest.id), command: commands.show },
    paragraph(digests.goesOn),
  ];
}
