import { figure } from '../domain/figure.ts';
import type { ListedDelivery } from '../store/contract.ts';
import type { MailDocument } from './mail-blocks.ts';
import { plainLine } from './plain-line.ts';
import type { VerdictMail } from './verdict-mail.ts';
import { listed, people } from './wording.ts';

/** Whom a roster has changed, and a system that is told of it did not take. */
export function tellRefused({ file, refusals, commands }: VerdictMail, name: string): MailDocument {
  const { deliveries, counts } = refusals ?? { deliveries: [], counts: [] };
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
          command: `${commands.program} deliveries --destination ${destination} --status refused`,
        },
        {
          kind: 'command' as const,
          purpose: 'To send them once more, as they are now:',
          command: `${commands.program} redeliver --destination ${destination} --status refused`,
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
