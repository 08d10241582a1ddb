import { figure } from '../../../domain/figure.ts';
import type { RefusalWords } from '../refusal-words.ts';
import { grammar } from './grammar.ts';

export const refusals: RefusalWords = {
  detail: (count, destination) => `${grammar.people(count, 'employees')} by ${destination}`,
  headline: (destinations, count, name) =>
    `The ${destinations.length === 1 ? 'destination' : 'destinations'} ${grammar.listed(destinations)} did not take ${grammar.people(count, 'employees')} whom ${name} has changed.`,
  registerIsRight: (feed) =>
    `The employee register of the feed ${feed} is right; only the other system lacks these changes. Everybody else was sent, or is on the way. What it said of each:`,
  more: (count) => `... and ${figure(count)} more.`,
  correct:
    'Correct what the message names. If it is wrong in the system that the roster comes from, the next roster brings the correction, and Rollcall sends it by itself. If it is wrong in the system that refused these people, have them sent once more. If everybody was refused, look at the address and the secret of the destination in the config first.',
  see: (destination) => `To see whom ${destination} has refused, the last 50 (--limit shows more):`,
  sendAgain: (destination) => `To send everybody whom ${destination} has refused once more, as they are now:`,
  who: (employeeNo, employeeId, kind, destination) =>
    `${employeeNo === null ? `The employee with the id ${employeeId}` : `Employee ${employeeNo}`}, ${kind} (${destination})`,
  mended: {
    headline: (name) =>
      `Some people whom ${name} has changed were not taken by another system. Somebody has had them sent again since.`,
    nothingToDo: 'Nothing. This mail is late and for your information.',
  },
};
