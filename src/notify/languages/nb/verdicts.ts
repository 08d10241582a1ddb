import type { PlanCounts } from '../../../domain/plan.ts';
import type { RosterKind } from '../../../domain/roster-kind.ts';
import type { RejectionCauses } from '../../causes.ts';
import type { VerdictWords } from '../verdict-words.ts';
import { failureTitles, tellFailure } from './failures.ts';
import { counted, grammar } from './grammar.ts';
import { issueCodes } from './issue-codes.ts';

/** What a file is called that lists employees or positions. */
export const fileWord: Record<RosterKind, { one: string; the: string; next: string }> = {
  employees: { one: 'ansattliste', the: 'ansattlisten', next: 'Neste ansattliste' },
  positions: { one: 'stillingsfil', the: 'stillingsfilen', next: 'Neste stillingsfil' },
};

export const verdicts: VerdictWords = {
  rejected: {
    details: (causes) => [
      ...identityParts(causes),
      ...causes.others.map(({ code, count }) =>
        count === 1 ? titleOf(code) : `${grammar.figure(count)} × ${titleOf(code)}`,
      ),
    ],
    headline: (name, causes) => {
      const identity = identityParts(causes);
      const invalid =
        identity.length === 0
          ? ''
          : `${grammar.listed(identity)} er ugyldig${causes.birthDates + causes.ssns === 1 ? '' : 'e'}${causes.someMissing ? ' eller mangler' : ''}`;
      const others = causes.others.reduce((sum, { count }) => sum + count, 0);
      const error = invalid === '' ? 'feil' : others === 1 ? 'annen feil' : 'andre feil';
      const more = others === 0 ? '' : `det ble funnet ${grammar.figure(others)} ${error}`;
      return `Rollcall avviste ${name}: ${[invalid, more].filter((part) => part !== '').join(', og ')}.`;
    },
    headlineOfWholeFile: (name, why) => `Rollcall avviste ${name}. ${why}`,
    nothingChanged: (feed, kind) =>
      `Ingenting ble endret: alle ${kind === 'positions' ? 'stillinger' : 'ansatte'} i feeden ${feed} er som før denne filen kom.`,
    oneCause: (message) => `Én årsak til mange av feilene: ${message}`,
    correct: (kind, isOnItsWay) =>
      `Rett det som står nedenfor${isOnItsWay ? '' : `, i systemet som ${fileWord[kind].the} kommer fra`}, og send hele ${fileWord[kind].the} på nytt. Rollcall henter den av seg selv så snart den kommer.`,
  },
  processed: {
    headline: (name, isWithWarnings) => `Rollcall har behandlet ${name}${isWithWarnings ? ', med advarsler' : ''}.`,
    changes: (plan, kind) => {
      const parts = plan === null ? [] : planParts(plan);
      if (parts.length > 0) return `${kind === 'positions' ? 'Stillinger' : 'Ansatte'}: ${grammar.listed(parts)}.`;
      return kind === 'positions' ? 'Ingen stilling måtte endres.' : 'Ingen måtte endres.';
    },
    noChanges: 'ingen endringer',
    parts: planParts,
    warnings: (row, warning) => [
      ...(row > 0 ? [`${grammar.figure(row)} funn i rader som ble utelatt`] : []),
      ...(warning > 0 ? [counted(warning, 'advarsel', 'advarsler')] : []),
    ],
    leftOut: (rows, kind) =>
      `${counted(rows, 'rad', 'rader')} kunne ikke brukes og ble utelatt. ${kind === 'positions' ? 'Stillingene' : 'Personene'} det gjelder, er som før: verken endret eller deaktivert.`,
    whatWasDone: 'Hva som ble gjort',
    nothingToDo: 'Ingenting. Denne e-posten er til orientering.',
    correctLeftOut: (kind) =>
      `Rett det som står nedenfor, i systemet som ${fileWord[kind].the} kommer fra. ${fileWord[kind].next} tar det med; det haster ikke å sende en.`,
    lookThrough: (kind) =>
      `Ingenting med én gang. Se gjennom listen nedenfor, og rett det som ikke er ment slik, i systemet som ${fileWord[kind].the} kommer fra.`,
  },
  failed: {
    headline: (name) => `Rollcall klarte ikke å behandle ${name}.`,
    nothingChanged: (crashes) =>
      `Ingenting ble endret. Selve filen kan være i orden: noe gikk galt i Rollcall eller i det Rollcall trenger${crashes > 1 ? `, ${grammar.figure(crashes)} ganger på rad` : ''}.`,
    whatWentWrong: 'Hva som gikk galt',
    title: (code) => failureTitles[code] ?? `feil ${code}`,
    tell: tellFailure,
    lookIntoLog: 'Se i loggen til Rollcall.',
  },
  planLabels: {
    deactivated: 'Deaktivert',
    renumbered: 'Nytt ansattnummer',
    created: 'Lagt til',
    reactivated: 'Aktivert igjen',
    updated: 'Endret',
    unchanged: 'Uendret',
  },
  rowsLeftOut: 'Utelatte rader',
  rowsToBeLeftOut: 'Rader som utelates',
};

function identityParts({ birthDates, ssns }: RejectionCauses): string[] {
  return [
    ...(birthDates > 0 ? [counted(birthDates, 'fødselsdato', 'fødselsdatoer')] : []),
    ...(ssns > 0 ? [counted(ssns, 'personnummer', 'personnumre')] : []),
  ];
}

/** "3 deaktivert", "1 lagt til" */
function planParts(plan: PlanCounts): string[] {
  const all: [number, string][] = [
    [plan.deactivated, 'deaktivert'],
    [plan.renumbered, 'fikk nytt ansattnummer'],
    [plan.created, 'lagt til'],
    [plan.reactivated, 'aktivert igjen'],
    [plan.updated, 'endret'],
  ];
  return all.filter(([count]) => count > 0).map(([count, what]) => `${grammar.figure(count)} ${what}`);
}

function titleOf(code: string): string {
  return Object.hasOwn(issueCodes, code) ? issueCodes[code as keyof typeof issueCodes].title : `feil ${code}`;
}
