import type { RosterFile } from '../../../store/contract.ts';
import type { FailureText } from '../../causes.ts';

type Failure = NonNullable<RosterFile['failure']>;

/** What went wrong, in a few words. */
export const failureTitles: Record<string, string> = {
  'crashed-repeatedly': 'stoppet gang på gang',
  'internal-error': 'feil i Rollcall',
  'write-set-too-large': 'for mange endringer på én gang',
  'spool-lost': 'kopien av filen er borte',
  'spool-changed': 'kopien av filen er endret',
  'file-emptied': 'kopien av filen er tom',
  'key-unknown': 'ukjent nøkkel',
  'sealed-damaged': 'skadet verdi i databasen',
  'database-failed': 'feil fra databasen',
  'database-refused': 'databasen avviser',
  'csv-unreadable': 'CSV-leseren stoppet',
};

/** Of a failure that is known by its code; what the error itself says is English, and quoted where it tells more. */
export function tellFailure(failure: Failure, file: RosterFile): FailureText {
  const known = texts[failure.code]?.(failure, file);
  return known ?? { message: quoted(failure.message), hint: `Rådet fra Rollcall, på engelsk: ${failure.hint}` };
}

const texts: Record<string, (failure: Failure, file: RosterFile) => FailureText> = {
  'crashed-repeatedly': (_, { id, crashes }) => ({
    message: `Rollcall stoppet ${crashes} ganger mens den arbeidet med denne filen, og prøver ikke lenger.`,
    hint: `Finn årsaken i loggen, og kjør deretter "rollcall retry ${id}".`,
  }),
  'internal-error': () => ({
    message: 'Rollcall støtte på en feil hos seg selv mens den arbeidet med denne filen. Registeret er uendret.',
    hint: 'Loggen har detaljene. Meld fra til dem som lager Rollcall, uten å sende med filen.',
  }),
  'write-set-too-large': ({ message }) => ({
    message: `Filen ville endre mer enn databaseklyngen tar imot i én transaksjon. ${quoted(message)}`,
    hint: 'La dem som drifter databasen, heve grensene for en transaksjon, eller send endringene i flere omganger. "rollcall doctor" viser grensene.',
  }),
  'spool-lost': ({ message }) => ({
    message: `Kopien av filen i datakatalogen til Rollcall er borte. ${quoted(message)}`,
    hint: 'Legg filen i innboksen på nytt.',
  }),
  'spool-changed': ({ message }) => ({
    message: `Kopien av filen i datakatalogen til Rollcall har et annet innhold enn før. ${quoted(message)}`,
    hint: 'Finn ut hvem andre som skriver i datakatalogen, og legg deretter filen i innboksen på nytt.',
  }),
  'file-emptied': ({ message }) => ({
    message: `Kopien av filen er tom nå. ${quoted(message)}`,
    hint: 'Sjekk disken, og om et annet program skriver til den; prøv deretter på nytt med "rollcall retry".',
  }),
  'key-unknown': ({ message }) => ({
    message: `En verdi i databasen er forseglet med en nøkkel som ikke står i ROLLCALL_KEY. ${quoted(message)}`,
    hint: 'Legg den eldre nøkkelen til i ROLLCALL_KEY, bak den nyeste og et komma.',
  }),
  'sealed-damaged': () => ({
    message: 'En forseglet verdi i databasen lar seg ikke åpne: den er endret.',
    hint: 'Hent raden tilbake fra en sikkerhetskopi.',
  }),
};

function quoted(message: string): string {
  return `Feilmeldingen, på engelsk: ${message}`;
}
