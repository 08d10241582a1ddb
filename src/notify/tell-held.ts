import type { RosterFile } from '../store/contract.ts';
import type { Catalogue } from './languages/contract.ts';
import { heading, type MailBlock, type MailDocument, paragraph } from './mail-blocks.ts';
import { plainLine } from './plain-line.ts';
import { planFacts } from './plan-facts.ts';
import type { CommandHints, VerdictMail } from './verdict-mail.ts';

/** The cause first: the likely one where the files tell it, else the reason. */
export function tellHeld(
  { file, commands }: VerdictMail,
  name: string,
  words: Catalogue,
): Omit<MailDocument, 'language'> {
  if (file.status !== 'held') return tellEndedHold(file, name, words);
  const { holds } = words;
  const causes = causesOf(file, commands, words);
  return {
    tone: 'waiting',
    headline: holds.headline(name, causes[0]?.text ?? ''),
    blocks: [
      paragraph(holds.nothingChanged),
      heading(holds.whatItWouldDo),
      { kind: 'facts', rows: planFacts(file, 'would', words) },
      heading(holds.whyHeld),
      // What is likely has been said; a reason comes once more with what can be done.
      { kind: 'bullets', items: causes.filter((cause, at) => at > 0 || cause.note !== undefined) },
      ...decisionBlocks(file, commands, words),
    ],
  };
}

/** The exact commands that end a hold. */
export function decisionBlocks(
  { kind, source }: Pick<RosterFile, 'kind' | 'source'>,
  commands: CommandHints,
  { file, holds }: Catalogue,
): MailBlock[] {
  const isOfDates = source === 'end-dates';
  return [
    heading(file.whatToDoNow),
    { kind: 'command', purpose: holds.seeChanges(kind), command: commands.changes },
    { kind: 'command', purpose: holds.approve, command: commands.approve },
    { kind: 'command', purpose: isOfDates ? holds.endDates.discard : holds.discard(kind), command: commands.discard },
    paragraph(isOfDates ? holds.endDates.whereToRun : holds.whereToRun(kind)),
  ];
}

/** What is likely behind it, then the reasons, each with what can be done. */
export function causesOf(
  { id, kind, diagnosis, holdReasons }: RosterFile,
  { program }: Pick<CommandHints, 'program'>,
  { holds }: Catalogue,
): { text: string; note?: string }[] {
  const told = [
    ...diagnosis.map((found) => ({ message: holds.diagnosis(found), hint: '' })),
    ...holdReasons.map((reason) => holds.reason(reason, kind)),
  ];
  return told.map(({ message, hint }) => ({
    text: plainLine(message),
    // Hints name the commands for any file: "rollcall file ID". Here the file is known.
    ...(hint !== '' && { note: plainLine(hint).replace(/"rollcall (\w+) ID"/g, `"${program} $1 ${id}"`) }),
  }));
}

/** The mail may have waited for its server longer than the hold lasted: commands that fail would help nobody. */
function tellEndedHold(file: RosterFile, name: string, words: Catalogue): Omit<MailDocument, 'language'> {
  const { ended } = words.holds;
  const reasons = causesOf(file, { program: '' }, words);
  return {
    tone: 'good',
    headline: ended.headline(name, file.status, file.supersededBy),
    blocks: [
      paragraph(ended.why),
      { kind: 'bullets', items: reasons.map(({ text }) => ({ text })) },
      heading(words.file.whatToDoNow),
      paragraph(ended.nothingToDo),
    ],
  };
}
