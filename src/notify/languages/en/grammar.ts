import { figure } from '../../../domain/figure.ts';
import { tellDay } from '../../../domain/tell-date.ts';
import { elapsed } from '../elapsed.ts';
import type { Grammar } from '../grammar.ts';

export const grammar: Grammar = {
  figure,
  percent: (value) => `${figure(value)} %`,
  listed: (parts) => (parts.length < 2 ? (parts[0] ?? '') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`),
  day: tellDay,
  moment: (isoTime) => `${tellDay(isoTime.slice(0, 10))}, ${isoTime.slice(11, 16)} UTC`,
  lasted: (sinceIso, untilIso) =>
    elapsed(sinceIso, untilIso)
      .map(({ unit, count }) => counted(count, unit))
      .join(' '),
  people: (count, kind) => (kind === 'positions' ? counted(count, 'position') : counted(count, 'person', 'people')),
  rows: (count) => counted(count, 'row'),
  files: (count) => counted(count, 'file'),
};

export function counted(count: number, one: string, many = `${one}s`): string {
  return `${figure(count)} ${count === 1 ? one : many}`;
}
