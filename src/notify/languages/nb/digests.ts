import type { RepeatedEvent } from '../../contract.ts';
import type { DigestWords } from '../digest-words.ts';
import { counted, grammar } from './grammar.ts';
import { fileWord } from './verdicts.ts';

const done: Record<RepeatedEvent, string> = {
  rejected: 'ble avvist',
  held: 'ble holdt tilbake',
  failed: 'kunne ikke behandles',
};

export const digests: DigestWords = {
  details: (event, count) => `${moreFiles(count)} ${done[event]} på samme måte`,
  headline: (event, feed, count, since) =>
    `${moreFiles(count)} i feeden ${feed} ${done[event]} siden ${grammar.moment(since)}, av samme grunn som før.`,
  sameAsBefore: (event, { id, name, at }, what) =>
    `Den første var ${name} (fil ${id}, ${grammar.moment(at)}), og den fikk du en e-post om. Ingenting nytt er kommet til: ${event === 'held' ? 'grunnene og tallene er' : 'det som er galt, er'} det samme${what === '' ? '' : ` (${what})`}.`,
  nothingChanged: 'Ingen av disse filene har endret noe.',
  theFiles: 'Filene siden da',
  fileNote: (id, at) => `Fil ${id}, mottatt ${grammar.moment(at)}`,
  moreFiles: (count) => `Og ${moreFiles(count)}.`,
  decide: (id, name) =>
    `Ta stilling til den nyeste, ${name} (fil ${id}). Den har tatt plassen til dem før den: en kommando for en eldre fil gjør ingenting.`,
  olderHolds: 'Den første e-posten har detaljene.',
  correct: (kind) =>
    `Rett det som står i den første e-posten, og send hele ${fileWord[kind].the} på nytt. Det som sender disse filene, fortsetter imens: få det stoppet hvis det ikke er til nytte.`,
  lookAt: (id) => `For å se hva som er galt med den nyeste (fil ${id}):`,
  worksAgain: (name, at) => `Siden da er en liste i denne feeden behandlet: ${name}, ${grammar.moment(at)}.`,
  nothingToDo: 'Ingenting, hvis det var den som skulle komme. Denne e-posten er til orientering.',
  nextMail:
    'Så lenge det fortsetter slik, får du én slik e-post om alle. Alt som er nytt, får du e-post om med én gang.',
};

function moreFiles(count: number): string {
  return counted(count, 'fil til', 'filer til');
}
