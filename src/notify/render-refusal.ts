import { figure } from '../domain/figure.ts';
import { maskNationalIds } from '../domain/mask.ts';
import type { DeliveryCounts, ListedDelivery, RosterFile } from '../store/contract.ts';
import { fileBlocks } from './file-blocks.ts';
import type { MailBlock, MailDocument } from './mail-blocks.ts';
import { plainLine } from './plain-line.ts';
import { renderHtml } from './render-html.ts';
import { renderText } from './render-text.ts';
import { fileSubject } from './subject.ts';
import { listed, people } from './wording.ts';

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
export function renderRefusalMail(mail: RefusalMail): { subject: string; text: string; html: string } {
  const { headline, tone, blocks } = tellRefusal(mail);
  const document: MailDocument = { tone, headline, blocks: [...blocks, ...fileBlocks(mail.file)] };
  return {
    subject: maskNationalIds(fileSubject('REFUSED', mail.file, detailsOf(mail))),
    text: maskNationalIds(renderText(document)),
    html: maskNationalIds(renderHtml(document)),
  };
}

/** "3 people by events" */
function detailsOf({ counts }: RefusalMail): string[] {
  return refusing(counts).map(({ destination, refused }) => `${people(refused, 'employees')} by ${destination}`);
}

function refusing(counts: readonly DeliveryCounts[]): DeliveryCounts[] {
  return counts.filter(({ refused }) => refused > 0);
}

/** The whole name stands among the facts at the end. */
const longestName = 80;

function tellRefusal({ file, deliveries, counts, program }: RefusalMail): MailDocument {
  const name = plainLine(file.name, longestName);
  const all = counts.reduce((sum, { refused }) => sum + refused, 0);
  const destinations = refusing(counts).map(({ destination }) => destination);
  if (all === 0) return tellMended(name);
  return {
    tone: 'bad',
    headline: `The ${destinations.length === 1 ? 'destination' : 'destinations'} ${listed(destinations)} did not take ${people(all, 'employees')} whom ${name} has changed.`,
    blocks: [
      {
        kind: 'paragraph',
        text: `The employee register of the feed ${plainLine(file.feed)} is right; only the other system lacks these changes. Everybody else was sent, or is on the way. What it said of each:`,
      },
      { kind: 'bullets', items: deliveries.map(refusalItem) },
      ...(all > deliveries.length
        ? [{ kind: 'paragraph' as const, text: `... and ${figure(all - deliveries.length)} more.` }]
        : []),
      { kind: 'heading', text: 'What to do now' },
      {
        kind: 'paragraph',
        text: 'Correct what the message names. If it is wrong in the system that the roster comes from, the next roster brings the correction, and Rollcall sends it by itself. If it is wrong in the system that refused these people, have them sent once more. If everybody was refused, look at the address and the secret of the destination in the config first.',
      },
      ...destinations.flatMap((destination) => commandsFor(program, file.feed, destination)),
    ],
  };
}

/** With the feed: other feeds may have a destination of that name. */
function commandsFor(program: string, feed: string, destination: string): MailBlock[] {
  const which = `--feed ${feed} --destination ${destination} --status refused`;
  return [
    {
      kind: 'command',
      purpose: `To see whom ${destination} has refused, the last 50 (--limit shows more):`,
      command: `${program} deliveries ${which}`,
    },
    {
      kind: 'command',
      purpose: `To send everybody whom ${destination} has refused once more, as they are now:`,
      command: `${program} redeliver ${which}`,
    },
  ];
}

/** The mail may have waited for its server, and somebody has sent them once more meanwhile. */
function tellMended(name: string): MailDocument {
  return {
    tone: 'good',
    headline: `Some people whom ${name} has changed were not taken by another system. Somebody has had them sent again since.`,
    blocks: [
      { kind: 'heading', text: 'What to do now' },
      { kind: 'paragraph', text: 'Nothing. This mail is late and for your information.' },
    ],
  };
}

function refusalItem({ employeeNo, employeeId, kind, destination, message }: ListedDelivery) {
  const who = employeeNo === null ? `The employee with the id ${employeeId}` : `Employee ${plainLine(employeeNo, 64)}`;
  return { text: `${who}, ${kind} (${destination})`, note: plainLine(message ?? '', 300) };
}
