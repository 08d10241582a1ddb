import type { IssueWords } from '../issue-words.ts';
import { grammar } from './grammar.ts';
import { issueCodes } from './issue-codes.ts';
import { issueMessages } from './issue-messages.ts';

const subjects = { employees: 'Ansattnr.', positions: 'Stilling' };

export const issues: IssueWords = {
  codes: issueCodes,
  adviceOfUnknown: 'Rett det i kildesystemet, og send hele listen på nytt.',
  messages: issueMessages,
  line: 'Linje',
  column: 'Kolonne',
  wrong: 'Hva som er galt',
  subjects,
  whatToDo: (advice) => `Gjør dette: ${advice}`,
  place: (line, subject, kind, column) => {
    const where = [
      line === '' ? '' : `Linje ${line}`,
      subject === '' ? '' : `${subjects[kind].toLowerCase()} ${subject}`,
      column === '' ? '' : `kolonne ${column}`,
    ].filter((part) => part !== '');
    return where.length === 0 ? 'Hele filen' : where.join(', ');
  },
  leavers: 'Personer som ellers ville ha sluttet',
  aboutLeavers:
    'Radene til disse personene kunne ikke brukes, så de er fortsatt aktive. Ellers ville denne listen ha deaktivert dem.',
  oneIssue: 'Funnet',
  someIssues: (shown, total) => `De første ${grammar.figure(shown)} av ${grammar.figure(total)} funn`,
  otherIssues: 'De andre funnene',
  allIssues: (total) => `Alle ${grammar.figure(total)} funn`,
  aboutSsn:
    'SSN er personnummeret, de siste fem sifrene i fødselsnummeret. E-poster viser det aldri: ***** står i stedet.',
  aboutNationalId: 'E-poster viser aldri fødselsnumre: ***** står i stedet.',
  attachment: {
    attached: 'Listen er vedlagt som errors.csv, som kan åpnes i Excel. Den er på engelsk.',
    tooLarge: 'Listen er ikke vedlagt: e-postserveren sa at e-posten var for stor.',
    none: 'Listen er ikke vedlagt.',
  },
  besideFile: (isAlso) =>
    `Den ligger ${isAlso ? 'også ' : ''}ved siden av filen, i mappen "rejected" i innboksen, under et navn som slutter med ".errors.csv".`,
  writeList: 'For å få den skrevet til en fil:',
};
