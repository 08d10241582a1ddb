import { describe, expect, it } from 'vitest';
import type { Figure } from './figures.ts';
import { ratioFigure } from './figures.ts';
import { goals, goalsForSizes, judge } from './goals.ts';
import type { Load } from './measure-loads.ts';
import { curveRatio } from './memory-curve.ts';
import { type DatabaseName, mergeWork, noResults } from './work.ts';

describe('a goal', () => {
  it('is reached at the limit, and missed above it or where nothing was measured', () => {
    const limits = { must: 0.85, aim: 0.7 };

    expect(judge(limits, figureOf(0.7))).toBe('aim');
    expect(judge(limits, figureOf(0.71))).toBe('must');
    expect(judge(limits, figureOf(0.85))).toBe('must');
    expect(judge(limits, figureOf(0.851))).toBe('MISSED');
    expect(judge(limits, null)).toBe('MISSED');
    expect(judge({ must: null, aim: null }, figureOf(9))).toBe('');
  });

  it('is judged by the median of the ratios run by run', () => {
    const figure = ratioFigure([6000, 9000, 7000], [10_000, 9000, 30_000], 'baseline');

    expect(figure).toEqual({
      value: 0.6,
      least: 7000 / 30_000,
      greatest: 1,
      times: { rollcallMs: 7000, againstMs: 10_000, against: 'baseline' },
    });
  });

  it('takes its own database, size and form out of all loads', () => {
    const results = noResults();
    results.loads.push(
      loadOf('mariadb', 1_000_000, 'nightly', 6000, 10_000),
      loadOf('mariadb', 1_000_000, 'rejected', 3000, null),
      loadOf('mariadb', 100_000, 'nightly', 900, 1000),
      loadOf('mariadb', 2_100_000, 'nightly', 15_000, null),
      loadOf('sqlite', 1_000_000, 'nightly', 8000, 10_000),
    );

    const values = new Map(goals.map((goal) => [goal.name, goal.figure(results)?.value]));
    expect(values.get('mariadb-nightly-1m')).toBe(0.6);
    expect(values.get('mariadb-rejected-1m')).toBe(0.5);
    expect(values.get('mariadb-nightly-100k')).toBe(0.9);
    expect(values.get('mariadb-nightly-2.1m')).toBe(2.5);
    expect(values.get('sqlite-nightly-1m')).toBe(0.8);
    expect(values.get('mariadb-first-load-1m')).toBeUndefined();
  });
});

describe('a memory curve', () => {
  it('is flat at 1, whatever the start takes, and near 2 where memory grows with the file', () => {
    expect(curveRatio([900, ...Array(19).fill(100)])).toBe(1);
    expect(curveRatio(Array.from({ length: 100 }, (_, i) => i + 1))).toBe(2);
    expect(curveRatio([])).toBeNull();
  });
});

describe('the work', () => {
  it('is done once for all goals, with the most runs that one of them asks for', () => {
    const loads = mergeWork(goals.flatMap(({ work }) => work)).filter((work) => work.kind === 'loads');

    expect(loads).toEqual([
      {
        kind: 'loads',
        database: 'mariadb',
        sizes: [
          { rows: 1_000_000, runs: 5, withBaseline: true },
          { rows: 100_000, runs: 9, withBaseline: true },
          { rows: 2_100_000, runs: 5, withBaseline: false },
        ],
      },
      { kind: 'loads', database: 'sqlite', sizes: [{ rows: 1_000_000, runs: 5, withBaseline: true }] },
    ]);
  });

  it('of the quick form keeps the limits that the table has for its size', () => {
    const musts = Object.fromEntries(goalsForSizes([100_000], 3).map(({ name, must }) => [name, must]));

    expect(musts['mariadb-nightly-100k']).toBe(1.3);
    expect(musts['sqlite-nightly-100k']).toBeNull();
  });
});

function figureOf(value: number): Figure {
  return { value, least: value, greatest: value };
}

function loadOf(database: DatabaseName, rows: number, form: Load['form'], ms: number, baselineMs: number | null) {
  const measured = { peakMb: null, residentMb: [], stdout: '' };
  return {
    database,
    rows,
    form,
    baseline: baselineMs === null ? null : { ...measured, ms: baselineMs },
    rollcall: { ...measured, ms, status: 'processed', plan: {}, issues: 0, stages: {} },
    faults: [],
  };
}
