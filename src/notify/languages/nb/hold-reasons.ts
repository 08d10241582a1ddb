import type { HoldReason } from '../../../domain/guard.ts';
import type { RosterKind } from '../../../domain/roster-kind.ts';
import type { HoldCode } from '../hold-words.ts';
import { tellDates } from './english-dates.ts';
import { grammar } from './grammar.ts';
import { fileWord } from './verdicts.ts';

type Facts = NonNullable<HoldReason['facts']>;
type Told = { message: string; hint: string };

/** By its facts; one that was written before there were any is told as it is stored, in English. */
export function tellReason({ code, message, hint, facts }: HoldReason, kind: RosterKind): Told {
  if (facts === undefined || !Object.hasOwn(reasons, code)) return { message, hint };
  return reasons[code as HoldCode](facts, kind);
}

const reasons: Record<HoldCode, (facts: Facts, kind: RosterKind) => Told> = {
  'roster-empty': ({ deactivated }, kind) => ({
    message: `Filen har ingen ${kind === 'positions' ? 'stillinger' : 'ansatte'}; ${people(deactivated, kind)} ville bli deaktivert.`,
    hint: 'Spør dem som kjører eksporten, om den ble avbrutt. Forkast denne filen, og send en fullstendig.',
  }),
  'unreadable-keys': ({ rows, deactivated }, kind) => ({
    message: `I ${grammar.rows(Number(rows))} kan ikke ansattnummeret leses, så hvem som helst av de ${people(deactivated, kind)} som ville bli deaktivert, kan være ment.`,
    hint: 'Rett ansattnumrene i kildesystemet, og send listen på nytt.',
  }),
  'repeats-undone': ({ people: count, day, fileId, name, by, undoneOn }, kind) =>
    count === undefined
      ? {
          message: `Dette er ${fileWord[kind].the} fra ${grammar.day(String(day))} på nytt (fil ${fileId}, ${name}), som ble angret${undoneOn === '' ? '' : ` av ${by} ${grammar.day(String(undoneOn))}`}.`,
          hint: `Forkast den hvis angringen fortsatt gjelder. Godkjenn den hvis ${kind === 'positions' ? 'stillingene' : 'alle'} virkelig er slik som i den filen.`,
        }
      : repeatedDeactivations(count),
  'too-many-deactivated': ({ deactivated, ending, active, company, endDates }, kind) => {
    const scope = company === undefined ? 'feeden' : `selskap ${company}`;
    const byDate = Number(ending) === 0 ? '' : `, ${figure(ending)} av dem på grunn av en ny sluttdato`;
    return {
      message: `${people(deactivated, kind)} av de ${figure(active)} aktive i ${scope} ville bli deaktivert${byDate} (${share(deactivated, active)}).`,
      hint:
        endDates === undefined
          ? `Sjekk at ${fileWord[kind].the} er fullstendig. Godkjenn filen bare hvis ${ifGone[kind]}.`
          : `Sjekk sluttdatoene i HR-systemet. Godkjenn bare hvis ${ifGone[kind]}.`,
    };
  },
  'company-missing': ({ company, active }, kind) => ({
    message: `Selskap ${company} er ikke i denne filen; alle ${people(active, kind)} der ville bli deaktivert.`,
    hint: 'Sjekk om eksporten utelot selskapet. Godkjenn bare hvis selskapet virkelig er borte.',
  }),
  'window-full': ({ now, deactivated, active, days, limit }, kind) => ({
    message: `Med ${people(now, kind)} i denne filen ville ${figure(deactivated)} av ${figure(active)} aktive være deaktivert på ${Number(days) === 1 ? '24 timer' : `${figure(days)} døgn`} (${share(deactivated, active)}; grensen er ${grammar.percent(Number(limit))}).`,
    hint: `Se på hva de siste filene har deaktivert, også. Godkjenn denne bare hvis ${ifGone[kind]}.`,
  }),
  'too-many-updated': (facts, kind) =>
    ofAll(facts, (count, of) => `${people(count, kind)} av ${figure(of)} ville bli endret`),
  'too-many-renumbered': (facts, kind) => {
    if (facts.takenOver !== undefined) return takenOver(facts, kind);
    if (facts.zerosLost !== undefined) return zerosLost(facts, kind);
    return ofAll(facts, (count, of) => `${people(count, kind)} av ${figure(of)} står under et nytt ansattnummer`);
  },
  'too-many-created': (facts, kind) =>
    ofAll(facts, (count, of) => `${people(count, kind)} ville bli lagt til de ${figure(of)} aktive`),
  'too-many-quarantined': (facts) =>
    ofAll(facts, (count, of) => `${grammar.rows(Number(count))} av ${figure(of)} kan ikke brukes`),
  resent: ({ day, earlierFile, earlierName, others }, kind) => ({
    message: `Dette er ${fileWord[kind].the} fra ${grammar.day(String(day))} på nytt (fil ${earlierFile}, ${earlierName}), og ${Number(others) === 1 ? 'en annen' : `${figure(others)} andre`} er behandlet siden.`,
    hint: `Forkast den hvis en gammel fil ble sendt ved en feil. Godkjenn den hvis ${kind === 'positions' ? 'stillingene' : 'alle'} virkelig er slik som i den filen igjen.`,
  }),
  'older-than-last': ({ newerFile, by, date, thanDate, lastFile, lastName }, kind) => ({
    message:
      newerFile === undefined
        ? `Etter ${by === 'manifest' ? 'manifestet' : 'navnet'} er denne filen eldre enn den forrige: den er fra ${tellDates(String(date))}, og fil ${lastFile}, ${lastName}, er fra ${tellDates(String(thanDate))}.`
        : `En ${fileWord[kind].one} som kom etter denne (fil ${newerFile}), er tatt i bruk; denne ville ta tilbake endringene dens.`,
    hint: 'Forkast denne filen, hvis du ikke vil tilbake til den.',
  }),
};

