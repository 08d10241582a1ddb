import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Employee } from '../../src/domain/employee.ts';
import type { FormatName } from '../../src/formats/contract.ts';
import { layouts } from '../../src/layouts/index.ts';
import { csvOf, type RosterRow, syntheticEmployee, xmlOf } from '../fixtures/roster.ts';
import { readAll } from './read-all.ts';

describe('the same employees', () => {
  it('come out of CSV and XML', async () => {
    const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }).filter((text) => text.trim() !== '');
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
      }),
      { numRuns: 60 },
    );
  });

  it('come out of an XML whose default elements are absent', async () => {
    const rows = [syntheticEmployee(0), syntheticEmployee(1)];
    const shorter = rows.map((row) => Object.fromEntries(Object.entries(row).filter(([, value]) => !isDefault(value))));
    const fromXml = await employeesOf('xml', xmlOf(shorter as Partial<RosterRow>[]));
    expect(fromXml).toEqual(await employeesOf('csv', csvOf(rows)));
  });
});

function isDefault(value: string): boolean {
  return value === '' || value === 'false' || value === '0';
}

async function employeesOf(format: FormatName, content: string): Promise<(Employee | null)[]> {
  const { records, issues } = await readAll(format, content);
  expect(issues).toEqual([]);
  const reader = layouts['personnel-ticket'].createRowReader({
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
