import { describe, expect, test } from 'vitest';
import { escapeName, freeName, isNameOrSuffixed, refusalOf } from '../../src/inbox/file-name.ts';
import { nationalIdScheme } from '../../src/runtime/national-id-schemes.ts';
import { danishId, finnishId, polishId, swedishId } from '../fixtures/national-ids.ts';
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
  expect(refusalOf('a'.repeat(200), null)).toBeNull();
  expect(refusalOf(`${'a'.repeat(200)}.manifest.json`, null)).toBeNull();
  expect(refusalOf(`${'a'.repeat(201)}.done`, null)).not.toBeNull();
  expect(refusalOf('a'.repeat(201), null)).toBe('its name is longer than 200 bytes');
});

test('a refused name is written in printable ASCII, and not at length', () => {
  expect(escapeName('a\nb\\ø', null)).toBe('a\\x0ab\\x5c\\xc3\\xb8');
  expect(escapeName('\u0000'.repeat(5_000), null).length).toBeLessThan(210);
});

test('a name with a national identity number is refused, and the number is not written down', () => {
  const { dateOfBirth, ssn } = syntheticEmployee(3);
  const [year = '', month = '', day = ''] = dateOfBirth.split('-');
  const name = `leavers-${day}${month}${year.slice(2)}${ssn}.csv`;

  expect(refusalOf(name, null)).toBe('its name holds what looks like a national identity number');
  expect(escapeName(name, null)).toBe('leavers-*****.csv');
  expect(refusalOf('roster-20260301-063000.csv', null)).toBeNull();
});

test.each([
  ['SE', swedishId('1985-03-14')],
  ['SE', swedishId('1985-03-14').slice(2)],
  ['SE', swedishId('1985-03-14').replace(/(?=.{4}$)/, '-')],
  [
    'SE',
    swedishId('1985-03-14', 240, 60)
      .slice(2)
      .replace(/(?=.{4}$)/, '-'),
  ],
  ['FI', finnishId('1985-03-14')],
  ['FI', finnishId('2005-03-14', 201, 'B').toLowerCase()],
  ['DK', danishId('1985-03-14').replace(/(?=.{4}$)/, '-')],
  ['PL', polishId('1985-03-14')],
] as const)("refuses a name with a number of the feed's own country, and hides it: %s %s", (country, number) => {
  const scheme = nationalIdScheme(country);

  expect(refusalOf(`leavers ${number}.csv`, scheme)).toContain('national identity number');
  expect(escapeName(`å ${number}.csv`, scheme)).not.toContain(number.slice(-4));
  expect(escapeName(Buffer.from(`leavers_${number}.csv`), scheme)).toBe('leavers_*****.csv');
});

test('a letter before a number does not help to show it', () => {
  const { dateOfBirth, ssn } = syntheticEmployee(3);
  const name = `ø${dateOfBirth.slice(8)}${dateOfBirth.slice(5, 7)}${dateOfBirth.slice(2, 4)}${ssn}.csv`;

  expect(escapeName(name, null)).toBe('\\xc3\\xb8*****.csv');
});

test.each(['SE', 'DE', 'BE'] as const)(
  'takes a name with a day and a serial number, whatever it is like in %s',
  (country) => {
    const scheme = nationalIdScheme(country);
    for (let serial = 1; serial < 200; serial += 1) {
      for (const sign of ['-', '.', ' '])
        expect(refusalOf(`roster-20280518${sign}${String(serial).padStart(3, '0')}.csv`, scheme)).toBeNull();
    }
  },
);

test.each(['SE', 'DK', 'FI'] as const)('takes a name with any day and minute, whatever it is like in %s', (country) => {
  const scheme = nationalIdScheme(country);
  const two = (value: number) => String(value).padStart(2, '0');
  for (let at = 0; at < 4_000; at += 1) {
    const [day, month, year] = [two(1 + (at % 28)), two(1 + (at % 12)), two(20 + (at % 30))];
    const time = two(at % 24) + two((at * 7) % 60);
    for (const date of [`20${year}${month}${day}`, year + month + day, day + month + year])
      for (const sign of ['', '-', '_']) expect(refusalOf(`roster-${date}${sign}${time}.csv`, scheme)).toBeNull();
  }
});

test('takes a name with a day and a serial number, and none with the number of somebody who may be employed', () => {
  for (const country of ['SE', 'DK', 'FI'] as const) {
    const scheme = nationalIdScheme(country);
    for (let serial = 0; serial < 10_000; serial += 1) {
      expect(refusalOf(`roster-20260717-${String(serial).padStart(4, '0')}.csv`, scheme)).toBeNull();
    }
  }
  const number = swedishId('2005-07-17').replace(/(?=.{4}$)/, '-');
  expect(refusalOf(`roster-${number}.csv`, nationalIdScheme('SE'))).toContain('national identity number');
});
