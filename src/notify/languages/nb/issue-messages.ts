import type { MessageTable } from '../issue-words.ts';
import { charsetMessages } from './issue-messages/charset-messages.ts';
import { csvMessages } from './issue-messages/csv-messages.ts';
import { fieldMessages } from './issue-messages/field-messages.ts';
import { mappingMessages } from './issue-messages/mapping-messages.ts';
import { positionMessages } from './issue-messages/position-messages.ts';
import { rosterMessages } from './issue-messages/roster-messages.ts';
import { strayMessages } from './issue-messages/stray-messages.ts';

export const issueMessages: MessageTable = {
  ...fieldMessages,
  ...mappingMessages,
  ...rosterMessages,
  ...positionMessages,
  ...csvMessages,
  ...charsetMessages,
  ...strayMessages,
};
