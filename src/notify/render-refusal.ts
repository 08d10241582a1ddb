import type { DeliveryCounts, ListedDelivery, RosterFile } from '../store/contract.ts';
import { fileBlocks } from './file-blocks.ts';
import type { Catalogue } from './languages/contract.ts';
import { heading, type MailBlock, type MailDocument, paragraph } from './mail-blocks.ts';
import { plainLine } from './plain-line.ts';
import { type RenderedMail, renderMail } from './render-mail.ts';
import { fileSubject } from './subject.ts';

/** Most people in the body of a mail. */
export const maxShownRefusals = 50;

/** What a mail is made of about whom destinations have refused of those that a roster has changed. */
export interface RefusalMail {
  file: RosterFile;
  /** The first ones, at most `maxShownRefusals`. */
  deliveries: readonly ListedDelivery[];
  /** How many there are, by destination. */
  counts: readonly DeliveryCounts[];
  /** How Rollcall is called where it is installed, e.g. `npx rollcall`. */
  program: string;
}

/** The mail about the refusals of a roster, for a technical user who may never have heard of the destination. */
export function renderRefusalMail(mail: RefusalMail, words: Catalogue): RenderedMail {
  const { headline, tone, blocks } = tellRefusal(mail, words);
  const details = refusing(mail.counts).map(({ destination, refused }) => words.refusals.detail(refused, destination));
  return renderMail(fileSubject('refused', mail.file, details, words), {
    language: words.code,
    tone,
    headline,
    blocks: [...blocks, ...fileBlocks(mail.file, words)],
  });
}

function refusing(counts: readonly DeliveryCounts[]): DeliveryCounts[] {
  return counts.filter(({ refused }) => refused > 0);
}

/** The whole name stands among the facts at the end. */
const longestName = 80;

function tellRefusal(
  { file, deliveries, counts, program }: RefusalMail,
  words: Catalogue,
): Omit<MailDocument, 'language'> {
  const { refusals } = words;
  const name = plainLine(file.name, longestName);
  const all = counts.reduce((sum, { refused }) => sum + refused, 0);
  const destinations = refusing(counts).map(({ destination }) => destination);
  if (all === 0) return tellMended(name, words);
  return {
    tone: 'bad',
    headline: refusals.headline(destinations, all, name),
    blocks: [
      paragraph(refusals.registerIsRight(plainLine(file.feed))),
      { kind: 'bullets', items: deliveries.map((delivery) => refusalItem(delivery, words)) },
      ...(all > deliveries.length ? [paragraph(refusals.more(all - deliveries.length))] : []),
      heading(words.file.whatToDoNow),
      paragraph(refusals.correct),
      ...destinations.flatMap((destination) => commandsFor(program, file.feed, destination, words)),
    ],
  };
}

/** With the feed: other feeds may have a destination of that name. */
function commandsFor(program: string, feed: string, destination: string, { refusals }: Catalogue): MailBlock[] {
  const which = `--feed ${feed} --destination ${destination} --status refused`;
  return [
    { kind: 'command', purpose: refusals.see(destination), command: `${program} deliveries ${which}` },
    { kind: 'command', purpose: refusals.sendAgain(destination), command: `${program} redeliver ${which}` },
  ];
}

/** The mail may have waited for its server, and somebody has sent them once more meanwhile. */
function tellMended(name: string, { file, refusals: { mended } }: Catalogue): Omit<MailDocument, 'language'> {
  return {
    tone: 'good',
    headline: mended.headline(name),
    blocks: [heading(file.whatToDoNow), paragraph(mended.nothingToDo)],
  };
}

function refusalItem(
  { employeeNo, employeeId, kind, destination, message }: ListedDelivery,
  { refusals }: Catalogue,
): { text: string; note: string } {
  const shownNo = employeeNo === null ? null : plainLine(employeeNo, 64);
  return { text: refusals.who(shownNo, employeeId, kind, destination), note: plainLine(message ?? '', 300) };
}
