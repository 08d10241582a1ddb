import { elapsed, type TimeUnit } from '../elapsed.ts';
import type { Grammar } from '../grammar.ts';

export const grammar: Grammar = {
  figure,
  percent: (value) => `${figure(value)}${noBreak}%`,
  listed: (parts) => (parts.length < 2 ? (parts[0] ?? '') : `${parts.slice(0, -1).join(', ')} og ${parts.at(-1)}`),
  day,
  moment: (isoTime) => `${day(isoTime.slice(0, 10))} kl. ${isoTime.slice(11, 16).replace(':', '.')} UTC`,
  lasted: (sinceIso, untilIso) =>
    elapsed(sinceIso, untilIso)
      .map(({ unit, count }) => counted(count, ...units[unit]))
      .join(' '),
  people: (count, kind) =>
    kind === 'positions' ? counted(count, 'stilling', 'stillinger') : counted(count, 'person', 'personer'),
  rows: (count) => counted(count, 'rad', 'rader'),
  files: (count) => counted(count, 'fil', 'filer'),
};

export function counted(count: number, one: string, many: string): string {
  return `${figure(count)} ${count === 1 ? one : many}`;
}

/** `3. november 2025` */
function day(isoDay: string): string {
  return `${Number(isoDay.slice(8, 10))}. ${months[Number(isoDay.slice(5, 7)) - 1]} ${isoDay.slice(0, 4)}`;
}

/** `1 234 567,3`, with one decimal at most */
function figure(value: number): string {
  const [whole = '', decimals] = String(Math.round(value * 10) / 10).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, noBreak);
  return decimals === undefined ? grouped : `${grouped},${decimals}`;
}

const noBreak = '\u00A0';
const months = 'januar februar mars april mai juni juli august september oktober november desember'.split(' ');
const units: Record<TimeUnit, [one: string, many: string]> = {
  second: ['sekund', 'sekunder'],
  minute: ['minutt', 'minutter'],
  hour: ['time', 'timer'],
  day: ['døgn', 'døgn'],
};
