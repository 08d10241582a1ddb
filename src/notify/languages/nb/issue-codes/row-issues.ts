import type { IssueText } from '../../../../domain/issue-codes/issue-code.ts';
import type { rowIssues as english } from '../../../../domain/issue-codes/row-issues.ts';

export const rowIssues: Record<keyof typeof english, IssueText> = {
  // Hvem noen er.
  'invalid-birth-date': {
    title: 'fødselsdato',
    advice: 'Rett fødselsdatoen i kildesystemet, og send hele listen på nytt.',
  },
  'missing-birth-date': {
    title: 'fødselsdato mangler',
    advice: 'Legg inn fødselsdatoen i kildesystemet, og send hele listen på nytt.',
  },
  'invalid-ssn': {
    title: 'personnummer',
    advice: 'Rett personnummeret eller fødselsdatoen i kildesystemet, og send hele listen på nytt.',
  },
  'missing-ssn': {
    title: 'personnummer mangler',
    advice: 'Legg inn personnummeret i kildesystemet, og send hele listen på nytt.',
  },
  'unknown-company': {
    title: 'ukjent selskap',
    advice:
      'Bruk id-en til selskapet i billettsystemet (ikke organisasjonsnummeret), eller legg det til i companies for feeden.',
  },
  'invalid-key': {
    title: 'uleselig nøkkel',
    advice: 'Rett ansattnummeret eller selskapets id i kildesystemet.',
  },
  'national-id-as-key': {
    title: 'fødselsnummer som nøkkel',
    advice: 'Eksporter et eget nummer for ansatte og selskaper. Fødselsnumre leses bare fra sin egen kolonne.',
  },
  'national-id-in-text': {
    title: 'fødselsnummer i en tekst',
    advice: 'Fjern fødselsnummeret fra dette feltet i kildesystemet. Det leses bare fra sin egen kolonne.',
  },
  'national-id-kept': {
    title: 'fødselsnumre som ville bli liggende i klartekst',
    advice:
      'Ta kolonnen ut av eksporten, eller endre mapping for feeden: la den gå til nationalId og oppgi landet, eller før opp kolonnene som skal beholdes, i en liste uten den (keepUnmapped).',
  },

  // Felt.
  'missing-field': { title: 'verdi mangler', advice: 'Legg inn verdien i kildesystemet.' },
  'unknown-code': { title: 'ukjent kode', advice: 'Bruk en av kodene som meldingen nevner.' },
  'invalid-number': {
    title: 'ikke et tall',
    advice: 'Eksporter rene tall med høyst fire desimaler, uten fortegn og mellomrom.',
  },
  'number-out-of-range': { title: 'tall utenfor grensene', advice: 'Rett tallet i kildesystemet.' },
  'invalid-date': {
    title: 'ikke en dato',
    advice: 'Eksporter datoer slik meldingen sier, og rett dager som ikke finnes.',
  },
  'invalid-boolean': { title: 'ikke true eller false', advice: 'Eksporter true eller false.' },
  'boolean-spelling': {
    title: 'skrivemåten for true og false',
    advice: 'Eksporter true eller false med små bokstaver.',
  },
  'missing-disability-date': {
    title: 'dato for uføregrad mangler',
    advice: 'Legg inn datoen som uføregraden gjelder fra.',
  },
  'invalid-email': { title: 'e-postadresse', advice: 'Rett e-postadressen i kildesystemet.' },
  'scientific-notation': {
    title: 'vitenskapelig notasjon',
    advice:
      'Et regneark tok verdien for et tall og mistet de siste sifrene. Eksporter den på nytt, og formater kolonnen som tekst før filen lagres som CSV.',
  },
  'decimal-key': {
    title: 'nummer med desimal null',
    advice: 'La kolonnen være tekst i programmet som skriver filen: 10405 må ikke bli til 10405.0.',
  },
  'spreadsheet-error': {
    title: 'feil fra et regneark',
    advice: 'Rett formelen eller bredden på kolonnen i regnearket, og eksporter på nytt.',
  },
  'leading-zeros-lost': {
    title: 'innledende nuller er borte',
    advice: 'Formater kolonnen som tekst før filen lagres som CSV. Er verdien riktig, er det ingenting å gjøre.',
  },
  'invalid-part': {
    title: 'feil verdi i en liste eller et objekt',
    advice: 'Rett den delen som meldingen nevner, i kildesystemet.',
  },
  'unknown-part': {
    title: 'ukjent navn i en liste eller et objekt',
    advice: 'Ingenting er tapt. Rett navnet hvis det er en skrivefeil; ellers la det være ute.',
  },
  'too-long': { title: 'for lang', advice: 'Forkort verdien i kildesystemet.' },
  'column-pattern': {
    title: 'en hel kolonne er skrevet annerledes',
    advice: 'Endre formatet på denne kolonnen i eksporten; da er alle disse radene i orden på én gang.',
  },

  // Rader ved siden av hverandre.
  'duplicate-rows': { title: 'like rader', advice: 'Ingenting er tapt. Fjern den gjentatte raden fra eksporten.' },
  'duplicate-employee-number': {
    title: 'samme ansattnummer flere ganger',
    advice: 'Finn ut hvilken av radene som er riktig, og fjern de andre. Så lenge blir den ansatte som før.',
  },
  'duplicate-national-id': {
    title: 'én person to ganger',
    advice: 'Sjekk om personen virkelig har to ansettelser; ellers fjern ett av ansattnumrene.',
  },
  'duplicate-email': {
    title: 'én e-postadresse under flere numre',
    advice: 'Gi hver person sin egen e-postadresse, eller et nummer som skiller dem.',
  },
  'unknown-approver': {
    title: 'ukjent godkjenner',
    advice: 'En godkjenner må være en aktiv bruker: legg vedkommende til i listen, eller oppgi en annen.',
  },
  'approver-missing': {
    title: 'godkjenner som blir ukjent',
    advice:
      'Legg godkjenneren til i listen, oppgi den nye e-postadressen, eller oppgi en annen: fra neste liste av utelates radene på grunn av dette.',
  },
  'key-not-allowed': {
    title: 'id med tegn som ikke er tillatt',
    advice: 'Gi id-en bare tegnene som meldingen nevner. Den er en nøkkel, så ingenting rettes opp her.',
  },
  'user-email-invalid': {
    title: 'e-postadressen til brukeren',
    advice: 'Rett e-postadressen til brukeren i kildesystemet.',
  },
  'unknown-role': {
    title: 'ukjent rolle',
    advice: 'Bruk en av rollene som meldingen nevner, eller legg den til i rollene for feeden (orquest.roles).',
  },
  'user-linked-elsewhere': {
    title: 'brukeren til en annen ansatt',
    advice:
      'En bruker hører til én ansatt: gi den ansatte en egen bruker, eller avslutt koblingen: send den andre i en JSON-liste med "user": null. En som har sluttet, er da aktiv til det kommer en liste uten vedkommende.',
  },
  'username-kept': {
    title: 'et annet brukernavn',
    advice: 'Send brukernavnet som brukeren ble opprettet med, eller avslutt koblingen og opprett en ny bruker.',
  },
  'keys-differ-by-case': {
    title: 'ansattnumre som bare skiller seg ved store bokstaver',
    advice: 'Sjekk om begge er ment; de regnes som to personer.',
  },
};
