import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { csvColumns } from '../../samples/hr-data-sync.ts';
import type { Employee } from '../../src/domain/employee.ts';
import { createFormats } from '../../src/formats/index.ts';
import { createLayout } from '../../src/layouts/index.ts';
import { openTestApp } from '../fixtures/app.ts';
import { readAll } from '../formats/read-all.ts';

const told = {
  'hr-data-sync': { columns: csvColumns },
  springest: {},
  orquest: { business: 'FURU', lag: 0, roles: ['admin', 'planner'] },
};
type LayoutName = keyof typeof told;
const database = { client: 'sqlite', file: 'data/rollcall.db' } as const;
const keys = { 'hr-data-sync': 'hrDataSync', springest: undefined, orquest: 'orquest' } as const;

function settingsFor(layout: LayoutName) {
  const key = keys[layout];
  return { layout, ...(key !== undefined && { [key]: told[layout] }) };
}

const layoutFor = (name: LayoutName) => createLayout({ name, options: told[name] });

function pathOf(layout: LayoutName, name: string): URL {
  return new URL(`../../samples/${layout}/${name}`, import.meta.url);
}

async function employeesOf(
  layout: LayoutName,
  name: string,
): Promise<{ employees: (Employee | null)[]; codes: string[] }> {
  const content = await readFile(pathOf(layout, name));
  const format = createFormats().choose(name, content);
  if (format === null) throw new Error(`${name} has no format`);
  const { shape, createRowReader } = layoutFor(layout);
  const { records, codes } = await readAll(format, content, { shape });
  const reader = createRowReader({ companies: null, allowSyntheticIds: false, today: '2026-01-15' });
  const employees = records.map((record) => reader.read(record, (issue) => codes.push(issue.code)).employee);
  return { employees, codes };
}

describe('day 1 of a layout', () => {
  it.each([
    ['hr-data-sync', 'day-1.xml', 'day-1.csv'],
    ['springest', 'day-1.json', 'day-1.xml'],
    ['springest', 'day-1.json', 'day-1.csv'],
    ['orquest', 'day-1.json', 'day-1.xml'],
  ] as const)('of %s holds the same employees in %s and %s', async (layout, one, other) => {
    const first = await employeesOf(layout, one);

    expect(first.codes).toEqual([]);
    expect(first.employees).not.toContain(null);
    expect(await employeesOf(layout, other)).toEqual(first);
  });

  it('of orquest holds the same people in CSV, without their blocks', async () => {
    const { employees } = await employeesOf('orquest', 'day-1.json');
    const fromCsv = await employeesOf('orquest', 'day-1.csv');

    expect(fromCsv.codes).toEqual([]);
    expect(fromCsv.employees).toEqual(
      employees.map((employee) => {
        const { group, metadata, virtual } = employee?.attributes ?? {};
        return { ...employee, attributes: { request: { lag: 0 }, group, metadata, virtual } };
      }),
    );
  });
});

describe.each([
  {
    layout: 'hr-data-sync',
    good: ['day-1.xml', 'day-1.csv', 'day-2.xml'],
    rows: 60,
    dayTwo: 'day-2.xml',
    counts: { created: 1, updated: 1, deactivated: 1, unchanged: 58, quarantined: 0 },
    updates: ['updated a00022 department'],
  },
  {
    layout: 'springest',
    good: ['day-1.json', 'day-1.xml', 'day-1.csv', 'day-2.json'],
    rows: 60,
    dayTwo: 'day-2.json',
    counts: { created: 1, updated: 2, deactivated: 2, unchanged: 56, quarantined: 0 },
    updates: ['updated SP-1006 phone', 'updated SP-1034 employeeNo'],
  },
  {
    layout: 'orquest',
    good: ['day-1.json', 'day-1.xml', 'day-1.csv', 'day-2.json'],
    rows: 40,
    dayTwo: 'day-2.json',
    counts: { created: 1, updated: 2, deactivated: 1, unchanged: 37, quarantined: 0 },
    updates: ['updated 021298505 attributes.contracts', 'updated 021298520 attributes.request'],
  },
] as const)('the samples of $layout', ({ layout, good, rows, dayTwo, counts, updates }) => {
  it('are valid', async () => {
    const { app, feed, write } = await openTestApp({ database, feed: settingsFor(layout) });
    for (const name of good) {
      const path = await write(name, await readFile(pathOf(layout, name), 'utf8'));
      expect(await app.check(path, feed), name).toMatchObject({ verdict: 'valid', rows });
    }
  });

  it('become employees, and change on day 2', async () => {
    const { app, feed, write } = await openTestApp({ database, feed: settingsFor(layout) });
    const take = async (name: string) =>
      app.import(await write(name, await readFile(pathOf(layout, name), 'utf8')), feed);

    expect(await take(good[0])).toMatchObject({ status: 'processed', plan: { created: rows } });
    const { plan, changes, issues } = await take(dayTwo);
    expect(issues).toEqual([]);
    expect(plan).toMatchObject(counts);
    const told = changes.map(
      ({ kind, employeeNo, fields }) => `${kind} ${employeeNo} ${fields.map(({ field }) => field).join()}`,
    );
    expect(told.filter((change) => change.startsWith('updated')).sort()).toEqual(updates);
  });
});

it.each([
  ['hr-data-sync', 'bad.xml', { 'invalid-key': 1, 'missing-field': 1, 'invalid-date': 1, 'invalid-email': 1 }],
  [
    'springest',
    'bad.json',
    { 'unknown-code': 1, 'missing-field': 1, 'invalid-part': 1, 'scientific-notation': 1, 'unknown-approver': 1 },
  ],
  [
    'orquest',
    'bad.json',
    { 'invalid-part': 1, 'user-email-invalid': 1, 'unknown-role': 1, 'missing-field': 1, 'user-linked-elsewhere': 2 },
  ],
] as const)('the bad sample of %s has one row for each of its faults', async (layout, name, byCode) => {
  const { app, feed, write } = await openTestApp({ database, feed: settingsFor(layout) });
  const path = await write(name, await readFile(pathOf(layout, name), 'utf8'));

  const { issueCounts } = await app.check(path, feed);

  expect(issueCounts.fatal).toBe(0);
  expect(issueCounts.byCode).toEqual(byCode);
});
