import type { Issue } from '../domain/issue.ts';
import { rejectionCauses } from './causes.ts';
import { messageOf, titleOf } from './issue-text.ts';
import type { Catalogue } from './languages/contract.ts';
import { heading, type MailDocument, paragraph } from './mail-blocks.ts';
import { plainLine } from './plain-line.ts';
import type { VerdictMail } from './verdict-mail.ts';

export function tellRejected(
  { file, issues }: VerdictMail,
  name: string,
  words: Catalogue,
): Omit<MailDocument, 'language'> {
  const { rejected } = words.verdicts;
  const causes = rejectionCauses(file.issueCounts, issues);
  const fatal = issues.filter(({ severity }) => severity === 'fatal');
  // Where one thing alone is wrong, it is what to say.
  const wholeFile = fatal.find(({ line }) => line === null) ?? (file.issueCounts.total === 1 ? fatal[0] : undefined);
  const isIdentity = causes.birthDates + causes.ssns > 0;
  return {
    tone: 'bad',
    headline:
      isIdentity || wholeFile === undefined
        ? rejected.headline(name, causes)
        : rejected.headlineOfWholeFile(name, whyOf(wholeFile, words)),
    blocks: [
      paragraph(rejected.nothingChanged(plainLine(file.feed), file.kind)),
      // What explains many issues at once is worth more than their list.
      ...issues
        .filter((issue) => issue.code === 'column-pattern')
        .map((issue) => paragraph(plainLine(rejected.oneCause(messageOf(issue, words))))),
      heading(words.file.whatToDoNow),
      paragraph(rejected.correct(file.kind, wholeFile !== undefined && packingCodes.test(wholeFile.code))),
    ],
  };
}

/** A sentence that is known in English only follows in the list: the headline is in the reader's language. */
function whyOf(issue: Issue, words: Catalogue): string {
  if (words.code === 'en' || issue.told !== undefined) return plainLine(messageOf(issue, words), 300);
  return `${titleOf(issue.code, words)}.`;
}

/** What the way of a file went wrong with, or the feed's own keys: its source system has nothing to correct then. */
const packingCodes = /^(archive-|signature-|manifest-|not-decryptable$|truncated$)/;
