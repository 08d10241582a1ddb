import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { holdsNumber } from '../../src/domain/national-ids/scheme.ts';
import {
  canonicalNationalIds,
  type NationalIdCountry,
  nationalIdCountries,
  nationalIdScheme,
} from '../../src/runtime/national-id-schemes.ts';
import { danishId, danishIdOfOld, dutchId, finnishId, polishId, swedishId } from '../fixtures/national-ids.ts';
import { ssnFor } from '../fixtures/roster.ts';

const strict = { today: '2026-01-15', allowSyntheticIds: false };
const check = (country: NationalIdCountry, text: string, options = {}) =>
  nationalIdScheme(country).check(text, { ...strict, ...options });
const birthDates = fc
  .date({ min: new Date('1927-01-01'), max: new Date('2025-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));

function norwegianId(dateOfBirth: string, n = 0, offsets: Parameters<typeof ssnFor>[2] = {}): string {
  const { day = 0, month = 0 } = offsets;
  const two = (text: string, add: number) => String(Number(text) + add).padStart(2, '0');
  const date = two(dateOfBirth.slice(8), day) + two(dateOfBirth.slice(5, 7), month) + dateOfBirth.slice(2, 4);
  return date + ssnFor(dateOfBirth, n, offsets);
}

describe('a number of', () => {
  it.each<[NationalIdCountry, (date: string) => string]>([
    ['NO', (date) => norwegianId(date)],
    ['NO', (date) => norwegianId(date, 1, { day: 40 })],
    ['SE', (date) => swedishId(date)],
    ['SE', (date) => swedishId(date, 239, 60)],
    ['DK', (date) => danishId(date, date < '2000' ? (date < '1937' ? '1234' : '9876') : '7651')],
    ['FI', (date) => finnishId(date)],
    ['FI', (date) => finnishId(date, 2, date < '2000' ? 'U' : 'F')],
  ])('%s tells its birth date', (country, make) => {
    fc.assert(
      fc.property(birthDates, (date) => {
        const number = make(date);
        expect(check(country, number)).toEqual({ ok: true, nationalId: number, dateOfBirth: date });
      }),
    );
  });

  it.each<[NationalIdCountry, string]>([
    ['NO', norwegianId('1974-11-23')],
    ['SE', swedishId('1974-11-23')],
    ['FI', finnishId('1974-11-23')],
    ['NL', dutchId('11122233')],
    ['PL', polishId('1974-11-23')],
  ])('%s with one wrong digit is refused, and not repeated', (country, number) => {
    const last = number.slice(-1);
    const wrong = number.slice(0, -1) + (last === '7' ? '8' : '7');
    const result = check(country, wrong);
    expect(result).toMatchObject({ ok: false });
    expect(JSON.stringify(result)).not.toContain(wrong.slice(-4));
  });

  it.each<[NationalIdCountry, string, string]>([
    ['NO', '23117412345', 'its check digits are wrong'],
    [
      'NO',
      '1117412345',
      'it has 10 digits where there should be 11; a spreadsheet may have dropped a leading zero; format the column as text before the file is saved as CSV',
    ],
    ['NO', '99999999999', 'it begins with no date'],
    ['NO', '00000000000', 'it begins with no date'],
    ['NO', ` ${norwegianId('1974-11-23')}`, 'it is not written as 11 digits'],
    ['SE', '7402302386', 'its check digit is wrong'],
    [
      'SE',
      '740230238',
      'it has 9 digits where there should be 10; a spreadsheet may have dropped a leading zero; format the column as text before the file is saved as CSV',
    ],
    ['DK', '3102741234', 'it begins with no date'],
    [
      'DK',
      '102741234',
      'it has 9 digits where there should be 10; a spreadsheet may have dropped a leading zero; format the column as text before the file is saved as CSV',
    ],
    ['FI', finnishId('1974-11-23', 1), 'its individual number is never issued'],
    ['FI', finnishId('1974-11-23', 901), 'it is a temporary or test code, which this feed does not allow'],
    [
      'FI',
      finnishId('1974-11-03').slice(1),
      'it has ten characters where there should be eleven; a spreadsheet may have dropped a leading zero; format the column as text before the file is saved as CSV',
    ],
    ['FI', '231174 123A', 'it is not written like 010190-123A'],
    ['NL', '111222334', 'it is no valid number of NL (Burgerservicenummer)'],
    [
      'PL',
      polishId('2001-02-03').slice(1),
      'it is no valid number of PL (Powszechny Elektroniczny System Ewidencji Ludności); a spreadsheet may have dropped a leading zero; format the column as text before the file is saved as CSV',
    ],
    [
      'BE',
      '110116180',
      'it is no valid number of BE (Identificatienummer van de Sociale Zekerheid); a spreadsheet may have dropped a leading zero; format the column as text before the file is saved as CSV',
    ],
    ...(['NO', 'SE', 'DK', 'FI', 'PL', 'DE'] as const).map((country): [NationalIdCountry, string, string] => [
      country,
      '1,10252E+10',
      'a spreadsheet has turned it into scientific notation, and its last digits are lost; format the column as text before the file is saved as CSV, and export it anew',
    ]),
  ])('%s, %s: %s', (country, text, message) => {
    expect(check(country, text)).toEqual({ ok: false, message });
  });

  it('Norway that is synthetic is read where the feed allows it', () => {
    const number = norwegianId('1985-06-20', 3, { month: 80 });
    expect(check('NO', number)).toMatchObject({ ok: false });
    expect(check('NO', number, { allowSyntheticIds: true })).toEqual({
      ok: true,
      nationalId: number,
      dateOfBirth: '1985-06-20',
    });
  });

  it('Norway with a relaxed check digit is read from 2032 on', () => {
    const number = norwegianId('2031-06-20', 0, { remainder: 2 });
    expect(check('NO', number)).toMatchObject({ ok: false });
    expect(check('NO', number, { today: '2032-01-01' })).toMatchObject({ ok: true, dateOfBirth: '2031-06-20' });
  });

  it('Denmark needs not fit modulus 11', () => {
    for (let last = 0; last < 10; last += 1) expect(check('DK', `230174-123${last}`)).toMatchObject({ ok: true });
  });

  it.each([
    ['010136-4111', '2036-01-01'],
    ['010137-4111', '1937-01-01'],
    ['010157-5111', '2057-01-01'],
    ['010158-8111', '1858-01-01'],
    ['010136-9111', '2036-01-01'],
    ['010137-9111', '1937-01-01'],
    ['010100-3111', '1900-01-01'],
  ])('Denmark takes the century from the seventh digit: %s is %s', (text, dateOfBirth) => {
    expect(check('DK', text)).toMatchObject({ dateOfBirth });
  });

  it('Sweden in every usual form is one number', () => {
    const number = swedishId('1974-11-23');
    const [date, rest] = [number.slice(2, 8), number.slice(8)];
    for (const text of [number, `19${date}-${rest}`, `${date}-${rest}`, date + rest, `${date} ${rest}`])
      expect(check('SE', text)).toEqual({ ok: true, nationalId: number, dateOfBirth: '1974-11-23' });
  });

  it('Sweden has a plus sign from the year on in which somebody turns 100', () => {
    const number = swedishId('1926-11-23');
    const [date, rest] = [number.slice(2, 8), number.slice(8)];
    expect(check('SE', `${date}+${rest}`)).toMatchObject({ dateOfBirth: '1926-11-23' });
    // In January 2026 nobody is born on 23 November 2026 yet.
    expect(check('SE', `${date}-${rest}`)).toMatchObject({ dateOfBirth: '1926-11-23' });
    expect(check('SE', `${swedishId('1925-01-02').slice(2, 8)}-${swedishId('1925-01-02').slice(8)}`)).toMatchObject({
      dateOfBirth: '2025-01-02',
    });
  });

  it('the Netherlands of eight digits is the one with a zero in front', () => {
    const number = dutchId('01234567');
    for (const text of [number, number.slice(1)]) expect(check('NL', text)).toMatchObject({ nationalId: number });
  });

  it('Sweden without a century takes it from the birth date beside it', () => {
    const number = swedishId('1925-01-02');
    expect(check('SE', number.slice(2), { dateOfBirth: '1925-01-02' })).toMatchObject({ nationalId: number });
  });

  it('Finland may be written in small letters', () => {
    const number = finnishId('2001-02-03');
    expect(check('FI', number.toLowerCase())).toMatchObject({ nationalId: number });
  });

  it.each<[NationalIdCountry, string, string]>([
    ['NL', dutchId('11122233'), '1112.22.333'],
    ['PL', polishId('2001-02-03'), polishId('2001-02-03')],
    ['EE', '37605030299', '37605030299'],
    ['BE', '85073003328', '85.07.30-033.28'],
    ['CH', '7569217076985', '756.9217.0769.85'],
    ['ES', '54362315K', '54362315-K'],
  ])('%s has one canonical form, and tells no birth date', (country, nationalId, written) => {
    expect(check(country, written)).toEqual({ ok: true, nationalId, dateOfBirth: null });
    expect(canonicalNationalIds(` ${written} `, [country])).toEqual([nationalId]);
  });

  it.each(nationalIdCountries)('%s is no arbitrary text', (country) => {
    for (const text of ['', ' ', '0', 'Åse Bråtelund', '\u0000', '٠١٢٣٤٥٦٧٨٩١', '-'.repeat(50)]) {
      expect(check(country, text).ok).toBe(false);
      expect(nationalIdScheme(country).standsIn(text, 'key')).toBe(false);
    }
  });
});

describe('a number that somebody types', () => {
  it('has the form of the register in every country of the feeds', () => {
    const number = swedishId('1974-11-23');
    expect(canonicalNationalIds('231174 12345', ['NO'])).toEqual(['23117412345']);
    expect(canonicalNationalIds(number.slice(2), ['SE'])).toContain(number);
    expect(canonicalNationalIds('231174-1234', ['DK'])).toEqual(['2311741234']);
    expect(canonicalNationalIds('231174-123a', ['FI'])).toEqual(['231174-123A']);
    expect(canonicalNationalIds('231174-1234', ['NO', 'DK'])).toEqual(['2311741234']);
    expect(canonicalNationalIds('hello', ['NO', 'SE', 'DK', 'FI', 'NL'])).toEqual([]);
  });
});

describe('a text', () => {
  const standsIn = (country: NationalIdCountry, text: string, kind: 'key' | 'text' = 'text') =>
    nationalIdScheme(country).standsIn(text, kind);
  const swedish = swedishId('1974-11-23');

  it('with a number of the country in it is recognised', () => {
    expect(standsIn('NO', `see ${norwegianId('1974-11-23')}`)).toBe(true);
    expect(standsIn('SE', `see ${swedish}.`)).toBe(true);
    expect(standsIn('SE', `see ${swedish.slice(2, 8)}-${swedish.slice(8)}`)).toBe(true);
    expect(standsIn('SE', swedish.slice(2), 'key')).toBe(true);
    expect(standsIn('DK', 'see 231174-1235')).toBe(true);
    expect(standsIn('DK', danishIdOfOld('1974-11-23', '122'), 'key')).toBe(true);
    expect(standsIn('FI', `see ${finnishId('1974-11-23')}`)).toBe(true);
    expect(standsIn('PL', polishId('1974-11-23'), 'key')).toBe(true);
  });

  it('with other digits is not', () => {
    expect(standsIn('SE', '070-123 45 67')).toBe(false);
    expect(standsIn('SE', '0701234563')).toBe(false);
    expect(standsIn('DK', '+45 12 34 56 78')).toBe(false);
    expect(standsIn('DK', '2311741230', 'key')).toBe(false);
    expect(standsIn('FI', 'Order 231174-123A')).toBe(false);
    expect(standsIn('NL', dutchId('11122233'), 'key')).toBe(false);
  });

  it.each<[NationalIdCountry, string]>([
    ['BE', 'nr 85.07.30-033.28.'],
    ['CH', 'AHV 756.9217.0769.85, Zug'],
    ['DE', 'Ola 86095742719'],
    ['DE', 'Haus 12 86 095 742 719'],
    ['DE', '860-95742719'],
    ['DE', 'ID86095742719'],
    ['DE', 'Rente: 65 170839 J 003'],
    ['EE', 'isikukood 37605030299'],
    ['FR', 'NIR 2 95 10 99 126 111 93'],
    ['GR', 'AMKA 01013099997'],
    ['HR', 'OIB 33392005961'],
    ['IT', 'CF RCCMNL83S18D969H'],
    ['IT', 'rcc mnl 83s18 d969h'],
    ['LT', 'a.k. 33309240064'],
    ['PL', `PESEL: ${polishId('1974-11-23')}`],
    ['PT', 'NIF PT123456789'],
    ['RO', 'CNP 1630615123457'],
    ['SI', 'EMSO 0101006500006'],
    ['TR', '(17291716060)'],
  ])('with a number of %s in it is recognised: %s', (country, text) => {
    for (const kind of ['text', 'key'] as const) expect(standsIn(country, text, kind)).toBe(true);
  });

  it.each<[NationalIdCountry, string]>([
    ['DE', '+49 170 1234567'],
    ['DE', '+86095742719'],
    ['DE', 'IBAN DE89 3704 0044 0532 0130 00'],
    ['DE', '860957427191'],
    ['DE', 'Hauptstr. 86, 09574 Dresden 2719'],
    ['DE', 'Order 2026-860957-42719'],
    ['IT', 'XRCCMNL83S18D969H'],
    ['BE', '01.02.2003-04.05.2006'],
    ['PL', 'jan.44051401@example.org'],
  ])('of %s with other digits is not: %s', (country, text) => {
    expect(standsIn(country, text)).toBe(false);
  });

  it('is searched for one number in whatever form', () => {
    const core = nationalIdScheme('SE').coreOf(swedish);
    for (const text of [
      swedish,
      swedish.slice(2),
      `${swedish.slice(2, 8)}-${swedish.slice(8)}`,
      `nr. 74 11 23 ${swedish.slice(8)}`,
    ])
      expect(holdsNumber(text, core)).toBe(true);
    const finnish = finnishId('1974-11-03');
    expect(holdsNumber(finnish.slice(1).toLowerCase(), nationalIdScheme('FI').coreOf(finnish))).toBe(true);
    expect(holdsNumber('10401', core)).toBe(false);
  });
});
