import type { PlanCounts } from '../../../domain/plan.ts';
import type { RosterKind } from '../../../domain/roster-kind.ts';
import type { HoldWords } from '../hold-words.ts';
import { tellDiagnosis } from './diagnoses.ts';
import { file } from './file.ts';
import { grammar } from './grammar.ts';
import { tellReason } from './hold-reasons.ts';
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
  endDates: {
    discard: 'Hvis det er feil, legg det til side, og få datoene rettet i HR-systemet:',
    whereToRun:
      'Kjør kommandoen der Rollcall er installert. Til da deaktiveres ingen på grunn av disse datoene. I morgen ser Rollcall på nytt etter hvem som har nådd sluttdatoen sin.',
  },
  ended: {
    headline: (name, status, supersededBy) => {
      const by = supersededBy === null ? '' : `, fordi fil ${supersededBy} har tatt plassen dens`;
      return `Rollcall holdt tilbake ${name}. Det er over nå: filen er ${file.statuses[status]}${by}.`;
    },
    why: 'Den ble holdt tilbake fordi det den ville gjøre, er uvanlig:',
    nothingToDo: 'Ingenting. Denne e-posten er forsinket og til orientering.',
  },
  phrases: {
    'too-many-deactivated': wouldLeave,
    'window-full': wouldLeave,
    'unreadable-keys': () => 'ansattnumre som ikke kan leses',
    'roster-empty': (plan, kind) =>
      `ingen ${kind === 'positions' ? 'stillinger' : 'ansatte'} i den, ${wouldLeave(plan, kind)}`,
    'company-missing': (plan, kind) => `et helt selskap mangler, ${wouldLeave(plan, kind)}`,
    'too-many-updated': (plan, kind) => `${grammar.people(plan.updated, kind)} ville bli endret`,
    'too-many-created': (plan, kind) => `${grammar.people(plan.created, kind)} ville bli lagt til`,
    'too-many-renumbered': (plan, kind) => `${grammar.people(plan.renumbered, kind)} under nytt ansattnummer`,
    'too-many-quarantined': (plan) => `${grammar.rows(plan.quarantined)} kan ikke brukes`,
    'older-than-last': () => 'eldre enn den forrige',
    resent: () => 'en tidligere liste på nytt',
    'repeats-undone': () => 'gjentar det som ble angret',
  },
  diagnosisPhrases: {
    'old-roster-resent': 'en gammel liste',
    'leading-zeros-lost': 'innledende nuller er borte',
    'leading-zeros-added': 'innledende nuller er lagt til',
    'prefix-added': 'numrene har fått et prefiks',
    'prefix-removed': 'numrene mangler prefikset sitt',
    'suffix-added': 'numrene har fått en endelse',
    'suffix-removed': 'numrene mangler endelsen sin',
    'letter-case-changed': 'store og små bokstaver er endret',
    'separators-removed': 'numrene mangler tegnene sine',
    'company-changed': 'nye selskaps-id-er',
    'new-numbers': 'nye ansattnumre',
    'other-company': 'filen til et annet selskap',
    'file-cut': 'filen er kuttet av',
    'company-missing': 'et selskap er utelatt',
    'looks-partial': 'ser ut som en del av listen',
    'nobody-known': 'en liste over andre',
    'new-company': 'et selskap som er nytt',
    'field-emptied': 'en kolonne er tømt',
    'field-changed': 'en kolonne er endret',
  },
  reason: tellReason,
  diagnosis: tellDiagnosis,
};

function wouldLeave(plan: PlanCounts, kind: RosterKind): string {
  return `${grammar.people(plan.deactivated, kind)} ville bli deaktivert`;
}
