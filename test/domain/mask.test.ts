import { describe, expect, it } from 'vitest';
import { maskNames, maskNationalIds } from '../../src/domain/mask.ts';
import { danishId, finnishId, swedishId } from '../fixtures/national-ids.ts';
import { ssnFor } from '../fixtures/roster.ts';

const born = '1984-02-03';
const day = '030284';
const plain = ssnFor(born);
const number = day + plain;

describe('maskNationalIds', () => {
  it('replaces a national identity number wherever it stands', () => {
    const masked = maskNationalIds(`${number} and (${number}), x${number}.`);

    expect(masked).toBe('***** and (*****), x*****.');
  });

  it.each([' ', '\t', '\u00a0', '\u202f', '-', '\u2013', '.', '/'])(
    'replaces one that is written as six and five digits with %j between',
    (separator) => {
      expect(maskNationalIds(`nr ${day}${separator}${plain}!`)).toBe('nr *****!');
    },
  );

  it.each([
    ['D-number', '430284', ssnFor(born, 0, { day: 40 })],
    ['test number', '034284', ssnFor(born, 0, { month: 40 })],
    ['test number of the other kind', '038284', ssnFor(born, 0, { month: 80 })],
    ['number as issued from 2032', day, ssnFor(born, 0, { remainder: 2 })],
  ])('replaces a %s', (_kind, date, ssn) => {
    expect(maskNationalIds(date + ssn)).toBe('*****');
  });

  it('leaves other figures alone', () => {
    const wrong = number.slice(0, 10) + ((Number(number.at(-1)) + 1) % 10);
    const text = `${wrong} 1${number} ${number}2 1984-02-03 100042 4711000000000`;

    expect(maskNationalIds(text)).toBe(text);
  });
});

describe('maskNames', () => {
  it.each([
    number,
    `${day} ${plain}`,
    `${day}/${plain}`,
    finnishId(born),
    finnishId('2005-03-14', 201, 'B'),
    swedishId(born).replace(/(?=.{4}$)/, '-'),
    danishId(born).replace(/(?=.{4}$)/, '_'),
    'RCCMNL83S18D969H',
    '1_85_03_75_056_100_79',
  ])('hides all of what may be a number: %s', (id) => {
    expect(maskNames(`persons/_${id}/name`, 200)).toBe('persons/_*****/name');
  });

  it('leaves names alone that have a few digits', () => {
    expect(maskNames('lines2024/address1/v2_1', 200)).toBe('lines2024/address1/v2_1');
  });

  it('takes no time for a name without an end', () => {
    expect(maskNames('a'.repeat(1_000_000), 60)).toBe('a'.repeat(60));
  });
});
