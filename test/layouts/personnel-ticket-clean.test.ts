import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainFields } from '../../src/domain/employee.ts';
import type { Issue } from '../../src/domain/issue.ts';
import type { LayoutSettings, RowReader } from '../../src/layouts/contract.ts';
import { personnelTicket } from '../../src/layouts/personnel-ticket.ts';
import { createCleanCheck } from '../../src/layouts/personnel-ticket-clean.ts';
import { createSchemaReader } from '../../src/layouts/personnel-ticket-schema-reader.ts';
import { createSsnSource, personAt } from '../bench/people.ts';
import { type RosterColumn, rosterColumns, ssnFor, syntheticEmployee } from '../fixtures/roster.ts';
import { anySettings, hostileRows, type Values } from './hostile-rows.ts';

const usual: LayoutSettings = { companies: null, allowSyntheticIds: false, today: '2026-01-15' };

function readWith(reader: Pick<RowReader, 'read'>, values: Values) {
  const issues: Issue[] = [];
  return { ...reader.read({ line: 7, values }, (issue) => issues.push(issue)), issues };
}

/** Latin, combining, Cyrillic; punctuation, signs; ideographic blank; lone surrogates; ligatures, wide digits. */
const oddCharacters = [
  [0, 0x4ff],
  [0x2000, 0x214f],
  [0x3000, 0x3000],
  [0xd7ff, 0xd801],
  [0xdbff, 0xdc01],
  [0xfb00, 0xffff],
].flatMap(([from = 0, to = 0]) => Array.from({ length: to - from + 1 }, (_, at) => String.fromCharCode(from + at)));

/** A schema takes longer to make than a row to read, and there are few different settings. */
const readers = new Map<string, ReturnType<typeof createReaders>>();

function readersFor(settings: LayoutSettings) {
  const name = JSON.stringify(settings);
  const made = readers.get(name) ?? createReaders(settings);
  readers.set(name, made);
  return made;
}

function createReaders(settings: LayoutSettings) {
  return {
    reader: personnelTicket.createRowReader(settings),
    schemaReader: createSchemaReader(settings),
    check: createCleanCheck(settings),
  };
}

function isRecognised(values: Values, settings: LayoutSettings = usual): boolean {
  return createCleanCheck(settings)(values) !== null;
}

function valuesOf(overrides: Partial<Record<RosterColumn, string | undefined>> = {}): Values {
  const row = { ...syntheticEmployee(1, { disabilityFromDate: '2020-01-01' }), ...overrides };
  return rosterColumns.map((column) => row[column]);
}

