import { charsetMessages } from './issue-messages/charset-messages.ts';
import { csvMessages } from './issue-messages/csv-messages.ts';
import { fieldMessages } from './issue-messages/field-messages.ts';
import { mappingMessages } from './issue-messages/mapping-messages.ts';
import { positionMessages } from './issue-messages/position-messages.ts';
import { rosterMessages } from './issue-messages/roster-messages.ts';
import { strayMessages } from './issue-messages/stray-messages.ts';

/**
 * What issues say, in English: errors.csv, the log and JSON have it so. The mails of other languages have a sentence of their
 * own for each key (notify/languages).
 */
export const issueMessages = {
  ...fieldMessages,
  ...mappingMessages,
  ...rosterMessages,
  ...positionMessages,
  ...csvMessages,
  ...charsetMessages,
  ...strayMessages,
};
