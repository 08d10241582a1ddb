import type { Catalogue } from './languages/contract.ts';
import { heading, type MailDocument, paragraph } from './mail-blocks.ts';
import { plainLine } from './plain-line.ts';
import type { VerdictMail } from './verdict-mail.ts';

export function tellFailed({ file }: VerdictMail, name: string, words: Catalogue): Omit<MailDocument, 'language'> {
  const { failed } = words.verdicts;
  const failure = file.failure === null ? null : failed.tell(file.failure, file);
  return {
    tone: 'bad',
    headline: failed.headline(name),
    blocks: [
      paragraph(failed.nothingChanged(file.crashes)),
      ...(failure === null ? [] : [heading(failed.whatWentWrong), paragraph(plainLine(failure.message))]),
      heading(words.file.whatToDoNow),
      paragraph(plainLine(failure?.hint ?? failed.lookIntoLog)),
    ],
  };
}
