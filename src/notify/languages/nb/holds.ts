import type { PlanCounts } from '../../../domain/plan.ts';
import type { RosterKind } from '../../../domain/roster-kind.ts';
import type { HoldWords } from '../hold-words.ts';
import { file } from './file.ts';
import { counted, grammar } from './grammar.ts';
import { fileWord } from './verdicts.ts';

export const holds: HoldWords = {
  headline: (name, cause) => `Rollcall holder tilbake ${name}: ${cause}`,
  nothingChanged: 'Ingenting er endret så langt. Filen venter på avgjørelsen din.',
  whatItWouldDo: 'Hva den ville gjøre',
  whyHeld: 'Hvorfor den holdes tilbake',
  seeChanges: (kind) => `For å se ${kind === 'positions' ? 'alt' : 'alle'} den ville endre, i en fil for Excel:`,
  approve: 'Hvis den er riktig, ta den i bruk:',
  discard: (kind) => `Hvis den er feil, legg den til side, og få sendt en riktig ${fileWord[kind].one}:`,
  whereToRun: (kind) =>
    `Kjør kommandoen der Rollcall er installert. Filen venter så lenge; en nyere ${fileWord[kind].one} som er i orden, tar plassen dens.`,
  ended: {
    headline: (name, status, supersededBy) => {
      const by = supersededBy === null ? '' : `, fordi fil ${supersededBy} har tatt plassen dens`;
      return `Rollcall holdt tilbake ${name}. Det er over nå: filen er ${file.statuses[status]}${by}.`;
    },
    why: 'Den ble holdt tilbake fordi det den ville gjøre, er uvanlig:',
    nothingToDo: 'Ingenting. Denne e-posten er forsinket og til orientering.',
  },
  phrase: ({ code }, plan, kind) => phrases[code]?.(plan, kind) ?? code,
  diagnosisPhrase: ({ code }) => diagnosisPhrases[code] ?? code,
  reason: ({ message, hint }) => ({ message, hint }),
  diagnosis: ({ message }) => ({ message, hint: '' }),
};

type Phrase = (plan: PlanCounts, kind: RosterKind) => string;

const wouldLeave: Phrase = (plan, kind) => `${grammar.people(plan.deactivated, kind)} ville bli deaktivert`;

const phrases: Record<string, Phrase> = {
  'too-many-deactivated': wouldLeave,
  'window-full': wouldLeave,
  'unreadable-keys': () => 'ansattnumre som ikke kan leses',
  'roster-empty': (plan, kind) =>
    `ingen ${kind === 'positions' ? 'stillinger' : 'ansatte'} i den, ${wouldLeave(plan, kind)}`,
  'company-missing': (plan, kind) => `et helt selskap mangler, ${wouldLeave(plan, kind)}`,
  'too-many-updated': (plan, kind) => `${grammar.people(plan.updated, kind)} ville bli endret`,
  'too-many-created': (plan, kind) => `${grammar.people(plan.created, kind)} ville bli lagt til`,
  'too-many-renumbered': (plan, kind) => `${grammar.people(plan.renumbered, kind)} under nytt ansattnummer`,
  'too-many-quarantined': (plan) => `${counted(plan.quarantined, 'rad', 'rader')} kan ikke brukes`,
  'older-than-last': () => 'eldre enn den forrige',
  resent: () => 'en tidligere liste på nytt',
  'repeats-undone': () => 'gjentar det som ble angret',
};

const diagnosisPhrases: Record<string, string> = {
  'leading-zeros-lost': 'innledende nuller er borte',
  'prefix-added': 'numrene har fått et prefiks',
  'prefix-removed': 'numrene mangler et prefiks',
  'file-cut': 'filen er avkuttet',
  'company-missing': 'et selskap mangler',
  'new-numbers': 'nye ansattnumre',
  'old-roster-resent': 'en gammel liste på nytt',
  'looks-partial': 'ser ut som en del',
};
