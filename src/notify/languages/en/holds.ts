import type { PlanCounts } from '../../../domain/plan.ts';
import type { RosterKind } from '../../../domain/roster-kind.ts';
import type { HoldWords } from '../hold-words.ts';
import { file } from './file.ts';
import { grammar } from './grammar.ts';
import { fileWord } from './verdicts.ts';

export const holds: HoldWords = {
  headline: (name, cause) => `Rollcall is holding ${name}: ${cause}`,
  nothingChanged: 'Nothing has been changed so far. The file waits for your decision.',
  whatItWouldDo: 'What it would do',
  whyHeld: 'Why it is held',
  seeChanges: (kind) =>
    `To see ${kind === 'positions' ? 'everything' : 'everybody'} it would change, in a file for Excel:`,
  approve: 'If it is right, apply it:',
  discard: (kind) => `If it is wrong, put it aside, and have a correct ${fileWord[kind]} sent:`,
  whereToRun: (kind) =>
    `Run the command where Rollcall is installed. Until then this file waits; a newer ${fileWord[kind]} that is fine takes its place.`,
  endDates: {
    discard: 'If it is wrong, put it aside, and have the dates corrected in the HR system:',
    whereToRun:
      'Run the command where Rollcall is installed. Until then nobody is deactivated by these dates. Tomorrow Rollcall looks again whose end date has come.',
  },
  ended: {
    headline: (name, status, supersededBy) => {
      const by = supersededBy === null ? '' : `, because file ${supersededBy} has taken its place`;
      return `Rollcall was holding ${name}. The hold has ended since: the file is ${file.statuses[status]}${by}.`;
    },
    why: 'It was held because what it would do is unusual:',
    nothingToDo: 'Nothing. This mail is late and for your information.',
  },
  phrases: {
    'too-many-deactivated': wouldLeave,
    'window-full': wouldLeave,
    'unreadable-keys': () => "employee numbers that can't be read",
    'roster-empty': (plan, kind) => `no ${kind} in it, ${wouldLeave(plan, kind)}`,
    'company-missing': (plan, kind) => `a whole company is missing, ${wouldLeave(plan, kind)}`,
    'too-many-updated': (plan, kind) => `${grammar.people(plan.updated, kind)} would be changed`,
    'too-many-created': (plan, kind) => `${grammar.people(plan.created, kind)} would be added`,
    'too-many-renumbered': (plan, kind) => `${grammar.people(plan.renumbered, kind)} under a new employee number`,
    'too-many-quarantined': (plan) => `${grammar.rows(plan.quarantined)} can't be used`,
    'older-than-last': () => 'older than the last roster',
    resent: () => 'an earlier roster again',
    'repeats-undone': () => 'repeats what was undone',
  },
  diagnosisPhrases: {
    'old-roster-resent': 'an old roster',
    'leading-zeros-lost': 'leading zeros lost',
    'leading-zeros-added': 'leading zeros added',
    'prefix-added': 'numbers with a new prefix',
    'prefix-removed': 'numbers without their prefix',
    'suffix-added': 'numbers with a new ending',
    'suffix-removed': 'numbers without their ending',
    'letter-case-changed': 'capital and small letters changed',
    'separators-removed': 'numbers without their signs',
    'company-changed': 'new company ids',
    'new-numbers': 'new employee numbers',
    'other-company': "another company's file",
    'file-cut': 'file cut short',
    'company-missing': 'a company left out',
    'looks-partial': 'looks partial',
    'nobody-known': 'a roster of others',
    'new-company': 'a company that is new',
    'field-emptied': 'a column was emptied',
    'field-changed': 'a column has changed',
  },
  reason: ({ message, hint }) => ({ message, hint }),
  diagnosis: ({ message }) => message,
};

function wouldLeave(plan: PlanCounts, kind: RosterKind): string {
  return `${grammar.people(plan.deactivated, kind)} would be deactivated`;
}
