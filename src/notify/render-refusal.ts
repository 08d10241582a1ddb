import { figure } from '../domain/figure.ts';
import { maskNationalIds } from '../domain/mask.ts';
import type { DeliveryCounts, ListedDelivery, RosterFile } from '../store/contract.ts';
import { fileBlocks } from './file-blocks.ts';
import type { MailDocument } from './mail-blocks.ts';
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
    subject: maskNationalIds(fileSubject('REFUSED', mail.file)),
    text: maskNationalIds(renderText(document)),
    html: maskNationalIds(renderHtml(document)),
  };
}

/** The whole name stands among the facts at the end. */
const longestName = 80;

function tellRefusal({ file, deliveries, counts, program }: RefusalMail): MailDocument {
  const name = plainLine(file.name, longestName);
  const all = counts.reduce((sum, { refused }) => sum + refused, 0);
  const destinations = counts.filter(({ refused }) => refused > 0).map(({ destination }) => destination);
  if (all === 0) return tellMended(name);
  return {
    tone: 'bad',
    headline: `${listed(destinations)} did not take ${people(all, 'employees')} whom ${name} has changed.`,
    blocks: [
      {
        kind: 'paragraph',
        text: `The employee register of the feed ${plainLine(file.feed)} is right, and everybody else was sent. What the other system said is kept with each of these people:`,
      },
      { kind: 'bullets', items: deliveries.map(refusalItem) },
      ...(all > deliveries.length
        ? [{ kind: 'paragraph' as const, text: `... and ${figure(all - deliveries.length)} more.` }]
        : []),
      { kind: 'heading', text: 'What to do now' },
      {
        kind: 'paragraph',
        text: 'Correct what the message names: in the system that the roster comes from, whose next roster is sent by itself, or in the system that refused it.',
      },
      ...destinations.flatMap((destination) => [
        {
          kind: 'command' as const,
          purpose: `To see everybody whom ${destination} refused:`,
          command: `${program} deliveries --destination ${destination} --status refused`,
        },
        {
          kind: 'command' as const,
          purpose: 'To send them once more, as they are now:',
          command: `${program} redeliver --destination ${destination} --status refused`,
        },
      ]),
    ],
  };
}

/** The mail may have waited for its server, and somebody has sent them once more meanwhile. */
function tellMended(name: string): MailDocument {
  return {
    tone: 'good',
    headline: `Some people whom ${name} has changed were not taken by another system. They have been sent again since.`,
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
