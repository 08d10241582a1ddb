import type { ChangeKind } from '../../../domain/plan.ts';
import type { RefusalWords } from '../refusal-words.ts';
import { grammar } from './grammar.ts';

const kinds: Record<ChangeKind, string> = {
  created: 'lagt til',
  updated: 'endret',
  reactivated: 'aktivert igjen',
  deactivated: 'deaktivert',
  renumbered: 'fikk nytt ansattnummer',
};

export const refusals: RefusalWords = {
  detail: (count, destination) => `${grammar.people(count, 'employees')} av ${destination}`,
  headline: (destinations, count, name) =>
    `${destinations.length === 1 ? 'Mottakersystemet' : 'Mottakersystemene'} ${grammar.listed(destinations)} tok ikke imot ${grammar.people(count, 'employees')} som ${name} har endret.`,
  registerIsRight: (feed) =>
    `Ansattregisteret til feeden ${feed} er riktig; det er bare det andre systemet som mangler disse endringene. Alle andre er sendt eller på vei. Dette sa systemet om hver av dem:`,
  more: (count) => `... og ${grammar.figure(count)} til.`,
  correct:
    'Rett det meldingen peker på. Er det feil i systemet som ansattlisten kommer fra, bringer neste liste rettelsen, og Rollcall sender den av seg selv. Er det feil i systemet som ikke tok imot disse personene, så få dem sendt på nytt. Ble alle avvist, se først på adressen og hemmeligheten til mottakersystemet i konfigurasjonen.',
  see: (destination) => `For å se hvem ${destination} ikke har tatt imot, de siste 50 (--limit viser flere):`,
  sendAgain: (destination) => `For å sende alle som ${destination} ikke har tatt imot, på nytt, slik de er nå:`,
  who: (employeeNo, employeeId, kind, destination) =>
    `${employeeNo === null ? `Den ansatte med id ${employeeId}` : `Ansatt ${employeeNo}`}, ${kinds[kind]} (${destination})`,
  mended: {
    headline: (name) =>
      `Noen personer som ${name} har endret, ble ikke tatt imot av et annet system. Noen har fått dem sendt på nytt siden.`,
    nothingToDo: 'Ingenting. Denne e-posten er forsinket og til orientering.',
  },
};
