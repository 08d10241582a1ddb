import { fileBlocks } from './file-blocks.ts';
import { issueBlocks } from './issue-blocks.ts';
import type { Catalogue } from './languages/contract.ts';
import type { MailDocument } from './mail-blocks.ts';
import { type RenderedMail, renderMail } from './render-mail.ts';
import { shownName } from './shown-name.ts';
import { renderSubject } from './subject.ts';
import { tellFailed } from './tell-failed.ts';
import { tellHeld } from './tell-held.ts';
import { tellProcessed } from './tell-processed.ts';
import { tellRejected } from './tell-rejected.ts';
import type { VerdictMail } from './verdict-mail.ts';

/** The mail about one verdict, for a technical user who may never have heard of Rollcall. */
export function renderVerdictMail(mail: VerdictMail, words: Catalogue): RenderedMail {
  const name = shownName(mail.file, words, longestName);
  const { tone, headline, blocks } = tellers[mail.event](mail, name, words);
  return renderMail(renderSubject(mail, words), {
    language: words.code,
    tone,
    headline,
    blocks: [...blocks, ...issueBlocks(mail, words), ...fileBlocks(mail.file, words)],
  });
}

/** The whole name stands among the facts at the end. */
const longestName = 80;

/** What happened, who was changed, and what to do now. */
type Teller = (mail: VerdictMail, name: string, words: Catalogue) => Omit<MailDocument, 'language'>;

const tellers: Record<VerdictMail['event'], Teller> = {
  rejected: tellRejected,
  held: tellHeld,
  warnings: tellProcessed,
  processed: tellProcessed,
  failed: tellFailed,
};
