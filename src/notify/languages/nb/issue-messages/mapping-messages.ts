import type { mappingMessages as english } from '../../../../domain/issue-messages/mapping-messages.ts';
import type { MessageTable } from '../../issue-words.ts';

const losses = {
  everybodyActive: 'Alle ville bli aktive, også de som tidligere lister har gjort inaktive.',
  values: 'Registeret har verdier der, og alle ville bli tømt.',
};

export const mappingMessages: Pick<MessageTable, keyof typeof english> = {
  'date-not-in-formats': ({ field, value, formats, isSerial }) =>
    `${field}${quoted(value)} er ikke en dato skrevet ${formats.join(' eller ')}${isSerial ? ': det ser ut som serienummeret et regneark bruker for en dato; formater kolonnen som en dato skrevet slik før filen lagres som CSV' : ''}.`,
  'word-unknown': ({ field, value, known, isMore }) =>
    `${field}${quoted(value)} er ikke et ord som mapping kjenner: ${known.join(', ')}${isMore ? ' og flere' : ''}.`,
  'not-yes-or-no': ({ field, value, known }) => `${field}${quoted(value)} må være ${known.join(' eller ')}.`,
  'national-id-in-column': ({ header }) =>
    `Kolonnen${quoted(header)}, som ikke står i mapping, inneholder et fødselsnummer, og det kan bare stå i sin egen kolonne.`,
  'national-id-rest-in-column': ({ header }) =>
    `Kolonnen${quoted(header)}, som ikke står i mapping, inneholder de siste sifrene i radens eget fødselsnummer. De kan ikke stå ved siden av fødselsdatoen: verdien ble utelatt.`,
  'national-ids-kept': ({ column }) =>
    `Kolonnen "${column}", som ikke står i mapping, ville bli liggende i klartekst, og navnet sier at den inneholder fødselsnumre: la den gå til nationalId og oppgi landet (nationalIdScheme), eller la keepUnmapped være en liste med kolonner uten den.`,
  'second-header': ({ line }) =>
    `Raden på linje ${line} har navn på kolonner og ingen ansatt: filen har to overskriftsrader. Eksporter den med én.`,
  'absent-column': ({ column, targets, likely, loss }) => {
    const isMeant = likely === null ? '' : `; er det ${likely} som er ment`;
    const use = targets.length === 0 ? 'beholder' : `leser til ${targets.join(' og ')}`;
    return `Ingen post har ${column}, som mapping ${use}${isMeant}.${loss === null ? '' : ` ${losses[loss]}`}`;
  },
};

function quoted(value: string | null): string {
  return value === null ? '' : ` "${value}"`;
}
