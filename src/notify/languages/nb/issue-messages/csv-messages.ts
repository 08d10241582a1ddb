import type { csvMessages as english } from '../../../../domain/issue-messages/csv-messages.ts';
import type { MessageTable } from '../../issue-words.ts';

export const csvMessages: Pick<MessageTable, keyof typeof english> = {
  'row-columns': ({ line, count, expected }) =>
    `Raden på linje ${line} har ${count === 1 ? '1 kolonne' : `${count} kolonner`}, men skal ha ${expected}.`,
  'more-rows-shorter': ({ count, expected }) => `${count} rader til nær toppen har færre enn ${expected} kolonner.`,
  'columns-dropped': ({ expected, names, more, defaults }) => {
    const missing = names.join(', ') + (more > 0 ? ` og ${more} til` : '');
    const consequence = defaults
      ? 'standardverdiene deres brukes'
      : 'slike ansatte leses som om filen ikke hadde kolonnen';
    return `Ingen rad har alle ${expected} kolonner: de siste (${missing}) er helt eller delvis utelatt, og ${consequence}.`;
  },
  'value-without-name': ({ line, column }) =>
    `Raden på linje ${line} har en verdi i kolonne ${column}, som ikke har noe navn i overskriftsraden.`,
  'header-columns': ({ count, expected }) => `Overskriftsraden har ${count} kolonner, men skal ha ${expected}.`,
  'header-column-missing': ({ names }) =>
    names.length === 1
      ? `Overskriftsraden har ingen kolonne ${names.join(', ')}.`
      : `Overskriftsraden har ingen av kolonnene ${names.join(', ')}.`,
  'header-duplicate': ({ first, second, name }) =>
    `Overskriftsraden gir to kolonner samme navn: kolonne ${first} og kolonne ${second}${named(name)}.`,
  'header-same-meaning': ({ first, firstName, second, secondName, field }) =>
    `Kolonne ${first}${named(firstName)} og kolonne ${second}${named(secondName)} i overskriftsraden betyr begge ${field}.`,
  'header-order': ({ column, field, place }) =>
    `Kolonne ${column} har overskriften ${field}, som hører hjemme i kolonne ${place}. Kolonnene må stå i rekkefølgen til layouten.`,
  'header-names-nothing': ({ line }) =>
    `Den første raden (linje ${line}) nevner ingen av kolonnene i layouten. Layouten finner kolonnene etter navn, så filen må begynne med en overskriftsrad; eller skilletegnet er et annet enn feeden sier.`,
  'header-switched-off': () =>
    'Feeden sier at filen ikke har noen overskriftsrad (csv.header: false), men layouten finner kolonnene etter navn. Fjern csv.header fra feeden, og la eksporten skrive en overskriftsrad.',
  'header-is-employee': ({ line }) =>
    `Feeden sier at den første raden er en overskriftsrad (csv.header: true), men linje ${line} ser ut som en ansatt.`,
  'header-below': ({ line, firstLine }) =>
    `Overskriftsraden står på linje ${line}, under andre rader (fra linje ${firstLine} av). Den må være den første raden: la eksporten ikke skrive tittel, dato eller noe annet over den.`,
  'column-unknown': ({ column, name }) => `Kolonne ${column}${named(name)} er ukjent, og verdiene i den leses ikke.`,
  'blank-rows': ({ count, line }) =>
    count === 1
      ? `Linje ${line} har bare skilletegn og mellomrom, og ble utelatt.`
      : `${count} rader, den første på linje ${line}, har bare skilletegn og mellomrom, og ble utelatt.`,
  'bare-quotes': ({ count, line }) =>
    count === 1
      ? `En verdi på linje ${line} har anførselstegn uten å stå i anførselstegn, og ble tatt bokstavelig.`
      : `${count} verdier, den første på linje ${line}, har anførselstegn uten å stå i anførselstegn, og ble tatt bokstavelig.`,
  'quote-unclosed': ({ line }) =>
    `Raden som begynner på linje ${line}, har et anførselstegn som aldri lukkes, så alt bak det ble tatt for én verdi.`,
  'quote-misplaced': ({ line, column }) =>
    `Raden som begynner på linje ${line}, har et anførselstegn på feil sted${column === null ? '' : ` (kolonne ${column})`}: en verdi som begynner med et, må slutte med et, og ha sine egne doblet. Radene bak den ble ikke kontrollert.`,
  'csv-record-too-large': ({ line, most }) =>
    `Raden som begynner på linje ${line}, har mer enn ${most} tegn. Trolig er det et anførselstegn som aldri lukkes. Radene bak den ble ikke kontrollert.`,
};

function named(name: string | null): string {
  return name === null ? '' : ` ("${name}")`;
}
