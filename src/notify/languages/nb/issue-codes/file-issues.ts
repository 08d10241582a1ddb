import type { fileIssues as english } from '../../../../domain/issue-codes/file-issues.ts';
import type { IssueText } from '../../../../domain/issue-codes/issue-code.ts';

export const fileIssues: Record<keyof typeof english, IssueText> = {
  // Filen som helhet.
  'file-empty': {
    title: 'tom fil',
    advice: 'Eksporten skrev ingenting. Kjør den på nytt, og se etter en feil i dens egen logg.',
  },
  'no-employees': {
    title: 'ingen ansatte',
    advice: 'Sjekk om eksporten ble avbrutt, eller om filteret dens ikke passer på noen.',
  },
  'manifest-sha256': {
    title: 'ikke filen i manifestet',
    advice:
      'Send listen og deretter manifestet på nytt. SHA-256 er den til filen slik den sendes, pakket eller kryptert.',
  },
  'manifest-rows': {
    title: 'ikke antallet rader i manifestet',
    advice: 'Send hele listen og deretter manifestet på nytt. Radene er de ansatte, uten overskriftsraden.',
  },
  'manifest-invalid': {
    title: 'ubrukelig manifest',
    advice:
      'Skriv manifestet som JSON, slik: {"rows": 200, "sha256": "..."}, med minst ett av de to; "createdAt" kan stå ved siden av.',
  },
  'manifest-missing': {
    title: 'manifest mangler',
    advice: 'Sørg for at filen er hel, eller legg manifestet ved siden av: filnavnet med ".manifest.json" bak.',
  },
  'unknown-format': {
    title: 'ukjent format',
    advice: 'Send en CSV-, XML- eller JSON-fil. Fra et regneark lagrer du som "CSV UTF-8".',
  },
  truncated: { title: 'avkuttet', advice: 'Filen ble kuttet av. Send den på nytt, og sammenlign størrelsen.' },
  'invalid-encoding': {
    title: 'ugyldige tegn',
    advice:
      'Eksporter filen som UTF-8 (et regneark har "CSV UTF-8"), eller oppgi tegnsettet: en XML gjør det i deklarasjonen, en CSV med csv.charset for feeden.',
  },
  'unknown-charset': { title: 'ukjent tegnsett', advice: 'Bruk UTF-8, eller et av tegnsettene som meldingen nevner.' },
  'charset-guessed': {
    title: 'gjettet tegnsett',
    advice:
      'Sjekk et navn med spesielle bokstaver i registeret. Eksporter som UTF-8, eller oppgi tegnsettet for feeden.',
  },
  'unclear-charset': {
    title: 'uklart tegnsett',
    advice:
      'Eksporter filen som UTF-8, eller rett det som oppgir tegnsettet: for en XML deklarasjonen, for en CSV csv.charset for feeden.',
  },
  'replacement-character': {
    title: 'tapte bokstaver',
    advice: 'Bokstaven gikk tapt før filen ble skrevet. Finn den i kildesystemet, og se etter flere av samme slag.',
  },
  'twice-encoded': {
    title: 'ødelagte bokstaver',
    advice:
      'Se etter et program mellom kildesystemet og Rollcall som åpner filen og lagrer den igjen, og la det lese UTF-8.',
  },
  'control-character': {
    title: 'kontrolltegn',
    advice: 'Fjern tegnet i kildesystemet, eller sjekk at filen ikke er en binærfil. Send den deretter på nytt.',
  },

  // Det filen er pakket i.
  'archive-damaged': {
    title: 'skadet arkiv',
    advice: 'Send filen på nytt. Går det galt igjen, se på hvordan den pakkes og overføres (i binærmodus).',
  },
  'archive-bomb': {
    title: 'arkivet pakker ut for mye',
    advice: 'Finn ut hvem som sendte filen, og hvordan den ble laget: ingen ansattliste pakkes slik.',
  },
  'archive-members': {
    title: 'ikke nøyaktig én fil i arkivet',
    advice: 'Pakk ansattlisten, og ikke noe annet.',
  },
  'archive-name': {
    title: 'farlig navn i arkivet',
    advice: 'Finn ut hvem som sendte filen, og hvordan den ble laget: slike navn brukes til angrep.',
  },
  'archive-unsupported': {
    title: 'pakket på en måte som ikke leses',
    advice: 'Send filen som den er, eller pakket som gzip, som zip med én fil, eller med OpenPGP.',
  },
  'not-decryptable': {
    title: 'kan ikke dekrypteres',
    advice: 'Krypter filen for nøkkelen til feeden, og sjekk nøkkelen og passordfrasen for feeden (decrypt).',
  },
  'signature-missing': {
    title: 'signatur mangler',
    advice: 'Få filen signert med OpenPGP av den som feeden oppgir (gpg --sign, ikke --detach-sign).',
  },
  'signature-invalid': {
    title: 'ugyldig signatur',
    advice: 'Ikke stol på denne filen. Finn ut hvem som sendte den, og om avsenderen har fått en ny nøkkel.',
  },
};
