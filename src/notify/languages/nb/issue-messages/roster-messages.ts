import type { rosterMessages as english } from '../../../../domain/issue-messages/roster-messages.ts';
import type { MessageValues } from '../../../../domain/told.ts';
import type { MessageTable } from '../../issue-words.ts';
import { grammar } from '../grammar.ts';

const { figure } = grammar;

export const rosterMessages: Pick<MessageTable, keyof typeof english> = {
  'rows-identical': () => 'Nøyaktig samme rad står flere ganger i filen. Den teller én gang.',
  'no-employees': () => 'Filen har ingen ansatte: det er ingen rad bak overskriftsraden, om den har noen.',
  'file-empty': ({ isPacked }) =>
    `Filen er tom: ${isPacked ? 'det er ikke pakket noe i den' : 'den har ikke en eneste byte'}.`,
  'format-unknown': () => 'Filen er verken CSV, XML eller JSON, så langt navnet og de første bytene forteller.',
  'column-pattern': ({ field, letters, pattern, count, rows, expected }) => {
    const column = letters === null ? '' : ` (kolonne ${letters})`;
    const written = pattern === null ? 'serienumrene et regneark bruker for datoer' : pattern;
    return `Hele kolonnen ${field}${column} er skrevet som ${written}: ${figure(count)} av ${figure(rows)} rader. Det ventes ${expected.replaceAll(' or ', ' eller ')}.`;
  },

  'employee-number-repeated': ({ places, more, areRecords }) =>
    `Dette ansattnummeret står i filen med ulike opplysninger, ${areRecords ? `i postene ${listed(places, more)} (den første er 1)` : `på linjene ${listed(places, more)}`}. Ingen av disse radene brukes.`,
  'national-id-shared': ({ count, names, more }) =>
    `Ett fødselsnummer står under ${count} ansattnumre i selskapet: ${listed(names.map(named), more)}.`,
  'keys-differ-by-case': ({ names, more }) =>
    `Ansattnumre som bare skiller seg ved store og små bokstaver, er forskjellige personer: ${listed(names.map(named), more)}.`,
  'email-shared': (rows) =>
    rows.isUnclear
      ? `Samme e-postadresse står ${rowsOf(rows)}, i en av dem uten et eget nummer, så det går ikke å si hvem som er hvem. Ingen av disse radene brukes.`
      : `Samme e-postadresse står under flere ansattnumre, ${rowsOf(rows)}.`,
  'user-shared': (rows) =>
    `Samme bruker står hos flere ansatte, ${rowsOf(rows)}; en bruker hører til én. Ingen av disse radene brukes.`,
  'username-kept': () =>
    'Brukeren har et annet brukernavn i registeret, og det blir stående: et brukernavn endres aldri.',
  'user-linked': ({ employeeNo, companyId, isActive }) => {
    const owner = `ansattnummer ${employeeNo}${companyId === null ? '' : ` i selskap ${companyId}`}`;
    return isActive
      ? `Brukeren til denne ansatte er koblet til en annen ansatt i registeret (${owner}).`
      : `Brukeren til denne ansatte er fortsatt koblet til en annen ansatt, som har sluttet (${owner}): å slutte avslutter ikke koblingen.`;
  },
  'approver-unknown': (approver) =>
    `${approverOf(approver)} er ingen aktiv ansatt, verken i denne filen eller i registeret.`,
  'approver-not-looked-up': (approver) =>
    `${approverOf(approver)} er ikke i denne filen. Om registeret har dem som aktive, blir først klart når filen planlegges.`,
  'approver-leaving': (approver) =>
    `${approverOf(approver)} er aktiv i registeret, men ikke i denne filen: den som mangler, blir deaktivert og godkjenner ingenting lenger.`,
  'approver-renamed': (approver) =>
    `${approverOf(approver)} er kjent i registeret med en e-postadresse som denne filen endrer: ingen har den lenger.`,
  'role-unknown': ({ index, known }) =>
    `user.roles[${index}] er ikke en av rollene til feeden (${known}): en rolle er ikke gyldig.`,

  'manifest-rows': ({ said, read }) => `Manifestet sier ${figure(said)} rader, men ${figure(read)} ble lest.`,
  'manifest-sha256': ({ said, is }) => `Manifestet sier SHA-256 ${said}, men filen slik den kom, har ${is}.`,
  'manifest-missing': () =>
    'Listene i denne feeden kommer med et manifest, men det er ikke noe ved siden av denne filen.',
};

function named({ name, line }: MessageValues<'keys-differ-by-case'>['names'][number]): string {
  return line === null ? name : `${name} (linje ${line})`;
}

function listed(items: readonly (string | number)[], more: number): string {
  return more > 0 ? `${items.join(', ')} og ${more} til` : items.join(', ');
}

function rowsOf({ names, areLines, more }: MessageValues<'user-shared'>): string {
  return `${areLines ? 'på linjene' : 'i radene til'} ${listed(names, more)}`;
}

function approverOf({ email, more }: MessageValues<'approver-unknown'>): string {
  return more === 0 ? `Godkjenneren ${email}` : `Godkjenneren ${email} og ${more} til`;
}
