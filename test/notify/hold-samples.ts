import type { Diagnosis } from '../../src/domain/diagnosis.ts';
import type { HoldReason } from '../../src/domain/guard.ts';

/** One of each code, with the facts that guard and judge-order write. */
const reasonFacts: Record<string, NonNullable<HoldReason['facts']>[]> = {
  'too-many-deactivated': [
    { deactivated: 31, ending: 0, active: 200 },
    { deactivated: 31, ending: 2, active: 200, company: '7' },
    { deactivated: 31, ending: 0, active: 200, endDates: 1 },
  ],
  'too-many-updated': [{ count: 150, of: 200, limit: 75 }],
  'too-many-renumbered': [
    { count: 150, of: 200, limit: 10 },
    { zerosLost: 3, active: 200 },
    { takenOver: 3, active: 200 },
  ],
  'too-many-created': [{ count: 150, of: 200, limit: 50 }],
  'too-many-quarantined': [{ count: 50, of: 200, limit: 10 }],
  'company-missing': [{ company: '7', active: 40 }],
  'roster-empty': [{ deactivated: 200 }],
  'window-full': [
    { now: 5, deactivated: 40, active: 200, days: 7, limit: 20 },
    { now: 5, deactivated: 40, active: 200, days: 1, limit: 15 },
  ],
  'older-than-last': [
    { newerFile: 11 },
    { by: 'name', date: '3 May 2025', thanDate: '2 June 2025, 05:12 UTC', lastFile: 11, lastName: 'b.csv' },
  ],
  resent: [{ day: '2025-11-03', earlierFile: 3, earlierName: 'c.csv', others: 4 }],
  'repeats-undone': [
    { people: 2 },
    { day: '2025-11-03', fileId: 3, name: 'c.csv', by: 'kari@hr', undoneOn: '2025-11-04' },
    { day: '2025-11-03', fileId: 3, name: 'c.csv', by: '', undoneOn: '' },
  ],
  'unreadable-keys': [{ rows: 2, deactivated: 5 }],
};

export const holdReasons: HoldReason[] = Object.entries(reasonFacts).flatMap(([code, all]) =>
  all.map((facts) => ({ code, message: 'That is what it is with this file.', hint: 'That is what to do.', facts })),
);

const share = { count: 412, of: 430, exact: 1 };
const diagnosisFacts: Record<Diagnosis['code'], Diagnosis['facts'][]> = {
  'old-roster-resent': [
    { ...share, day: '2025-11-03' },
    { ...share, newerFile: 11 },
    { ...share, by: 'manifest', date: '3 May 2025', thanDate: '2 June 2025' },
  ],
  'leading-zeros-lost': [
    { ...share, in: 'number', digits: '6' },
    { ...share, in: 'both' },
  ],
  'leading-zeros-added': [share],
  'prefix-added': [{ ...share, affix: 'E-' }],
  'prefix-removed': [{ ...share, affix: 'E-' }],
  'suffix-added': [{ ...share, affix: '.0' }],
  'suffix-removed': [{ ...share, affix: '.0' }],
  'letter-case-changed': [{ ...share, to: 'upper' }],
  'separators-removed': [share],
  'company-changed': [{ ...share, from: '7', to: '8' }],
  'new-numbers': [
    { ...share, by: 'nationalId' },
    { ...share, exact: 0, by: 'nameAndBirthDate' },
  ],
  'other-company': [{ ...share, companies: '7', companyCount: 1, strangeCompanies: '8, 9', strangeCount: 2 }],
  'file-cut': [
    { ...share, company: '7', employeeNo: '100013', order: 'number' },
    { ...share, exact: 0, employeeNo: '100013', order: 'register' },
  ],
  'company-missing': [{ count: 430, of: 430, exact: 1, companies: '7, 8, 9', companyCount: 5 }],
  'looks-partial': [
    { count: 12, of: 12, exact: 1, change: 'new' },
    { count: 1, of: 1, exact: 1, change: 'changed' },
  ],
  'nobody-known': [share],
  'new-company': [{ ...share, companies: '7', companyCount: 1 }],
  'field-emptied': [{ ...share, field: 'email' }],
  'field-changed': [{ ...share, field: 'email' }],
};

export const diagnoses: Diagnosis[] = Object.entries(diagnosisFacts).flatMap(([code, all]) =>
  all.map((facts) => ({
    ...{ code: code as Diagnosis['code'], count: 412, of: 430, facts },
    message: 'That is what this comes from.',
  })),
);