function repeatedDeactivations(count: Figure): Told {
  return {
    message: `${people(count, 'employees')} ville bli deaktivert igjen, selv om noen har angret nettopp det.`,
    hint: 'Forkast filen hvis angringen fortsatt gjelder, og få kildesystemet rettet. Godkjenn den hvis de virkelig har sluttet.',
  };
}

function takenOver({ takenOver: count, active }: Facts, kind: RosterKind): Told {
  return {
    message: `Under ansattnumrene til ${people(count, kind)} av ${figure(active)} har filen noen andre, med et annet fødselsnummer og en annen fødselsdato.`,
    hint: 'Sjekk om numrene er delt ut på nytt eller står ved siden av feil personer: forkast filen i så fall. Godkjenn den bare hvis numrene virkelig tilhører andre fra nå av.',
  };
}

function zerosLost({ zerosLost: count, active }: Facts, kind: RosterKind): Told {
  return {
    message: `${people(count, kind)} av ${figure(active)} står under et ansattnummer som har mistet nullene det begynner med.`,
    hint: 'Et regneark kan ha fjernet nullene: forkast filen, og få kolonnen eksportert som tekst. Godkjenn den bare hvis numrene virkelig skal skrives slik fra nå av.',
  };
}

function ofAll({ count = 0, of = 0, limit = 0 }: Facts, tell: (count: Figure, of: Figure) => string): Told {
  return {
    message: `${tell(count, of)} (${share(count, of)}; grensen er ${grammar.percent(Number(limit))}).`,
    hint: 'Se på endringene med "rollcall file ID". Godkjenn filen hvis de er ment slik; ellers forkast den.',
  };
}

const ifGone: Record<RosterKind, string> = {
  employees: 'alle disse personene virkelig har sluttet',
  positions: 'alle disse stillingene virkelig er borte',
};

type Figure = string | number | undefined;

function figure(value: Figure): string {
  return grammar.figure(Number(value));
}

function people(count: Figure, kind: RosterKind): string {
  return grammar.people(Number(count), kind);
}

function share(count: Figure, of: Figure): string {
  return grammar.percent(Number(of) === 0 ? 100 : (Number(count) / Number(of)) * 100);
}
