import type { Diagnosis, DiagnosisCode } from '../../../domain/diagnosis.ts';
import { tellDates } from './english-dates.ts';
import { grammar } from './grammar.ts';

type Facts = Diagnosis['facts'];

/** By its facts; one of a code that is not known here is told as it is stored, in English. */
export function tellDiagnosis({ code, message, facts }: Diagnosis): string {
  if (facts === undefined || !Object.hasOwn(clauses, code)) return message;
  const clause = clauses[code](facts);
  return `${clause.charAt(0).toUpperCase()}${clause.slice(1)}.`;
}

/** Each begins with a small letter, and has no full stop. */
const clauses: Record<DiagnosisCode, (facts: Facts) => string> = {
  'old-roster-resent': ({ day, newerFile, by, date, thanDate }) => {
    if (day !== undefined) return `denne filen er listen fra ${grammar.day(String(day))} på nytt`;
    if (newerFile !== undefined) return `denne filen kom før fil ${newerFile}, som allerede er tatt i bruk`;
    return `etter ${by === 'manifest' ? 'manifestet' : 'navnet'} er denne filen fra ${tellDates(String(date))}, og den forrige fra ${tellDates(String(thanDate))}`;
  },
  'leading-zeros-lost': (facts) => {
    const where = { company: ' i selskaps-id-ene', both: ' i selskaps-id-er og ansattnumre' }[String(facts.in)] ?? '';
    const digits = facts.digits === undefined ? '' : `, til ${facts.digits} sifre`;
    return matchIf(facts, `innledende nuller${where} settes inn igjen${digits}`);
  },
  'leading-zeros-added': (facts) => matchIf(facts, 'innledende nuller tas bort'),
  'prefix-added': (facts) => matchIf(facts, `prefikset ${facts.affix} tas bort`),
  'prefix-removed': (facts) => matchIf(facts, `prefikset ${facts.affix} settes på`),
  'suffix-added': (facts) => matchIf(facts, `endelsen ${facts.affix} tas bort`),
  'suffix-removed': (facts) => matchIf(facts, `endelsen ${facts.affix} settes på`),
  'letter-case-changed': (facts) => matchIf(facts, 'store og små bokstaver i ansattnumrene regnes som like'),
  'separators-removed': (facts) => matchIf(facts, 'mellomrom og tegn i ansattnumrene settes inn igjen'),
  'company-changed': (facts) => matchIf(facts, `selskap ${facts.to} leses som selskap ${facts.from}`),
  'new-numbers': (facts) => {
    if (facts.by === 'nationalId')
      return `${share(facts, 'manglende fødselsnumrene', 'fødselsnumre')} dukker opp igjen under nye ansattnumre`;
    const what = { nameAndBirthDate: 'navn og fødselsdato', email: 'e-postadresse' }[String(facts.by)] ?? 'navn';
    return `${missing(facts)} dukker opp igjen med samme ${what} under nye ansattnumre`;
  },
  'other-company': (facts) =>
    `filen gjelder ${companies(facts.strangeCompanies, facts.strangeCount)}, som feeden aldri har hatt; ${missing(facts)} hører til ${companies(facts.companies, facts.companyCount)}`,
  'file-cut': (facts) => {
    const near = facts.exact === 1 ? 'ved' : 'nær';
    const place =
      facts.company === undefined
        ? `filen ser ut til å slutte ${near} ansatt ${facts.employeeNo}`
        : `filen slutter midt i selskap ${facts.company}, ${near} ansatt ${facts.employeeNo}`;
    return `${place}, og ${missing(facts)} kommer etter når listen er sortert ${orders[String(facts.order)] ?? 'som før'}`;
  },
  'company-missing': (facts) =>
    `${missing(facts)} hører til ${companies(facts.companies, facts.companyCount)}, som ikke er i denne filen`,
  'looks-partial': ({ count, of, change }) => {
    const what = { new: 'ny', changed: 'endret', 'new or changed': 'ny eller endret' }[String(change)] ?? 'endret';
    const many = { new: 'nye', changed: 'endret', 'new or changed': 'nye eller endret' }[String(change)] ?? 'endret';
    if (Number(of) === 1) return `filen ser ut som en del av listen: den eneste ansatte i den er ${what}`;
    const who = count === of ? `alle ${figure(of)} ansatte` : `${figure(count)} av de ${figure(of)} ansatte`;
    return `filen ser ut som en del av listen: ${who} i den er ${many}`;
  },
  'nobody-known': (facts) =>
    `filen ser ut som listen over andre: ${share(facts, 'ansatte i den', 'ansatte i den')} er nye, både etter nummer og navn`,
  'new-company': (facts) =>
    `${share(facts, 'nye ansatte', 'nye ansatte')} hører til ${companies(facts.companies, facts.companyCount)}, som feeden aldri har hatt`,
  'field-emptied': (facts) =>
    `${share(facts, 'ansatte som endres', 'ansatte som endres')}, mister det som står i ${facts.field}`,
  'field-changed': (facts) => `${share(facts, 'ansatte som endres', 'ansatte som endres')}, får ${facts.field} endret`,
};

const orders: Readonly<Record<string, string>> = {
  register: 'som tidligere lister',
  'company-number': 'etter selskap og ansattnummer',
  number: 'etter ansattnummer',
  'company-name': 'etter selskap og navn',
  name: 'etter navn',
};

/** What would have to be done for them to be found. */
function matchIf(facts: Facts, remedy: string): string {
  return `${missing(facts)} finnes i filen hvis ${remedy}`;
}

/** With the comma that a verb comes behind. */
function missing(facts: Facts): string {
  return `${share(facts, 'ansatte som mangler', 'ansatte som mangler')},`;
}

/** `412 av de 430 ansatte som mangler`, `alle 430 ansatte som mangler`; see domain/diagnosis/share.ts. */
function share({ count = 0, of = 0, exact }: Facts, ofThem: string, all: string): string {
  const isAll = count === of;
  if (exact === 1) return isAll ? `alle ${figure(of)} ${all}` : `${figure(count)} av de ${figure(of)} ${ofThem}`;
  if (Number(count) >= Number(of) * nearlyAll) return `nesten alle ${figure(of)} ${all}`;
  const unit = 10 ** Math.max(0, String(count).length - 2);
  return `rundt ${figure(Math.round(Number(count) / unit) * unit)} av de ${figure(of)} ${ofThem}`;
}

const nearlyAll = 0.995;

function companies(names: Facts[string] | undefined, count: Facts[string] | undefined): string {
  const named = String(names).split(', ');
  const more = Number(count) - named.length;
  if (more > 0) return `selskapene ${named.join(', ')} og ${figure(more)} til`;
  return named.length === 1 ? `selskap ${named[0]}` : `selskapene ${grammar.listed(named)}`;
}

function figure(value: Facts[string] | undefined): string {
  return grammar.figure(Number(value));
}
