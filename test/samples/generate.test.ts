import { readdir, readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { renderSamples } from '../../samples/generate.ts';

const ticketSamples = () => renderSamples()['personnel-ticket'];

it.each(Object.entries(renderSamples()))(
  'the samples of %s are what "node samples/generate.ts" writes',
  async (layout, samples) => {
    const directory = new URL(`../../samples/${layout}/`, import.meta.url);
    const committed = Object.fromEntries(
      await Promise.all(
        (await readdir(directory)).map(
          async (name) => [name, await readFile(new URL(name, directory), 'utf8')] as const,
        ),
      ),
    );

    expect(committed).toEqual(samples);
  },
);

it('day 2 has one leaver, one new hire and one change', () => {
  const samples: Record<string, string> = ticketSamples();
  const rowsOf = (name: string) =>
    new Map(
      (samples[name] ?? '')
        .trim()
        .split('\n')
        .map((row) => [row.split(',')[0], row]),
    );
  const [one, two] = [rowsOf('day-1.csv'), rowsOf('day-2.csv')];

  const leavers = [...one.keys()].filter((key) => !two.has(key));
  const hires = [...two.keys()].filter((key) => !one.has(key));
  const changed = [...two.keys()].filter((key) => one.has(key) && one.get(key) !== two.get(key));

  expect(one.size).toBe(221);
  expect([leavers, hires, changed]).toEqual([['10442'], ['10621'], ['10418']]);
});

it('no two people of the samples share an identity number', () => {
  const rows = (ticketSamples()['day-1.csv'] ?? '').trim().split('\n');
  const numbers = rows.map((row) => row.split(',').slice(3, 5).join());

  expect(new Set(numbers).size).toBe(rows.length);
});
