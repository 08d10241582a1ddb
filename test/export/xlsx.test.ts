import { buffer } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import type { Overview, OverviewRow } from '../../src/export/contract.ts';
import { renderWorkbook } from '../../src/export/xlsx.ts';
import { readWorkbook } from '../fixtures/read-workbook.ts';

const columns: Overview['columns'] = [
  { name: 'state', title: 'State', kind: 'text', width: 10 },
  { name: 'employeeNo', title: 'Employee number', kind: 'text', width: 10 },
  { name: 'dateOfBirth', title: 'Date of birth', kind: 'date', width: 10 },
];

function overviewOf(rows: readonly OverviewRow[], rowsPerPart = 2): Overview {
  return {
    columns,
    rows: (async function* () {
      for (let from = 0; from < rows.length; from += rowsPerPart) yield rows.slice(from, from + rowsPerPart);
    })(),
    summary: {
      feed: 'acme',
      at: '2025-06-02T06:00:00.000Z',
      lastRoster: null,
      companies: [],
      active: rows.length,
      deactivated: 0,
    },
  };
}

async function sheetsOf(rows: readonly OverviewRow[], sheetRows = 1000) {
  return readWorkbook(await buffer(await renderWorkbook(overviewOf(rows), sheetRows)));
}

const numbered = (count: number): OverviewRow[] =>
  Array.from({ length: count }, (_, index) => ['active', String(index), null]);

it('goes on with further sheets where one is full, each with a header that stays and a filter over its rows', async () => {
  const sheets = await sheetsOf(numbered(7), 4);

  expect(sheets.map(({ name }) => name)).toEqual(['Employees 1', 'Employees 2', 'Employees 3', 'Summary']);
  const employees = sheets.slice(0, 3);
  expect(employees.map(({ rows }) => rows.map((row) => row[1]?.text))).toEqual([
    ['Employee number', '0', '1', '2'],
    ['Employee number', '3', '4', '5'],
    ['Employee number', '6'],
  ]);
  const areas = employees.map(({ xml }) => /<autoFilter ref="(\S+)"/.exec(xml)?.[1]);
  expect(areas).toEqual(['A1:C4', 'A1:C4', 'A1:C2']);
  for (const { xml } of employees) expect(xml).toContain('state="frozen"');
});

it('fills one sheet to its last row', async () => {
  const sheets = await sheetsOf(numbered(3), 4);
  expect(sheets.map(({ name, rows }) => [name, rows.length])).toEqual([
    ['Employees', 4],
    ['Summary', 7],
  ]);
});

it.each([
  ['markup', '<b>&"\u0027</b>'],
  ['spaces at both ends', '  x  '],
  ['line breaks', 'a\r\nb\tc'],
  ['what looks like an escaped character', '_x0041_ and _x000D_'],
  ['characters beyond the first plane', '𝒜😀'],
])('keeps %s in a text', async (_, text) => {
  const [sheet] = await sheetsOf([['active', text, null]]);
  expect(sheet?.rows[1]?.[1]?.text).toBe(text);
});

it('puts a mark in place of what XML has no character for', async () => {
  const [sheet] = await sheetsOf([['active', 'a\u0000b\u001bc\ud800d\uffff', null]]);
  expect(sheet?.rows[1]?.[1]?.text).toBe('a\ufffdb\ufffdc\ufffdd\ufffd');
});

it('cuts a text at what a cell can hold', async () => {
  const [sheet] = await sheetsOf([['active', 'x'.repeat(40_000), null]]);
  expect(sheet?.rows[1]?.[1]?.text).toBe(`${'x'.repeat(32_766)}…`);
});

it('leaves days of which a spreadsheet has no date as text', async () => {
  const days = ['1899-12-31', '1900-02-28', '1900-03-01', '9999-12-31'];
  const [sheet] = await sheetsOf(days.map((day) => ['active', '1', day]));
  expect(sheet?.rows.slice(1).map((row) => row[2])).toMatchObject([
    { type: 'inlineStr', text: '1899-12-31' },
    { type: 'inlineStr', text: '1900-02-28' },
    { type: null, text: '61' },
    { type: null, text: '2958465' },
  ]);
});
