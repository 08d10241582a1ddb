import type { IssueText } from '../../../../domain/issue-codes/issue-code.ts';
import type { structureIssues as english } from '../../../../domain/issue-codes/structure-issues.ts';

export const structureIssues: Record<keyof typeof english, IssueText> = {
  // Oppbygningen av en CSV.
  'column-count': {
    title: 'feil antall kolonner',
    advice:
      'Se etter et skilletegn inne i en verdi i raden: en slik verdi må stå i anførselstegn. Sjekk skilletegnet hvis alle rader er nevnt.',
  },
  'dropped-columns': {
    title: 'tomme kolonner utelatt',
    advice: 'Ingenting er tapt. Et regneark utelater tomme kolonner til slutt; eksporter dem for å slippe dette.',
  },
  'blank-rows': {
    title: 'tomme rader',
    advice: 'Ingenting er tapt. Slett de tomme radene i regnearket før det lagres, for å slippe dette.',
  },
  'duplicate-header': {
    title: 'samme kolonne to ganger',
    advice: 'Gi hver kolonne i overskriftsraden sitt eget navn.',
  },
  'missing-header': {
    title: 'overskriftsrad mangler',
    advice: 'La eksporten skrive overskriftsraden, eller fjern csv.header fra feeden.',
  },
  'second-header': {
    title: 'to overskriftsrader',
    advice: 'Eksporter filen med én overskriftsrad: navnene på kolonnene, og de ansatte rett under.',
  },
  'rows-above-header': {
    title: 'rader over overskriftsraden',
    advice: 'La filen begynne med overskriftsraden: uten tittel, dato eller noen annen rad over den.',
  },
  'header-order': {
    title: 'kolonner i en annen rekkefølge',
    advice: 'Eksporter kolonnene i rekkefølgen til layouten. De leses etter plass, uansett hva overskriften sier.',
  },
  'unknown-column': {
    title: 'ukjent kolonne',
    advice: 'Rett navnet hvis det er en skrivefeil; ellers la kolonnen være ute av eksporten.',
  },
  'missing-column': { title: 'kolonne mangler', advice: 'Legg kolonnen som mangler, til i eksporten.' },
  'absent-column': {
    title: 'kolonne som ingen har',
    advice:
      'Rett navnet i eksporten, eller i mapping for feeden. Utelater eksporten det ingen har, må mapping si hva feltet da er: default: "" (for active: default: "true").',
  },
  'unclosed-quote': {
    title: 'anførselstegn som ikke lukkes',
    advice: 'Lukk anførselstegnet i den raden, eller send filen på nytt hvis den ble kuttet av.',
  },
  'bare-quotes': {
    title: 'verdier med løse anførselstegn',
    advice:
      'Sjekk disse verdiene; en eksport som setter dem i anførselstegn og dobler deres egne, er på den sikre siden.',
  },
  'invalid-quote': {
    title: 'anførselstegn på feil sted',
    advice: 'La eksporten sette verdier med anførselstegn i anførselstegn, og doble dem som står inni.',
  },
  'record-too-large': {
    title: 'for stor post',
    advice: 'Se i raden som er nevnt, etter et anførselstegn eller et element som aldri lukkes.',
  },

  // Oppbygningen av en XML eller JSON.
  'not-well-formed': {
    title: 'ikke velformet',
    advice: 'Send filen på nytt. Går det galt igjen, få eksporten reparert.',
  },
  doctype: { title: 'DOCTYPE', advice: 'Fjern DOCTYPE fra eksporten.' },
  'too-deep': {
    title: 'for mange nivåer',
    advice: 'Få eksporten reparert: en ansattliste har ikke så mange nivåer.',
  },
  'wrong-root': { title: 'feil rotelement', advice: 'Sjekk at filen hører til denne feeden og layouten dens.' },
  'unexpected-element': { title: 'uventet element', advice: 'Bygg filen slik layouten til feeden beskriver.' },
  'unexpected-text': { title: 'tekst mellom elementer', advice: 'Fjern teksten som står mellom elementene.' },
  'duplicate-element': { title: 'samme element to ganger', advice: 'Send hvert element én gang for hver ansatt.' },
  'unknown-element': {
    title: 'ukjent element',
    advice: 'Rett navnet hvis det er en skrivefeil; ellers la elementet være ute.',
  },
  'duplicate-key': { title: 'samme nøkkel to ganger', advice: 'Send hver nøkkel én gang for hver ansatt.' },
  'half-character': {
    title: 'et halvt tegn',
    advice: 'Få eksporten reparert: den kutter tekster midt i et tegn.',
  },
  'unknown-attribute': {
    title: 'ukjent attributt',
    advice: 'Rett navnet hvis det er en skrivefeil; ellers la attributtet være ute.',
  },
};
