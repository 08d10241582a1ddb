import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Employee } from '../../src/domain/employee.ts';
import type { FormatName } from '../../src/formats/contract.ts';
import { personnelTicket } from '../../src/layouts/personnel-ticket.ts';
import { csvOf, type RosterRow, syntheticEmployee, xmlOf } from '../fixtures/roster.ts';
import { readAll } from './read-all.ts';

describe('the same employees', () => {
  it('come out of CSV, XML and JSON', async () => {
    const name = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
      .filter((text) => text.trim() !== '' && !text.includes('\uFFFD') && text.isWellFormed());
    const row = fc
      .tuple(fc.nat(500), name, fc.constantFrom('', '2024-05-31'))
      .map(([i, surname, hireEndDate]) =>
        syntheticEmployee(i, { surname, hireEndDate, addressLine: `"${surname}", <b> & ${i}` }),
      );
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 8 }), async (rows) => {
        const fromCsv = await employeesOf('csv', csvOf(rows));
        expect(fromCsv).toHaveLength(rows.length);
        expect(await employeesOf('xml', xmlOf(rows))).toEqual(fromCsv);
        expect(await employeesOf('json', JSON.stringify(rows))).toEqual(fromCsv);
      }),
      { numRuns: 60 },
    );
  });

  it('come out of a CSV and of a JSON in any style, cut into any chunks', async () => {
    const row = fc.record({ i: fc.nat(500), surname: fc.string({ unit: 'grapheme', minLength: 1 }), style: jsonStyle });
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { maxLength: 8 }),
        fc.constantFrom(',', ', ', '\n,\r\n', '\t,'),
        fc.integer({ min: 1, max: 400 }),
        async (parts, comma, chunkSize) => {
          const rows = parts.map(({ i, surname }) =>
            syntheticEmployee(i, { surname: surname.replace(/[\p{Cc}\uFFFD]/gu, '?') }),
          );
          const objects = rows.map((employee, i) => jsonOf(employee, parts[i]?.style ?? plainStyle));
          const fromCsv = await readAll('csv', csvOf(rows));
          const fromJson = await readAll('json', `[${objects.join(comma)}]`, { chunkSize });
          expect(fromJson.issues).toEqual([]);
          expect(fromJson.rows).toEqual(fromCsv.rows);
          expect(fromJson.records.map(({ values }) => values)).toEqual(fromCsv.records.map(({ values }) => values));
        },
      ),
      { numRuns: 200 },
    );
  });

  it('come out of an XML whose default elements are absent', async () => {
    const rows = [syntheticEmployee(0), syntheticEmployee(1)];
    const shorter = rows.map((row) => Object.fromEntries(Object.entries(row).filter(([, value]) => !isDefault(value))));
    const fromXml = await employeesOf('xml', xmlOf(shorter as Partial<RosterRow>[]));
    expect(fromXml).toEqual(await employeesOf('csv', csvOf(rows)));
  });
});

interface JsonStyle {
  order: number[];
  indent: string | number;
  escapes: boolean;
  literals: boolean;
}

const plainStyle: JsonStyle = { order: [], indent: 0, escapes: false, literals: false };
const jsonStyle: fc.Arbitrary<JsonStyle> = fc.record({
  order: fc.array(fc.nat(), { minLength: 21, maxLength: 21 }),
  indent: fc.constantFrom(0, 2, '\t'),
  escapes: fc.boolean(),
  literals: fc.boolean(),
});

function jsonOf(employee: RosterRow, { order, indent, escapes, literals }: JsonStyle): string {
  const members = Object.entries(employee).map(([key, value], i) => ({ key, value, rank: order[i] ?? i }));
  members.sort((one, other) => one.rank - other.rank);
  const isLiteral = (value: string) => literals && /^(true|false|0|[1-9]\d*)$/.test(value);
  const shown = members.map(({ key, value }) => [key, isLiteral(value) ? JSON.parse(value) : value]);
  const text = JSON.stringify(Object.fromEntries(shown), null, indent);
  return escapes
    ? text.replace(/[^\n\t -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    : text;
}

function isDefault(value: string): boolean {
  return value === '' || value === 'false' || value === '0';
}

async function employeesOf(format: FormatName, content: string): Promise<(Employee | null)[]> {
  const { records, issues } = await readAll(format, content);
  expect(issues).toEqual([]);
  const reader = personnelTicket.createRowReader({
    companies: null,
    allowSyntheticIds: false,
    today: '2026-01-15',
  });
  return records.map(
    (record) =>
      reader.read(record, (issue) => {
        throw new Error(issue.message);
      }).employee,
  );
}
