import { serialFormat } from '../domain/date-format.ts';
import type { FieldMapping, MappingTarget } from '../domain/roster-mapping.ts';
import { areSerials, type ColumnValues, closedList, dateShape, numberStyle } from './value-shapes.ts';

/** How the values of a column can be read as what a field holds. */
export interface Reading {
  mapping: FieldMapping;
  why: string;
}

export function proposeDate(values: ColumnValues): Reading | null {
  const shape = dateShape(values);
  if (shape === null) {
    if (!areSerials(values)) return null;
    const why = "TODO: a spreadsheet's serial numbers; export dates as yyyy-MM-dd if you can";
    return { mapping: { date: [serialFormat] }, why };
  }
  const { formats, isAmbiguous } = shape;
  if (formats.length === 0) return { mapping: {}, why: 'dates written yyyy-MM-dd' };
  const why = `dates written ${formats.join(' or ')}`;
  const doubt = isAmbiguous ? '; TODO: day and month may be the other way round, no day above 12 tells' : '';
  return { mapping: { date: formats }, why: why + doubt };
}

export function proposeNumber(target: MappingTarget, values: ColumnValues): Reading | null {
  const style = numberStyle(values);
  if (style === null && !values.every((value) => /^-?\d+(\.\d+)?$/.test(value))) return null;
  const figures = values.map((value) => Number(value.replace(',', '.')));
  const isShare = figures.every((figure) => figure >= 0 && figure <= 1) && figures.some((figure) => figure > 0);
  if (isShare && shareTargets.has(target)) {
    return {
      mapping: { number: { ...(style ?? { decimal: '.' }), times: 100 } },
      why: 'TODO: check; shares of 1 that are made percentages',
    };
  }
  const why = isShare ? 'TODO: looks like shares of 1, where percentages are needed' : '';
  return { mapping: style === null ? {} : { number: style }, why };
}

/** The words of a closed list that somebody must say the meaning of, where it can't be guessed. */
export function proposeCode(target: MappingTarget, values: ColumnValues): Reading {
  const list = closedList(values);
  if (list === null) return { mapping: {}, why: '' };
  const { words, rarer } = list;
  const also = rarer === 0 ? '' : `; TODO: ${rarer} rarer ${rarer === 1 ? 'word is' : 'words are'} not shown`;
  if (words.every((word) => word.length <= 2)) return { mapping: {}, why: `codes: ${words.join(', ')}${also}` };
  const meanings = target === 'employmentType' ? employmentWords : noWords;
  const map = Object.fromEntries(words.map((word) => [word, meaningOf(word, meanings) ?? 'TODO']));
  const isGuessed = Object.values(map).every((meaning) => meaning !== 'TODO');
  const why = isGuessed
    ? 'words guessed as codes of the layout personnel-ticket'
    : 'TODO: say what the words stand for';
  return { mapping: { map }, why: why + also };
}

export function proposeYesOrNo(target: MappingTarget, values: ColumnValues): Reading | null {
  if (values.every((value) => value === 'true' || value === 'false')) return { mapping: {}, why: '' };
  const list = closedList(values);
  if (list === null) return null;
  const { words, rarer } = list;
  const yes: string[] = [];
  const no: string[] = [];
  const unknown: string[] = [];
  for (const word of words) {
    const meaning = meaningOf(word, wordsFor(target));
    if (meaning === 'true') yes.push(word);
    else if (meaning === 'false') no.push(word);
    else unknown.push(word);
  }
  if (yes.length === 0 && no.length === 0) return null;
  // Nobody is to be deactivated for a word that nobody knows.
  const safe = target === 'deleted' ? no : yes;
  safe.push(...unknown);
  const doubts = [
    ...(unknown.length > 0 ? [`TODO: the meaning of ${unknown.join(', ')} is a guess`] : []),
    ...(rarer > 0 ? [`TODO: ${rarer} rarer ${rarer === 1 ? 'word is' : 'words are'} not shown`] : []),
  ];
  const mapping: FieldMapping = {
    ...(yes.length > 0 && { true: yes }),
    ...(no.length > 0 && { false: no }),
  };
  return { mapping, why: doubts.join('; ') };
}

const shareTargets: ReadonlySet<MappingTarget> = new Set(['employmentPercentage', 'paidPercentage']);

type Meanings = Readonly<Record<string, string>>;

function meaningOf(word: string, meanings: Meanings): string | null {
  const plain = word.toLowerCase().trim();
  return Object.entries(meanings).find(([, words]) => words.split(', ').includes(plain))?.[0] ?? null;
}

/** Beside yes and no there are words for a person's state. */
function wordsFor(target: MappingTarget): Meanings {
  if (target === 'active') return { true: `${affirmed}, ${activeWords}`, false: `${denied}, ${leftWords}` };
  if (target === 'deleted') return { true: `${affirmed}, ${leftWords}`, false: `${denied}, ${activeWords}` };
  return { true: affirmed, false: denied };
}

const noWords: Meanings = {};
const affirmed = 'ja, j, yes, y, true, sann, 1, x, kyllä, k, oui, si';
const denied = 'nei, nej, non, no, n, false, usann, 0, ei, e, nein, nee';
const activeWords =
  'aktiv, active, actief, actif, aktiivinen, ansatt, anställd, ansat, a, i arbeid, i jobb, permisjon, permitted, tjänstledig, orlov, on leave';
const leftWords =
  'inaktiv, inactive, inactief, inactif, sorti, passiv, sluttet, slutat, fratrådt, fratrått, avgått, päättynyt, left, terminated, leaver, ausgeschieden, ausgetreten, uit dienst, i, s, t';

/** The codes of personnel-ticket-codes.ts. */
const employmentWords: Meanings = {
  F: 'fast, fast ansatt, fastansatt, fast stilling, tillsvidare, tillsvidareanställd, tillsvidareanställning, fastansat, vakituinen, toistaiseksi, unbefristet, vast, vast dienstverband, onbepaalde tijd, cdi, permanent, regular',
  M: 'midlertidig, midlertidig ansatt, engasjement, visstid, visstidsanställd, visstidsanställning, tidsbegrænset, midlertidig ansat, määräaikainen, befristet, tijdelijk, bepaalde tijd, cdd, temporary, fixed term, fixed-term',
  T: 'vikar, tilkallingsvikar, tilkalling, ekstrahjelp, sesong, timelønnet, vikarie, timvikarie, timanställd, timanställning, timelønnet ansat, tuntityöntekijä, aushilfe, oproepkracht, on call, on-call, seasonal, hourly',
  U: 'ukjent, okänd, ukendt, tuntematon, unbekannt, onbekend, unknown',
};