describe('a row that is recognised as clean', () => {
  it('has no issue by the schema, and is read by it in just the same way', () => {
    let recognised = 0;
    let runs = 0;
    fc.assert(
      fc.property(anySettings, hostileRows, (settings, values) => {
        const { schemaReader, reader, check } = readersFor(settings);
        const bySchema = readWith(schemaReader, values);
        expect(readWith(reader, values)).toStrictEqual(bySchema);
        runs += 1;
        if (check(values) === null) return;
        recognised += 1;
        expect(bySchema.issues).toEqual([]);
        expect(bySchema.employee).not.toBeNull();
        expect(reader.recognise({ line: 7, values })).toEqual({
          key: bySchema.key,
          nationalId: bySchema.employee?.nationalId,
        });
      }),
      { numRuns: 8000 },
    );
    // Were it nearly none or nearly all of the rows, the rows would not be near the border.
    expect(recognised / runs).toBeGreaterThan(0.2);
    expect(recognised / runs).toBeLessThan(0.7);
  });

  it('is read by the schema in just the same way, whichever character stands in a key or a text', () => {
    const { reader, schemaReader } = readersFor(usual);
    const differing: string[] = [];
    for (const odd of oddCharacters) {
      for (const text of [odd, `${odd}b`, `a${odd}b`, `a${odd}`]) {
        const values = valuesOf({ employeeNo: text, surname: text });
        if (!isDeepStrictEqual(readWith(reader, values), readWith(schemaReader, values))) differing.push(text);
      }
    }
    expect(differing).toEqual([]);
  });

  it('is every row of a clean roster', () => {
    const nextSsn = createSsnSource();
    const check = createCleanCheck({ ...usual, companies: ['1', '2', '3', '4'] });
    const missed = Array.from({ length: 20_000 }, (_, i) => personAt(i, nextSsn)).filter((row) => check(row) === null);
    expect(missed).toEqual([]);
  });

  it.each<[string, Partial<Record<RosterColumn, string | undefined>>]>([
    ['letters beyond Latin-1', { firstName: 'Łucja', surname: 'Đặng-Şahin', addressLine: 'улица 7', employeeNo: 'Ż1' }],
    [
      'blanks and signs within',
      { addressLine: '\u00abTun\u00a0et\u00bb 7,\tH0101', employeeNo: 'A 7/b', companyId: '#' },
    ],
    ['long numbers', { addressLine: 'Box 12345678901', employeeNo: '12345678901234567890' }],
    ['a key like a UUID', { employeeNo: '0a1b2c3d-1111-4222-8333-123456789abc' }],
    ['decimals and leading zeros', { employmentPercentage: '62.5', paidPercentage: '0.1234', disabilityGrade: '007' }],
    ['numbers at the limits', { employmentPercentage: '0', paidPercentage: '100000', disabilityGrade: '100' }],
    ['texts at the limits', { firstName: 'x'.repeat(200), addressLine: 'x'.repeat(300), employeeNo: 'x'.repeat(64) }],
    [
      'nothing that may be empty',
      { abstainFromTicket: '', disabilityGrade: '', disabilityFromDate: '', isDeleted: '' },
    ],
    ['no last columns', { leaveFromDate: undefined, isDeleted: undefined }],
    ['a D-number', { dateOfBirth: '1974-11-23', ssn: ssnFor('1974-11-23', 0, { day: 40 }) }],
    ['a birth date of today', { dateOfBirth: '2026-01-15', ssn: ssnFor('2026-01-15') }],
    ['a birth date 120 years ago', { dateOfBirth: '1906-01-15', ssn: ssnFor('1906-01-15') }],
  ])('may have %s', (_what, overrides) => {
    expect(isRecognised(valuesOf(overrides))).toBe(true);
  });

  it.each<[string, Partial<Record<RosterColumn, string | undefined>>]>([
    ['a birth date of tomorrow', { dateOfBirth: '2026-01-16', ssn: ssnFor('2026-01-16') }],
    ['a birth date more than 120 years ago', { dateOfBirth: '1906-01-14', ssn: ssnFor('1906-01-14') }],
    ['a first name that is too long', { firstName: 'x'.repeat(201) }],
    ['a surname that is too long', { surname: 'x'.repeat(201) }],
    ['an address that is too long', { addressLine: 'x'.repeat(301) }],
    ['a postal code that is too long', { postalCode: 'x'.repeat(33) }],
    ['a number above its limit', { paidPercentage: '100000.0001' }],
    ['a percentage above its limit', { employmentPercentage: '100.1' }],
    ['a grade above its limit', { disabilityGrade: '101' }],
    ['a grade without a date', { disabilityGrade: '1', disabilityFromDate: '' }],
    ['a synthetic number', { dateOfBirth: '1985-06-20', ssn: ssnFor('1985-06-20', 0, { month: 80 }) }],
  ])('may not have %s', (_what, overrides) => {
    expect(isRecognised(valuesOf(overrides))).toBe(false);
  });

  it('may have a number as issued from 2032 on, from then on', () => {
    const relaxed = { dateOfBirth: '1990-05-17', ssn: relaxedSsn('1990-05-17') };
    expect(isRecognised(valuesOf(relaxed), { ...usual, today: '2031-12-31' })).toBe(false);
    expect(isRecognised(valuesOf(relaxed), { ...usual, today: '2032-01-01' })).toBe(true);
  });
});

describe('the fields of personnel-ticket', () => {
  it('are those that a full row sets', () => {
    const values = valuesOf({
      ...{ hireEndDate: '2025-12-31', hireEndCause: 'E', leaveFromDate: '2025-01-01', isDeleted: 'true' },
      ...{ employmentPercentageDate: '2022-08-15', disabilityGrade: '40', abstainFromTicket: 'true' },
    });
    expect(values.every((value) => value !== undefined && value !== '')).toBe(true);
    for (const reader of [personnelTicket.createRowReader(usual), createSchemaReader(usual)]) {
      const { employee } = readWith(reader, values);
      const set = plainFields.map(({ name }) => name).filter((name) => employee?.[name] !== null);
      expect(set).toEqual(personnelTicket.fields);
    }
  });
});

function relaxedSsn(date: string): string {
  for (let n = 0; ; n += 1) {
    const ssn = ssnFor(date, n, { remainder: 2 });
    if (!isRecognised(valuesOf({ dateOfBirth: date, ssn }))) return ssn;
  }
}
