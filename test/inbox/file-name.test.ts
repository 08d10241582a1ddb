import { describe, expect, test } from 'vitest';
import { escapeName, freeName, isNameOrSuffixed, refusalOf } from '../../src/inbox/file-name.ts';
import { syntheticEmployee } from '../fixtures/roster.ts';

describe('a free name', () => {
  test.each([
    ['roster.csv', [], 'roster.csv'],
    ['roster.csv', ['other.csv'], 'roster.csv'],
    ['roster.csv', ['roster.csv'], 'roster.2.csv'],
    ['roster.csv', ['ROSTER.CSV', 'roster.2.csv'], 'roster.3.csv'],
    ['roster.csv.gz', ['roster.csv.gz'], 'roster.2.csv.gz'],
    ['roster.2025.csv', ['roster.2025.csv'], 'roster.2025.2.csv'],
    ['roster', ['roster'], 'roster.2'],
    ['roster.csv.done', ['roster.csv.done'], 'roster.csv.2.done'],
    ['roster.csv.manifest.json', ['roster.csv.manifest.json'], 'roster.csv.2.manifest.json'],
  ])('for %s among %j is %s', (name, taken, expected) => {
    expect(freeName(name, taken)).toBe(expected);
  });
});

test.each([
  ['roster.csv', 'roster.csv', true],
  ['roster.csv', 'roster.12.csv', true],
  ['roster.csv.gz', 'roster.2.csv.gz', true],
  ['roster', 'roster.2', true],
  ['roster.csv.manifest.json', 'roster.csv.2.manifest.json', true],
  ['roster.csv', 'roster.csv.errors.csv', false],
  ['roster.csv', 'roster.b.csv', false],
  ['roster.csv', 'roster2.csv', false],
])('%s can have been archived as %s: %s', (name, candidate, expected) => {
  expect(isNameOrSuffixed(name, candidate)).toBe(expected);
});

test('a name of 200 bytes is taken, one of 201 is not, and so is what lies beside it', () => {
  expect(refusalOf('a'.repeat(200))).toBeNull();
  expect(refusalOf(`${'a'.repeat(200)}.manifest.json`)).toBeNull();
  expect(refusalOf(`${'a'.repeat(201)}.done`)).not.toBeNull();
  expect(refusalOf('a'.repeat(201))).toBe('its name is longer than 200 bytes');
});

test('a refused name is written in printable ASCII, and not at length', () => {
  expect(escapeName('a\nb\\ø')).toBe('a\\x0ab\\x5c\\xc3\\xb8');
  expect(escapeName('\u0000'.repeat(5_000)).length).toBeLessThan(210);
});

test('a name with a national identity number is refused, and the number is not written down', () => {
  const { dateOfBirth, ssn } = syntheticEmployee(3);
  const [year = '', month = '', day = ''] = dateOfBirth.split('-');
  const name = `leavers-${day}${month}${year.slice(2)}${ssn}.csv`;

  expect(refusalOf(name)).toBe('its name holds what looks like a national identity number');
  expect(escapeName(name)).toBe('leavers-*****.csv');
  expect(refusalOf('roster-20260301-063000.csv')).toBeNull();
});
