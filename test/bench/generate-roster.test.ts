import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { checkNationalId } from '../../src/domain/national-id.ts';
import { rosterColumns } from '../fixtures/roster.ts';
import { generateRosters, generateXmlRoster } from './generate-roster.ts';

describe('the rosters of the bench', () => {
  it('differ from day 1 to day 2 by exactly what the oracle says', async () => {
    const { rosters, day1, day2 } = await generate(20_000);

    const rowOf = (line: string) => [line.split(',', 1)[0] ?? '', line] as const;
    const [before, after] = [new Map(day1.map(rowOf)), new Map(day2.map(rowOf))];
    const kept = [...before].filter(([key]) => after.has(key));
    const gone = [...before].filter(([key]) => !after.has(key));
    expect(rosters.firstLoad).toEqual({ created: before.size });
    expect(rosters.nightly).toEqual({
      created: [...after.keys()].filter((key) => !before.has(key)).length,
      updated: kept.filter(([key, line]) => after.get(key) !== line).length,
      deactivated: gone.filter(([, line]) => line.endsWith(',false')).length,
      unchanged: kept.filter(([key, line]) => after.get(key) === line).length,
    });
    expect(rosters.nightly.updated).toBeGreaterThan(150);
    expect(rosters.nightly.deactivated).toBeGreaterThan(70);
  });

  it('break one row in a thousand of day 2, each in one of four ways', async () => {
    const { rosters, day2, bad } = await generate(20_000);

    const differing = bad.flatMap((line, index) => (line === day2[index] ? [] : [index + 1]));
    expect(bad.length).toBe(day2.length);
    expect(differing).toEqual(Array.from({ length: 20 }, (_, index) => (index + 1) * 1000));
    expect(rosters.bad.issues).toBe(20);
    expect(bad.filter((line) => line.includes(',2020-02-30,')).length).toBe(5);
  });

  it('are shaped like a personnel export: some 107 bytes a row, 6 % of them with a quoted address', async () => {
    const { rosters, day1 } = await generate(20_000);

    expect(rosters.day1.bytes / rosters.day1.rows).toBeGreaterThan(105);
    expect(rosters.day1.bytes / rosters.day1.rows).toBeLessThan(109);
    expect(day1.filter((line) => line.includes('"')).length / day1.length).toBeCloseTo(0.06, 2);
  });

  it('say how many people each register holds afterwards', async () => {
    const { rosters, day1, day2 } = await generate(20_000);

    const peopleIn = (states: readonly string[]) =>
      states.reduce((sum, line) => sum + Number(/(\d+) employees/.exec(line)?.[1]), 0);
    expect(peopleIn(rosters.afterFirstLoad)).toBe(day1.length);
    expect(peopleIn(rosters.afterNightly)).toBe(day1.length + rosters.nightly.created);
    expect(peopleIn(rosters.afterNightly.filter((line) => line.includes(', active')))).toBe(
      day2.filter((line) => line.endsWith(',false')).length,
    );
  });

  it('give everybody a valid national identity number that nobody else has', async () => {
    const { day1 } = await generate(25_000);

    const rules = { allowSyntheticIds: false, today: '2025-06-02' };
    const numbers = day1.map((line) => {
      const [dateOfBirth = '', ssn = ''] = line.split(',').slice(3, 5);
      const check = checkNationalId(dateOfBirth, ssn, rules);
      return check.ok ? check.nationalId : 'invalid';
    });
    expect(numbers).not.toContain('invalid');
    expect(new Set(numbers).size).toBe(day1.length);
  });

  it('have the same people as XML, in some 760 bytes each', async () => {
    const { day1 } = await generate(2000);
    const directory = await mkdtemp(join(tmpdir(), 'rollcall-bench-'));
    onTestFinished(() => rm(directory, { recursive: true, force: true }));

    const { path, rows, bytes } = generateXmlRoster(2000, directory);

    const text = await readFile(path, 'utf8');
    const valuesOf = (name: string) =>
      Array.from(text.matchAll(new RegExp(`<${name}>(.*)</${name}>`, 'g')), ([, value = '']) => value);
    const ofCsv = (at: number) => day1.map((line) => line.split(',')[at]);
    expect([valuesOf('employeeNo'), valuesOf('ssn')]).toEqual([ofCsv(0), ofCsv(4)]);
    expect(rows).toBe(2000);
    expect(bytes / rows).toBeGreaterThan(750);
    expect(bytes / rows).toBeLessThan(780);
  });

  it('are the same bytes every time', async () => {
    const [first, second] = [await generate(1000), await generate(1000)];

    expect(second.day1).toEqual(first.day1);
    expect(second.day2).toEqual(first.day2);
    expect(first.day1[0]?.split(',').length).toBe(rosterColumns.length);
  });
});

async function generate(rows: number) {
  const directory = await mkdtemp(join(tmpdir(), 'rollcall-bench-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const rosters = generateRosters(rows, directory);
  const linesOf = async (path: string) => (await readFile(path, 'utf8')).trimEnd().split('\n').slice(1);
  const [day1, day2, bad] = await Promise.all(
    [rosters.day1, rosters.day2, rosters.bad].map(({ path }) => linesOf(path)),
  );
  return { rosters, day1: day1 ?? [], day2: day2 ?? [], bad: bad ?? [] };
}
