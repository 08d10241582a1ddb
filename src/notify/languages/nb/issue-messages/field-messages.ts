import type { fieldMessages as english, SsnReason } from '../../../../domain/issue-messages/field-messages.ts';
import type { MessageTable } from '../../issue-words.ts';
import { nationalIdReason } from './national-id-reason.ts';

const asText = 'formater kolonnen som tekst før filen lagres som CSV';

const spreadsheetErrors = {
  formula: 'en formel i regnearket ga denne feilen, og verdien er tapt; rett den der',
  'too-narrow': 'kolonnen var for smal til å vise verdien, som er tapt; gjør kolonnen bredere',
};

const ssnReasons: Record<SsnReason, string> = {
  'not-five-digits': 'det må være nøyaktig fem sifre',
  'zeros-lost': `det må være nøyaktig fem sifre, og et regneark ser ut til å ha fjernet innledende nuller; ${asText}`,
  'check-digit': 'kontrollsifrene passer ikke til fødselsdatoen',
  'check-digit-2032': 'kontrollsifrene er feil; de ville bare være riktige for et nummer som tildeles fra 2032 av',
  century: 'de tre første sifrene hører ikke til århundret for fødselsdatoen',
  synthetic:
    'kontrollsifrene passer ikke til fødselsdatoen, unntatt som et syntetisk testnummer, og det tillater ikke denne feeden',
};

export const fieldMessages: Pick<MessageTable, keyof typeof english> = {
  'field-missing': ({ field }) => `${field} mangler, men er påkrevd.`,
  'fields-missing-both': ({ field, other }) => `${field} og ${other} mangler begge; en av dem er påkrevd.`,
  'disability-date-missing': () => 'disabilityFromDate mangler; den er påkrevd når disabilityGrade er over 0.',

  'spreadsheet-error': ({ field, value, cause }) =>
    `${field} er "${value}": ${spreadsheetErrors[cause]}, og eksporter på nytt.`,
  'ssn-spreadsheet-error': ({ field, value, cause }) =>
    `${field} ***** er ugyldig: det står "${value}": ${spreadsheetErrors[cause]}.`,
  'ssn-invalid': ({ field, reason }) => `${field} ***** er ugyldig: ${ssnReasons[reason]}.`,
  'national-id-invalid': ({ field, reason }) => `${field} ***** er ugyldig: ${nationalIdReason(reason)}.`,
  'national-id-as-key': ({ field, own, vacant = false }) => {
    const what = own ? 'er personens eget fødselsnummer' : 'ser ut som et fødselsnummer';
    return `${field} ${what}, og det kan ikke brukes som nøkkel.${vacant ? countsAsVacant : ''}`;
  },
  'national-id-in-text': ({ field }) =>
    `${field} inneholder et fødselsnummer, og det kan bare stå i sine egne kolonner.`,

  'company-unknown': ({ field, value, known, isOrganisation }) =>
    `${field}${quoted(value)} er ikke et av selskapene til feeden (${known})${isOrganisation ? ': dette ser ut som et organisasjonsnummer' : ''}.`,
  'boolean-spelling': ({ field, value, read }) =>
    `${field}${quoted(value)} ble lest som ${read}; det skal skrives ${read}.`,
  'boolean-invalid': ({ field, value }) => `${field}${quoted(value)} må være true eller false.`,
  'postal-code-short': ({ field, value }) =>
    `${field}${quoted(value)} har tre sifre; et norsk postnummer har fire: et regneark kan ha fjernet den første nullen. I så fall: ${asText}.`,
  'scientific-notation': ({ field, vacant = false }) =>
    `${field} ble gjort om til vitenskapelig notasjon av et regneark, og de siste sifrene er tapt; ${asText}, og eksporter på nytt.${vacant ? countsAsVacant : ''}`,
  'decimal-key': ({ field }) =>
    `${field} slutter med en desimal null: et program tok det for et tall, og kan ha fjernet innledende nuller; la kolonnen være tekst der, og eksporter på nytt.`,
  'key-too-long': ({ field, most, isFallback }) =>
    isFallback
      ? `${field} brukes som ansattnummer her, og er lengre enn ${most} tegn.`
      : `${field} er lengre enn ${most} tegn.`,
  'key-characters': ({ field, most }) => `${field} kan bare ha små bokstaver og sifre, høyst ${most}.`,
  'key-control-character': ({ field }) => `${field} inneholder et kontrolltegn.`,

  'birth-date-future': ({ field, value }) => `${field}${quoted(value)} ligger i framtiden.`,
  'birth-date-too-old': ({ field, value, years }) => `${field}${quoted(value)} er mer enn ${years} år siden.`,
  'date-not-in-calendar': ({ field, value }) => `${field}${quoted(value)} er ingen dag i kalenderen.`,
  'date-not-written': ({ field, value, isSerial, written }) => {
    const hint = isSerial
      ? ': det ser ut som serienummeret et regneark bruker for en dato; formater kolonnen som en dato skrevet yyyy-MM-dd før filen lagres som CSV'
      : written === null
        ? ''
        : `: den er skrevet ${written}`;
    return `${field}${quoted(value)} er ikke en dato skrevet yyyy-MM-dd (for eksempel 1974-11-23)${hint}.`;
  },

  'code-unknown': ({ field, value, known, meant }) =>
    `${field}${quoted(value)} er en ukjent kode. ${meant === null ? `Kjente koder er ${known}.` : `Skriv ${meant.code} for ${meant.name}.`}`,
  'text-too-long': ({ field, length, most }) => `${field} har ${length} tegn; det er plass til høyst ${most}.`,
  'email-invalid': ({ field }) => `${field} er ikke en e-postadresse som name@example.org.`,
  'number-invalid': ({ field, value, isWhole, decimal = 'point' }) => {
    const rule = isWhole
      ? 'et heltall skrevet bare med sifre'
      : `et tall skrevet med sifre og eventuelt ${decimal === 'comma' ? 'komma' : 'punktum'} og opptil fire desimaler`;
    return `${field}${quoted(value)} er ikke ${rule}.`;
  },
  'number-out-of-range': ({ field, value, from, to }) =>
    `${field}${quoted(value)} er utenfor grensene; det må være ${from} til ${to}.`,
};

function quoted(value: string | null): string {
  return value === null ? '' : ` "${value}"`;
}

const countsAsVacant = ' Stillingen regnes som ledig.';
