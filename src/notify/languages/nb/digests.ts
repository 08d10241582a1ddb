import type { RepeatedEvent } from '../../contract.ts';
import type { DigestWords } from '../digest-words.ts';
import { file } from './file.ts';
import { counted, grammar } from './grammar.ts';
import { fileWord } from './verdicts.ts';

export const digests: DigestWords = {
  files: moreFiles,
  headline: (event, feed, count, since, why) =>
    `${moreFiles(count)} i feeden ${feed} ${done[event]} siden ${grammar.moment(since)}, av samme grunn som før${why === '' ? '.' : `: ${why}`}`,
  nothingChanged: 'Ingen av disse filene har endret noe.',
  firstMail: (id, name) =>
    `Du har fått en e-post med alle detaljene, om ${name} (fil ${id}). De er de samme for disse filene.`,
  theFiles: 'Filene',
  fileNote: (id, receivedAt) => `Fil ${id}, mottatt ${grammar.moment(receivedAt)}`,
  olderFiles: (count) => `Og ${counted(count, 'fil', 'filer')} før ${count === 1 ? 'den' : 'dem'}.`,
  decide: (id, name) =>
    `Ta stilling til den nyeste filen, ${name} (fil ${id}). Den har tatt plassen til dem før den, så en kommando fra en tidligere e-post gjør ingenting lenger.`,
  decided: (id, name, status) =>
    `Ingenting. Den nyeste filen, ${name} (fil ${id}), er ${file.statuses[status]} nå. Denne e-posten er til orientering.`,
  correct: (kind) =>
    `Rett det som står i den første e-posten, og send hele ${fileWord[kind].the} på nytt. Blir samme fil sendt om og om igjen, så få det stoppet.`,
  lookAt: (id) => `For å se alt om den nyeste filen (fil ${id}):`,
  worksAgain: (name, at) => `Siden da er en liste i denne feeden behandlet: ${name}, ${grammar.moment(at)}.`,
  nothingToDo: 'Ingenting, hvis den listen er riktig. Denne e-posten er til orientering.',
  goesOn:
    'Fortsetter det slik, kommer de neste filene samlet i én e-post som denne. Alt annet som går galt, får du e-post om med én gang.',
};

const done: Record<RepeatedEvent, string> = {
  rejected: 'er avvist',
  held: 'er holdt tilbake',
  failed: 'har ikke latt seg behandle',
};

function moreFiles(count: number): string {
  return counted(count, 'fil til', 'filer til');
}
