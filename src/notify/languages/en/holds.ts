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
  ended: {
    headline: (name, status, supersededBy) => {
      const by = supersededBy === null ? '' : `, because file ${supersededBy} has taken its place`;
      return `Rollcall was holding ${name}. The hold has ended since: the file is ${file.statuses[status]}${by}.`;
    },
    why: 'It was held because what it would do is unusual:',
    nothingToDo: 'Nothing. This mail is late and for your information.',
  },
  phrase: ({ code }, plan, kind) => phrases[code]?.(plan, kind) ?? code.replaceAll('-', ' '),
  diagnosisPhrase: ({ code }) => diagnosisPhrases[code] ?? code.replaceAll('-', ' '),
  reason: ({ message, hint }) => ({ message, hint }),
  diagnosis: ({ message }) => ({ message, hint: '' }),
};

type Phrase = (plan: PlanCounts, kind: RosterKind) => string;

const wouldLeave: Phrase = (plan, kind) => `${grammar.people(plan.deactivated, kind)} would be deactivated`;

const phrases: Record<string, Phrase> = {
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
};

const diagnosisPhrases: Record<string, string> = {
  'leading-zeros-lost': 'leading zeros lost',
  'prefix-added': 'a prefix added to the numbers',
  'prefix-removed': 'a prefix missing from the numbers',
  'file-cut': 'file cut short',
  'company-missing': 'a company is missing',
  'new-numbers': 'new employee numbers',
  'old-roster-resent': 'an old roster again',
  'looks-partial': 'looks partial',
};
