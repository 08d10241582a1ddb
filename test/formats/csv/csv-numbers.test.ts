import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainNumber } from '../../../src/formats/csv/csv-numbers.ts';
import { csvOf, syntheticEmployee } from '../../fixtures/roster.ts';
import { readAll } from '../read-all.ts';

describe('a number in a CSV', () => {
  it.each([
    ['37,5', '37.5'],
    ['0,234', '0.234'],
    ['-1,5', '-1.5'],
    ['1.234,5', '1234.5'],
    ['12.345.678,90', '12345678.90'],
    ['1.234.567', '1234567'],
    ['1,234.5', '1234.5'],
    ['1,234,567', '1234567'],
    ['1 234', '1234'],
    ['1 234,50', '1234.50'],
    ['1\u00a0234\u00a0567,5', '1234567.5'],
    ['1\u202f234.5', '1234.5'],
    ["1'234.5", '1234.5'],
    ['1’234’567', '1234567'],
    ['1234,567', '1234.567'],
  ])('is read where it is written %j, whatever the delimiter', (text, plain) => {
    for (const delimiter of [',', ';', '\t', '|']) expect(plainNumber(text, delimiter)).toBe(plain);
  });

  it('with one comma before three digits is only clear where no comma divides the columns', () => {
    expect(plainNumber('1,234', ';')).toBe('1.234');
    expect(plainNumber('1,234', ',')).toBe('1,234');
  });

  it.each([
    '',
    '100',
    '1.234',
    '1.5',
    '1,2,3',
    '1 23',
    '1 2345',
    '1234 567',
    "1 234'567",
    '1.234.56',
    '1.234,567.8',
    '0.123,5',
    '01 019 012 345',
    ' 1,5',
    '1,5 ',
    ',5',
    '5,',
    '1e3',
    '+1,5',
    '12,5 %',
    'a,b',
    '٣,٥',
    '1'.repeat(50),
    `1,${'5'.repeat(50)}`,
  ])('stays as it is where it is written %j', (text) => {
    for (const delimiter of [',', ';']) expect(plainNumber(text, delimiter)).toBe(text);
  });

  it('has one plain form, which stays as it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('1', '2', '0', '.', ',', ' ', "'", '-') }), (text) => {
        const plain = plainNumber(text, ';');
        expect(plainNumber(plain, ';')).toBe(plain);
      }),
    );
  });

  it.each([';', ','])('is read in columns of numbers alone, quoted or not (divided by %j)', async (delimiter) => {
    const written = syntheticEmployee(0, {
      addressLine: 'Vei 1,5',
      employmentPercentage: '37,5',
      paidPercentage: "1'234,5",
    });
    const plain = { ...written, employmentPercentage: '37.5', paidPercentage: '1234.5' };
    const other = syntheticEmployee(1);
    const expected = await readAll('csv', csvOf([plain, other], { delimiter }));
    expect(await readAll('csv', csvOf([written, other], { delimiter }))).toEqual(expected);
    expect(expected.records[0]?.values[7]).toBe('Vei 1,5');
  });
});
