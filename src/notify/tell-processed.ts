import type { Catalogue } from './languages/contract.ts';
import { heading, type MailDocument, paragraph } from './mail-blocks.ts';
import { planFacts } from './plan-facts.ts';
import type { VerdictMail } from './verdict-mail.ts';

export function tellProcessed(
  { file, event }: VerdictMail,
  name: string,
  words: Catalogue,
): Omit<MailDocument, 'language'> {
  const { processed } = words.verdicts;
  const { kind, plan } = file;
  const leftOut = plan?.quarantined ?? 0;
  const whatNext = () => {
    if (event === 'processed') return processed.nothingToDo;
    return leftOut > 0 ? processed.correctLeftOut(kind) : processed.lookThrough(kind);
  };
  return {
    tone: event === 'warnings' ? 'waiting' : 'good',
    headline: `${processed.headline(name, event === 'warnings')} ${processed.changes(plan, kind)}`,
    blocks: [
      ...(leftOut > 0 ? [paragraph(processed.leftOut(leftOut, kind))] : []),
      ...(plan === null
        ? []
        : [heading(processed.whatWasDone), { kind: 'facts' as const, rows: planFacts(file, 'did', words) }]),
      heading(words.file.whatToDoNow),
      paragraph(whatNext()),
    ],
  };
}
