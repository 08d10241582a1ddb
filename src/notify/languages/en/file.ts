import { figure } from '../../../domain/figure.ts';
import { describeDialect } from '../../../domain/roster-dialect.ts';
import type { FileWords } from '../file-words.ts';
import { counted, grammar } from './grammar.ts';

export const file: FileWords = {
  whatToDoNow: 'What to do now',
  endDates: (day) => `the end dates that have come by ${grammar.day(day)}`,
  theFile: 'The file',
  name: 'Name',
  feed: 'Feed',
  received: 'Received',
  number: 'Number',
  numberOf: (id) => `${id} in Rollcall's list of files`,
  rows: { employees: 'Employees in it', positions: 'Positions in it' },
  issues: 'Issues',
  issueFigures: ({ total, fatal, row, warning }) => {
    if (total === 0) return 'none';
    const parts = [
      fatal > 0 ? `${figure(fatal)} that ${fatal === 1 ? 'rejects' : 'reject'} the file` : '',
      row > 0 ? `${figure(row)} that ${row === 1 ? 'leaves' : 'leave'} a row out` : '',
      warning > 0 ? counted(warning, 'warning') : '',
    ];
    return parts.filter((part) => part !== '').join(', ');
  },
  writtenAs: 'Written as',
  dialect: describeDialect,
  statuses: {
    received: 'received',
    validating: 'being read',
    staged: 'waiting for its hour',
    held: 'held',
    approved: 'approved',
    processing: 'being processed',
    processed: 'processed',
    processed_with_warnings: 'processed with warnings',
    rejected: 'rejected',
    skipped: 'skipped',
    discarded: 'discarded',
    cancelled: 'cancelled',
    failed: 'failed',
    undone: 'undone',
  },
  footer: (feed, kind) =>
    `Rollcall reads the lists of employees (rosters) that an HR system delivers, checks each one as a whole and keeps the register of employees true to them${kind === 'positions' ? ', and does the same with the hierarchy of positions' : ''}. You get this mail because you are named as a technical user of the feed ${feed}: a feed is one source of such lists.`,
};
