import { describe, expect, it } from 'vitest';
import type { Issue } from '../../src/domain/issue.ts';
import { adviceFor, issueCodes } from '../../src/domain/issue-codes.ts';
import type { FieldMapping, RosterMapping } from '../../src/domain/roster-mapping.ts';
import type { LayoutSettings, ReadRow } from '../../src/layouts/contract.ts';
import { createLayout } from '../../src/layouts/index.ts';
import { danishId, danishIdOfOld, dutchId, finnishId, swedishId } from '../fixtures/national-ids.ts';
import { ssnFor, syntheticEmployee } from '../fixtures/roster.ts';

type Mapping = Partial<Omit<RosterMapping, 'fields'>> & { fields: Record<string, FieldMapping> };

const no = { employeeNo: { from: 'Ansattnr' } };

function layoutFor(mapping: Mapping) {
  const whole = { record: 'employees/employee', required: [], keepUnmapped: false, ...mapping };
  return createLayout({ name: 'custom', options: structuredClone({ mapping: whole }) });
}

/** Reads one row, given by its headers. */
function read(
  mapping: Mapping,
  row: Record<string, string | undefined>,
  settings: Partial<LayoutSettings> = {},
): ReadRow & { issues: Issue[]; codes: string[]; nationalId: string | null | undefined } {
  const layout = layoutFor(mapping);
  const { csv } = layout.shape;
  const names = csv.by === 'name' ? csv.names.map(([name]) => name) : [];
  const values = names.map((name) => (name === undefined ? row.rest : row[name]));
  const reader = layout.createRowReader({
    companies: null,
    allowSyntheticIds: false,
    today: '2026-01-15',
    ...settings,
  });
  const issues: Issue[] = [];
  const record = { line: 7, values, places: names.map((_, index) => index + 11) };
  const result = reader.read(record, (issue) => issues.push(issue));
  const recognised = reader.recognise(record);
  expect(recognised === null).toBe(issues.length > 0);
  if (recognised !== null)
    expect(recognised).toEqual({ key: result.key, nationalId: result.employee?.nationalId ?? null });
  return { ...result, issues, codes: issues.map(({ code }) => code), nationalId: result.employee?.nationalId };
}

/** What one field becomes of one value. */
function field(target: string, mapping: FieldMapping, value: string | undefined) {
  const result = read({ fields: { ...no, [target]: { from: 'X', ...mapping } } }, { Ansattnr: '1', X: value });
  const found = (result.employee as Record<string, unknown> | null)?.[target];
  return result.issues.length === 0 ? found : result.issues.map(({ code, message }) => `${code}: ${message}`).join();
}

const fullNo = (date: string, n = 0) => date.slice(8) + date.slice(5, 7) + date.slice(2, 4) + ssnFor(date, n);

describe('a field of the layout custom', () => {
  it.each<[string, FieldMapping, string | undefined, unknown]>([
    ['firstName', {}, '  Åse ', 'Åse'],
    ['firstName', {}, '', null],
    ['firstName', {}, undefined, null],
    ['firstName', { default: 'N.N.' }, ' ', 'N.N.'],
    ['surname', { case: 'upper' }, 'Sæther', 'SÆTHER'],
    ['email', { case: 'lower' }, 'Ase@Example.ORG', 'ase@example.org'],
    ['surname', { split: { at: ',', part: 1 } }, 'Nordmann, Kari Anne', 'Nordmann'],
    ['firstName', { split: { at: ',', part: 2 } }, 'Nordmann, Kari Anne', 'Kari Anne'],
    ['firstName', { split: { at: ',', part: 2 } }, 'Nordmann', null],
    ['hireStartDate', {}, '2020-02-29', '2020-02-29'],
    ['hireStartDate', { date: ['dd.MM.yyyy'] }, '31.12.2019', '2019-12-31'],
    ['hireStartDate', { date: ['d.M.yyyy'] }, '1.2.2019', '2019-02-01'],
    ['hireStartDate', { date: ['dd.MM.yyyy', 'yyyy-MM-dd'] }, '2019-12-31', '2019-12-31'],
    ['hireStartDate', { date: ['MM/dd/yyyy'] }, '12/31/2019', '2019-12-31'],
    ['hireStartDate', { date: ['yyyyMMdd'] }, '20191231', '2019-12-31'],
    ['hireStartDate', { date: ['yyyy-MM-ddZ'] }, '2019-12-31-08:00', '2019-12-31'],
    ['hireStartDate', { date: ['yyyy-MM-ddTHH:mm:ssZ'] }, '2019-12-31T00:00:00.000+0100', '2019-12-31'],
    ['hireStartDate', { date: ['dd.MM.yy'] }, '31.12.49', '2049-12-31'],
    ['hireStartDate', { date: ['dd.MM.yy'] }, '31.12.50', '1950-12-31'],
    ['dateOfBirth', { date: ['dd.MM.yy'] }, '16.01.26', '1926-01-16'],
    ['dateOfBirth', { date: ['dd.MM.yy'] }, '15.01.26', '2026-01-15'],
    ['hireStartDate', { date: ['yyyy-MM-ddTHH:mm:ss'] }, '2019-12-31T23:59:00', '2019-12-31'],
    ['hireStartDate', { date: ['dd.MM.yyyy HH:mm'] }, '31.12.2019 00:00', '2019-12-31'],
    ['hireStartDate', { date: ['excel-serial'] }, '43830', '2019-12-31'],
    ['hireStartDate', { date: ['excel-serial'] }, '43830.5', '2019-12-31'],
    ['employmentPercentage', {}, '80.5', 80.5],
    ['employmentPercentage', { number: { decimal: ',' } }, '80,5 %', 80.5],
    ['paidPercentage', { number: { decimal: ',', thousands: '.' } }, '1.234,5', 1234.5],
    ['paidPercentage', { number: { decimal: ',', thousands: ' ' } }, '1\u00a0234', 1234],
    ['disabilityGrade', { number: { decimal: '.' } }, '40', 40],
    ['employmentPercentage', { number: { decimal: '.', times: 100 } }, '0.29', 29],
    ['employmentPercentage', { number: { decimal: '.', times: 100 } }, '1.0', 100],
    ['employmentPercentage', { number: { decimal: '.', times: 100 } }, '0', 0],
    ['employmentPercentage', { number: { decimal: ',', times: 100 } }, '0,333333', 33.3333],
    ['employmentPercentage', { number: { decimal: '.', times: 100 } }, '0.666666666667', 66.6667],
    ['employmentPercentage', { number: { decimal: '.', times: 2.5 } }, '37.5', 93.75],
    ['employmentPercentage', { number: { decimal: '.', times: 0.01 } }, '8055', 80.55],
    ['employmentType', { map: { Fast: 'F', Vikar: 'T' } }, 'fast', 'F'],
    ['employmentType', { map: { a: 'F', A: 'T' } }, 'A', 'T'],
    ['employmentType', { map: { Fast: 'F' }, otherwise: 'U' }, 'Lærling', 'U'],
    ['employmentType', { map: { Fast: 'F', '-': '' }, default: 'U' }, '-', 'U'],
    ['abstainFromTicket', {}, 'true', true],
    ['abstainFromTicket', { true: ['Ja', '1'], false: ['Nei'] }, 'ja', true],
    ['abstainFromTicket', { true: ['Ja', '1'], false: ['Nei'] }, 'Nei', false],
    ['abstainFromTicket', { true: ['x'], otherwise: 'false' }, 'y', false],
    ['abstainFromTicket', { true: ['x'], default: 'false' }, '', false],
  ])('%s %j reads %j as %j', (target, mapping, value, expected) => {
    expect(field(target, mapping, value)).toBe(expected);
  });

  it.each<[string, FieldMapping, string, string]>([
    ['hireStartDate', {}, '31.12.2019', 'invalid-date: hireStartDate "31.12.2019" is not a date written yyyy-MM-dd'],
    [
      'hireStartDate',
      { date: ['dd.MM.yyyy'] },
      '31.02.2019',
      'invalid-date: hireStartDate "31.02.2019" is no day in the calendar.',
    ],
    [
      'hireStartDate',
      { date: ['dd.MM.yyyy'] },
      '43830',
      'invalid-date: hireStartDate is not a date written dd.MM.yyyy: it looks like the serial',
    ],
    [
      'dateOfBirth',
      { date: ['dd.MM.yyyy'] },
      ' 31.12.1980',
      'invalid-birth-date: dateOfBirth " 31.12.1980" is not a date written',
    ],
    [
      'dateOfBirth',
      { date: ['dd.MM.yyyy'] },
      '31.12.1880',
      'invalid-birth-date: dateOfBirth "1880-12-31" is more than 120 years ago.',
    ],
    ['dateOfBirth', {}, '2026-01-16', 'invalid-birth-date: dateOfBirth "2026-01-16" lies in the future.'],
    ['employmentPercentage', {}, '80,5', 'invalid-number: employmentPercentage "80,5" is not a number'],
    [
      'employmentPercentage',
      { number: { decimal: ',' } },
      '80.5',
      'invalid-number: employmentPercentage "80.5" is not a number written with digits and, if need be, a comma',
    ],
    ['paidPercentage', { number: { decimal: ',', thousands: '.' } }, '1.23,5', 'invalid-number: paidPercentage'],
    [
      'employmentPercentage',
      {},
      '101',
      'number-out-of-range: employmentPercentage "101" is out of range; it must be 0 to 100.',
    ],
    ['disabilityGrade', { number: { decimal: '.' } }, '4O', 'invalid-number: disabilityGrade is not a number'],
    [
      'employmentPercentage',
      { number: { decimal: '.', times: 100 } },
      '-0.5',
      'number-out-of-range: employmentPercentage "-50" is out of range',
    ],
    [
      'employmentType',
      { map: { Fast: 'F', Vikar: 'T' } },
      'Lærling',
      'unknown-code: employmentType "Lærling" is no word that the mapping knows: Fast, Vikar.',
    ],
    ['employmentType', { map: { Fast: 'F' } }, '12345', 'unknown-code: employmentType is no word'],
    [
      'abstainFromTicket',
      { true: ['Ja'], false: ['Nei'] },
      'kanskje',
      'invalid-boolean: abstainFromTicket "kanskje" must be Ja or Nei.',
    ],
    ['abstainFromTicket', {}, 'SANN', 'boolean-spelling: abstainFromTicket "SANN" was read as true'],
    ['gender', {}, 'x'.repeat(33), 'too-long: gender has 33 characters; at most 32 are possible.'],
  ])('%s %j tells what is wrong with %j', (target, mapping, value, expected) => {
    expect(field(target, mapping, value)).toContain(expected);
  });

  it('that is a date written otherwise says how it should be written, and keeps advice for dates apart from that for numbers', () => {
    const dates = { employeeNo: { from: 'Ansattnr' }, hireStartDate: { from: 'X', date: ['dd.MM.yyyy'] } };
    expect(read({ fields: dates }, { Ansattnr: '1', X: '2019-12-31' }).issues).toMatchObject([
      { pattern: 'yyyy-MM-dd', expected: 'dd.MM.yyyy' },
    ]);
    // As text a spreadsheet writes the serial number again.
    const [serial] = read({ fields: dates }, { Ansattnr: '1', X: '43830' }).issues;
    expect(serial?.message).toContain('format the column as a date');
    expect(serial?.message).not.toContain('as text');
  });

  it('is not made of the error of a spreadsheet, unless the mapping has a word for it', () => {
    const message =
      'hireEndCause is "#N/A": a formula of the spreadsheet gave this error, and the value is lost; correct it there, and export it anew.';
    const lost = `spreadsheet-error: ${message}`;
    expect(field('hireEndCause', { map: { Pensjon: 'A' }, otherwise: 'X' }, ' #N/A ')).toBe(lost);
    expect(field('hireEndCause', { map: { '#N/A': '', Pensjon: 'A' } }, '#N/A')).toBeNull();
    const joined = { employeeNo: { from: 'Ansattnr' }, addressLine: { join: ['Gate', 'Husnr'] } };
    expect(read({ fields: joined }, { Ansattnr: '1', Gate: 'Storgata', Husnr: '###' }).issues).toMatchObject([
      { code: 'spreadsheet-error', severity: 'row', field: 'addressLine' },
    ]);
  });

  it('is made of several columns, of a constant, or of another part of the same column', () => {
    const { employee, issues } = read(
      {
        fields: {
          ...no,
          companyId: { value: '42' },
          addressLine: { join: ['Gate', 'Husnummer', 'Oppgang'], with: ', ' },
          firstName: { from: 'Navn', split: { at: ',', part: 2 } },
          surname: { from: 'Navn', split: { at: ',', part: 1 } },
        },
      },
      { Ansattnr: ' 0042 ', Gate: 'Furuåsen ', Husnummer: '', Oppgang: 'A', Navn: 'Nordmann, Kari' },
    );
    expect(issues).toEqual([]);
    expect(employee).toMatchObject({
      employeeNo: '0042',
      companyId: '42',
      addressLine: 'Furuåsen, A',
      firstName: 'Kari',
      surname: 'Nordmann',
      email: null,
      attributes: null,
      inactiveBy: null,
    });
  });

  it('has no company where none is mapped', () => {
    expect(read({ fields: no }, { Ansattnr: '1' }).key).toEqual({ companyId: '', employeeNo: '1' });
  });
});

describe('a row of the layout custom', () => {
  it.each<[FieldMapping, string, ReadRow['leaving'], string | null]>([
    [{ true: ['Sluttet'], otherwise: 'false' }, 'Sluttet', true, 'deleted'],
    [{ true: ['Sluttet'], otherwise: 'false' }, 'Aktiv', false, null],
  ])('tells by "deleted" who has left: %j, %s', (mapping, value, leaving, inactiveBy) => {
    const result = read(
      { fields: { ...no, deleted: { from: 'Status', ...mapping } } },
      { Ansattnr: '1', Status: value },
    );
    expect(result).toMatchObject({ leaving, employee: { inactiveBy } });
  });

  it('tells by "active" who has left, also where it can not be used', () => {
    const fields = { ...no, active: { from: 'Aktiv', true: ['J'], false: ['N'] }, hireStartDate: { from: 'Fra' } };
    expect(read({ fields }, { Ansattnr: '1', Aktiv: 'N' })).toMatchObject({
      leaving: true,
      employee: { inactiveBy: 'inactive' },
    });
    expect(read({ fields }, { Ansattnr: '1', Aktiv: 'J' })).toMatchObject({
      leaving: false,
      employee: { inactiveBy: null },
    });
    expect(read({ fields }, { Ansattnr: '1', Aktiv: '' })).toMatchObject({
      leaving: false,
      employee: { inactiveBy: null },
    });
    expect(read({ fields }, { Ansattnr: '1', Aktiv: 'N', Fra: 'x' })).toMatchObject({ leaving: true, employee: null });
  });

  it('names what is missing by the field, and the place by the file', () => {
    const { issues, key } = read(
      { fields: { ...no, surname: { from: 'Etternavn' }, firstName: { from: 'Fornavn' } }, required: ['surname'] },
      { Ansattnr: '7', Fornavn: 'Åse' },
    );
    expect(key).toEqual({ companyId: '', employeeNo: '7' });
    expect(issues).toEqual([
      expect.objectContaining({
        code: 'missing-field',
        severity: 'row',
        field: 'surname',
        line: 7,
        column: 13,
        employeeNo: '7',
        message: 'surname is missing; it is required.',
      }),
    ]);
  });

  it('without a key can not be told', () => {
    expect(read({ fields: no }, { Ansattnr: ' ' })).toMatchObject({ key: null, codes: ['missing-field'] });
    const fields = { ...no, companyId: { from: 'Firma' } };
    expect(read({ fields }, { Ansattnr: '1', Firma: '' })).toMatchObject({ key: null, codes: ['missing-field'] });
    expect(read({ fields: no }, { Ansattnr: 'x'.repeat(65) })).toMatchObject({ key: null, codes: ['invalid-key'] });
  });

  it('of another company than the feed names is fatal', () => {
    const fields = { ...no, companyId: { from: 'Firma' } };
    const { issues } = read({ fields }, { Ansattnr: '1', Firma: '987654321' }, { companies: ['1'] });
    expect(issues).toEqual([expect.objectContaining({ code: 'unknown-company', severity: 'fatal' })]);
  });

  it("is not shown where its company may be somebody's number", () => {
    const fields = { ...no, companyId: { from: 'Firma' } };
    const Firma = dutchId('11122233');
    const { issues } = read({ fields, nationalIdScheme: 'NL' }, { Ansattnr: '1', Firma }, { companies: ['1'] });
    expect(issues.map(({ code, companyId }) => [code, companyId])).toEqual([['unknown-company', null]]);
    expect(JSON.stringify(issues)).not.toContain(Firma);
  });

  it("is told without its employee number where a torn row has joined somebody's number to it", () => {
    const { dateOfBirth, ssn } = syntheticEmployee(1);
    const number = dateOfBirth.slice(8) + dateOfBirth.slice(5, 7) + dateOfBirth.slice(2, 4) + ssn;
    const fields = { ...no, employmentType: { from: 'Type', map: { Fast: 'F' } } };
    const { issues } = read({ fields }, { Ansattnr: `10004${number}`, Type: 'x' });
    expect(issues).toMatchObject([{ code: 'unknown-code', employeeNo: null }]);
  });

  it.each([
    'invalid-ssn',
    'missing-ssn',
    'invalid-birth-date',
    'missing-field',
    'unknown-code',
    'invalid-boolean',
    'invalid-number',
  ])('has a code with advice: %s', (code) => {
    expect(Object.keys(issueCodes)).toContain(code);
    expect(adviceFor(code)).not.toBe(adviceFor('nothing'));
  });
});

describe('the national identity number', () => {
  const fields = { ...no, nationalId: { from: 'Nr' }, dateOfBirth: { from: 'Født', date: ['dd.MM.yyyy'] } };

  it.each([
    ['NO', fullNo('1974-11-23'), fullNo('1974-11-23')],
    ['NO', `${fullNo('1974-11-23').slice(0, 6)} ${fullNo('1974-11-23').slice(6)}`, fullNo('1974-11-23')],
    ['SE', swedishId('1974-11-23').slice(2), swedishId('1974-11-23')],
    ['DK', '231174-1234', danishId('1974-11-23')],
    ['FI', finnishId('1974-11-23').toLowerCase(), finnishId('1974-11-23')],
  ])('of %s tells the birth date', (nationalIdScheme, Nr, nationalId) => {
    const { employee, issues } = read(
      { fields: { ...no, nationalId: { from: 'Nr' } }, nationalIdScheme },
      { Ansattnr: '1', Nr },
    );
    expect(issues).toEqual([]);
    expect(employee).toMatchObject({ nationalId, dateOfBirth: '1974-11-23' });
  });

  it('that does not tell it leaves it to its own column', () => {
    const mapping = { fields, nationalIdScheme: 'NL' };
    expect(read(mapping, { Ansattnr: '1', Nr: '1112.22.333', Født: '23.11.1974' }).employee).toMatchObject({
      nationalId: '111222333',
      dateOfBirth: '1974-11-23',
    });
  });

  it('and the birth date must agree', () => {
    const mapping = { fields, nationalIdScheme: 'NO' };
    expect(read(mapping, { Ansattnr: '1', Nr: fullNo('1974-11-23'), Født: '23.11.1974' }).issues).toEqual([]);
    const { issues, employee } = read(mapping, { Ansattnr: '1', Nr: fullNo('1974-11-23'), Født: '24.11.1974' });
    expect(employee).toBeNull();
    expect(issues).toEqual([
      expect.objectContaining({
        code: 'invalid-ssn',
        severity: 'fatal',
        field: 'nationalId',
        column: 12,
        message: 'nationalId ***** is invalid: it belongs to another birth date than dateOfBirth says.',
      }),
    ]);
  });

  it.each([
    ['NO', '23117412345'],
    ['SE', '741123-0000'],
    ['DK', '321174-1234'],
    ['FI', '231174-123a'],
    ['NL', '111222334'],
  ])('of %s that is invalid rejects the file and is not repeated', (nationalIdScheme, Nr) => {
    const { issues } = read({ fields, nationalIdScheme }, { Ansattnr: '1', Nr });
    expect(issues).toEqual([expect.objectContaining({ code: 'invalid-ssn', severity: 'fatal', field: 'nationalId' })]);
    expect(JSON.stringify(issues)).not.toContain(Nr.slice(-5));
  });

  it('is fatal where it is required and missing, and so is the birth date', () => {
    const mapping: Mapping = { fields, nationalIdScheme: 'NO', required: ['nationalId', 'dateOfBirth'] };
    const { issues } = read(mapping, { Ansattnr: '1' });
    expect(issues.map(({ code, severity }) => [code, severity])).toEqual([
      ['missing-ssn', 'fatal'],
      ['missing-birth-date', 'fatal'],
    ]);
    expect(read({ fields, nationalIdScheme: 'NO' }, { Ansattnr: '1' }).issues).toEqual([]);
  });

  it('with blanks around it is only read where the mapping says so', () => {
    const row = { Ansattnr: '1', Nr: ` ${fullNo('1974-11-23')}` };
    const trimmed = { ...no, nationalId: { from: 'Nr', trim: true } };
    expect(read({ fields, nationalIdScheme: 'NO' }, row).codes).toEqual(['invalid-ssn']);
    expect(read({ fields: trimmed, nationalIdScheme: 'NO' }, row).codes).toEqual([]);
  });

  it('that is synthetic is only read where the feed allows it', () => {
    const Nr = `2391${fullNo('1974-11-23').slice(4, 6)}${ssnFor('1974-11-23', 0, { month: 80 })}`;
    const mapping: Mapping = { fields: { ...no, nationalId: { from: 'Nr' } }, nationalIdScheme: 'NO' };
    expect(read(mapping, { Ansattnr: '1', Nr }).codes).toEqual(['invalid-ssn']);
    expect(read(mapping, { Ansattnr: '1', Nr }, { allowSyntheticIds: true }).codes).toEqual([]);
  });

  const swedish = swedishId('1974-11-23');
  it.each([
    ['employeeNo', 'SE', swedish, swedish.slice(2), 'national-id-as-key'],
    ['employeeNo', 'SE', swedish, swedishId('1980-01-02').slice(2), 'national-id-as-key'],
    ['employeeNo', 'NL', '111222333', '111222333', 'national-id-as-key'],
    ['employeeNo', 'NL', '111222333', '123456782', undefined],
    ['employeeNo', 'DK', '2311741234', 'E-231174-1234', 'national-id-as-key'],
    ['jobTitle', 'FI', finnishId('1974-11-23'), `see ${finnishId('1980-01-02')}`, 'national-id-in-text'],
    ['phone', 'SE', swedish, `${swedish.slice(2, 8)}-${swedish.slice(8)}`, 'national-id-in-text'],
    ['phone', 'SE', swedish, '0701234563', undefined],
    ['phone', 'SE', swedish, fullNo('1974-11-23'), 'national-id-in-text'],
    [
      'surname',
      'NO',
      fullNo('1974-11-23'),
      `Nordmann ${fullNo('1974-11-23').slice(0, 6)}.${fullNo('1974-11-23').slice(6)}`,
      'national-id-in-text',
    ],
  ])('does not stand in %s (%s)', (target, nationalIdScheme, Nr, value, code) => {
    const mapped: Mapping['fields'] = { ...no, nationalId: { from: 'Nr' }, [target]: { from: 'X' } };
    const { issues } = read({ fields: mapped, nationalIdScheme }, { Ansattnr: '1', Nr, X: value });
    expect(issues.map((issue) => issue.code)).toEqual(code === undefined ? [] : [code]);
    if (code === undefined) return;
    expect(issues[0]).toMatchObject({ severity: 'row', field: target });
    expect(JSON.stringify(issues)).not.toContain(value.slice(-4));
  });
});

describe('the last digits of a Norwegian number', () => {
  const number = fullNo('1974-11-23');
  const rest = number.slice(6);
  const mapping: Mapping = {
    fields: { ...no, nationalId: { from: 'Nr' } },
    nationalIdScheme: 'NO',
    keepUnmapped: ['Ref', 'Unit'],
  };

  it.each([rest, `se (${rest})`])('are not kept beside the birth date: %s', (text) => {
    const { issues, employee } = read(mapping, { Ansattnr: '1', Nr: number, Ref: text, Unit: 'A' });
    expect(employee).toMatchObject({ attributes: { Unit: 'A' } });
    expect(issues).toEqual([
      expect.objectContaining({ code: 'national-id-in-text', severity: 'warning', field: 'attributes' }),
    ]);
    expect(issues[0]?.message).toContain('The unmapped column "Ref" has the last digits of the row');
    expect(JSON.stringify([issues, employee?.attributes])).not.toContain(rest);
  });

  it('are looked for as they stand, and only the own ones', () => {
    for (const text of [`1${rest}`, `A${rest}`, fullNo('1980-01-02').slice(6), rest.slice(1)]) {
      const { codes, employee } = read(mapping, { Ansattnr: '1', Nr: number, Ref: text });
      expect({ codes, attributes: employee?.attributes }).toEqual({ codes: [], attributes: { Ref: text } });
    }
  });
});

describe('unmapped columns', () => {
  const rest = '{"Avdeling":" Drift ","Tom":"","Kommentar":"ingen"}';

  it('are left out unless the mapping keeps them', () => {
    expect(layoutFor({ fields: no }).shape.restColumn).toBeUndefined();
    expect(read({ fields: no }, { Ansattnr: '1' }).employee?.attributes).toBeNull();
  });

  it('are kept in attributes, sorted and without what is empty', () => {
    const layout = layoutFor({ fields: no, keepUnmapped: true });
    expect(layout.shape.restColumn).toBe(layout.shape.columns.at(-1));
    const { employee } = read({ fields: no, keepUnmapped: true }, { Ansattnr: '1', rest });
    expect(JSON.stringify(employee?.attributes)).toBe('{"Avdeling":"Drift","Kommentar":"ingen"}');
  });

  it('are kept by name', () => {
    const layout = layoutFor({ fields: no, keepUnmapped: ['Avdeling'] });
    expect(layout.shape).toMatchObject({ csv: { names: [['Ansattnr'], ['Avdeling']], required: ['employeeNo'] } });
    const { employee } = read({ fields: no, keepUnmapped: ['Avdeling'] }, { Ansattnr: '1', Avdeling: 'Drift' });
    expect(employee?.attributes).toEqual({ Avdeling: 'Drift' });
  });

  it('hold no national identity number, however deep', () => {
    const mapping: Mapping = {
      fields: { ...no, nationalId: { from: 'Nr' } },
      nationalIdScheme: 'SE',
      keepUnmapped: true,
    };
    const number = swedishId('1974-11-23');
    for (const hidden of [
      `{"Gammelt nr":"${number}"}`,
      `{"liste":[{"a":"x ${number.slice(2)}"}]}`,
      `{"Nr 2":"${fullNo('1980-01-02')}"}`,
    ]) {
      const { issues } = read(mapping, { Ansattnr: '1', Nr: number, rest: hidden });
      expect(issues).toEqual([
        expect.objectContaining({ code: 'national-id-in-text', severity: 'row', field: 'attributes' }),
      ]);
      expect(JSON.stringify(issues)).not.toContain(number.slice(-5));
    }
  });

  it.each([
    ['DE', 'Steuer-ID 86095742719'],
    ['IT', 'CF RCCMNL83S18D969H'],
  ])('hold no number of %s within a longer text', (nationalIdScheme, hidden) => {
    const { issues } = read(
      { fields: { ...no, surname: { from: 'Navn' } }, nationalIdScheme, keepUnmapped: true },
      { Ansattnr: '1', Navn: `Ola ${hidden}`, rest: JSON.stringify({ Notat: hidden }) },
    );
    expect(issues.map(({ code, field: name }) => [code, name])).toEqual([
      ['national-id-in-text', 'surname'],
      ['national-id-in-text', 'attributes'],
    ]);
  });
});

describe('a kept value that its name says to be a national identity number', () => {
  const mapping: Mapping = { fields: no, keepUnmapped: true };

  it.each([
    ['Personnummer', { Avdeling: 'A', Personnummer: '850314-0000' }],
    ['person/SSN', { person: { '@id': '1', SSN: { '#text': '123' } } }],
    ['ids/@cpr-nr', { ids: [{ '@cpr-nr': 1 }, { '@cpr-nr': 2 }] }],
    ["N° de sécurité sociale (s'il y a)", { "N° de sécurité sociale (s'il y a)": '2' }],
  ])('rejects the file and is named: %s', (path, found) => {
    const { issues, employee } = read(mapping, { Ansattnr: '1', rest: JSON.stringify(found) });
    expect(employee).toBeNull();
    expect(issues).toMatchObject([
      {
        code: 'national-id-kept',
        severity: 'fatal',
        line: null,
        column: path,
        field: 'attributes',
        employeeNo: null,
        companyId: null,
        message:
          `The unmapped column "${path}" would be kept in plain text, and its name says that it holds national identity numbers: ` +
          'map it to nationalId and name their country (nationalIdScheme), or let keepUnmapped be a list of columns without it.',
      },
    ]);
  });

  it('is kept where an employer may have given what is called so', () => {
    const kept = { PNr: '10423', 'Personal ID': 'AB12', department: { idNr: 5 } };
    expect(read(mapping, { Ansattnr: '1', rest: JSON.stringify(kept) }).employee?.attributes).toEqual(kept);
    const { issues } = read(mapping, { Ansattnr: '1', rest: JSON.stringify({ PNr: '850314 0000' }) });
    expect(issues).toMatchObject([{ code: 'national-id-kept', column: 'PNr' }]);
  });

  it('is told of once, however many rows have it', () => {
    const layout = layoutFor(mapping);
    const reader = layout.createRowReader({ companies: null, allowSyntheticIds: false, today: '2026-01-15' });
    const issues: Issue[] = [];
    for (const no of ['1', '2', '3']) {
      const record = { line: 2, values: [no, `{"BSN":"${no}"}`] };
      expect(reader.recognise(record)).toBeNull();
      expect(reader.read(record, (issue) => issues.push(issue)).employee).toBeNull();
    }
    expect(issues.map(({ code }) => code)).toEqual(['national-id-kept']);
  });

  it('is none where it is empty, hidden, or yes or no', () => {
    const rest = '{"Personnummer":" ","person":{"ssn":null,"fnr":{}},"bsn":true,"SSN":"*****","Fnr.":"-","CPR":"ja"}';
    expect(read(mapping, { Ansattnr: '1', rest }).codes).toEqual([]);
  });
});

describe("a number of a country that the feed doesn't name", () => {
  const signed = (number: string) => `${number.slice(0, -4)}-${number.slice(-4)}`;
  const swedish = signed(swedishId('1985-03-14'));
  const danish = signed(danishIdOfOld('1985-03-14', '123'));
  const mapping: Mapping = { fields: { ...no, jobTitle: { from: 'X' }, phone: { from: 'Tlf' } }, keepUnmapped: true };

  it.each([
    swedish,
    swedish.slice(2),
    swedish.slice(2).replace('-', '\u2013'),
    signed(swedishId('1985-03-14', 238, 60)).slice(2),
    danish,
    finnishId('1985-03-14'),
    finnishId('2004-03-14').toLowerCase(),
  ])('leaves the row out where it is written with its sign: %s', (number) => {
    for (const nationalIdScheme of [undefined, 'NO', 'DE']) {
      const one = { ...mapping, nationalIdScheme };
      const texts = read(one, { Ansattnr: '1', X: `hr ${number}, se mappe` }).issues;
      expect(texts).toEqual([
        expect.objectContaining({ code: 'national-id-in-text', severity: 'row', field: 'jobTitle' }),
      ]);
      const kept = read(one, { Ansattnr: '1', rest: JSON.stringify({ a: [{ b: number }] }) }).issues;
      expect(kept).toEqual([
        expect.objectContaining({ code: 'national-id-in-text', severity: 'row', field: 'attributes' }),
      ]);
      const keys = read(one, { Ansattnr: number }).issues;
      expect(keys).toEqual([
        expect.objectContaining({ code: 'national-id-as-key', severity: 'row', employeeNo: null }),
      ]);
      expect(JSON.stringify([texts, kept, keys])).not.toContain(number.slice(-4));
    }
  });

  it.each([
    ['bare', swedish.slice(2).replace('-', '')],
    ['with another check digit', swedish.slice(2).replace(/.$/, (last) => String((Number(last) + 1) % 10))],
    ["with a Danish birth date, and four digits that don't fit it", '140385-1234'],
    ['a Swedish organisation number', '556036-0793'],
    ['a day of these years and a time', signed(swedishId('2024-01-15', 123)).slice(2)],
    ['a day of these years and a serial number', signed(swedishId('2024-01-15', 1))],
    ['within a longer number', `12-${swedish.slice(2)}`],
    ['behind a plus sign', `+${swedish.slice(2)}`],
  ])('is not looked for %s', (_, text) => {
    const { codes, employee } = read(mapping, { Ansattnr: '1', X: text, rest: JSON.stringify({ a: text }) });
    expect({ codes, attributes: employee?.attributes }).toEqual({ codes: [], attributes: { a: text } });
  });

  it('is not looked for among telephone numbers', () => {
    expect(read(mapping, { Ansattnr: '1', Tlf: swedish.slice(2) }).codes).toEqual([]);
  });
});

describe('a second row of headers', () => {
  const fields: Mapping['fields'] = {
    employeeNo: { from: 'USERID' },
    firstName: { from: 'FIRSTNAME' },
    surname: { from: 'LASTNAME' },
    hireStartDate: { from: 'HIREDATE', date: ['MM/dd/yyyy'] },
    businessUnit: { from: 'CUSTOM_07' },
  };
  const labels = {
    USERID: 'User ID',
    FIRSTNAME: 'First Name',
    LASTNAME: 'Last Name',
    HIREDATE: 'Hire Date',
    CUSTOM_07: 'Region of work',
  };

  it.each([
    labels,
    { ...labels, HIREDATE: '', CUSTOM_07: '' },
    Object.fromEntries(Object.keys(labels).map((id) => [id, id.toLowerCase()])),
  ])('rejects the file and is no employee: %j', (row) => {
    const { issues, key } = read({ fields }, row);
    expect(key).toBeNull();
    expect(issues).toEqual([
      expect.objectContaining({
        code: 'second-header',
        severity: 'fatal',
        line: 7,
        column: 11,
        message:
          'The row on line 7 holds names of columns and no employee: the file has two header rows. Export it with one.',
      }),
    ]);
  });

  it.each([
    { ...labels, USERID: '1001' },
    { ...labels, USERID: 'anordmann' },
    { USERID: 'email', FIRSTNAME: 'Land', LASTNAME: 'Berg', CUSTOM_07: 'Nord' },
    { USERID: 'email', FIRSTNAME: 'Land' },
  ])('is none where too little speaks for it: %j', (row) => {
    expect(read({ fields }, row).codes).not.toContain('second-header');
  });
});

describe('what formats are told of a mapping', () => {
  it('is each column once, by header and by path', () => {
    const { shape, fields, identityField } = layoutFor({
      record: 'Export/Personer/Person',
      fields: {
        employeeNo: { from: 'person/@nr' },
        nationalId: { from: 'person.fnr' },
        companyId: { value: '1' },
        firstName: { from: 'navn', split: { at: ' ', part: 1 } },
        surname: { from: 'navn', split: { at: ' ', part: 2 } },
        addressLine: { join: ['gate', 'nr'] },
      },
      nationalIdScheme: 'NO',
    });
    expect(shape).toEqual({
      allowsOthersBeside: true,
      columns: ['employeeNo', 'nationalId', 'firstName', 'addressLine (gate)', 'addressLine (nr)'],
      paths: [['person', '@nr'], ['person', 'fnr'], ['navn'], ['gate'], ['nr']],
      recordPaths: [['Export', 'Personer', 'Person']],
      numbers: [],
      trees: {},
      leavesOthersOut: true,
      csv: {
        by: 'name',
        names: [['person/@nr'], ['person.fnr'], ['navn'], ['gate'], ['nr']],
        required: ['employeeNo', 'nationalId', 'firstName', 'addressLine (gate)', 'addressLine (nr)'],
      },
    });
    expect(fields).toEqual(['firstName', 'surname', 'dateOfBirth', 'addressLine']);
    expect(identityField).toBe('nationalId');
  });
});

describe('a mapping that is to be like personnel-ticket', () => {
  const fields: Mapping['fields'] = {
    employeeNo: { from: 'Ansattnr' },
    companyId: { value: '42' },
    nationalId: { from: 'Fødselsnummer' },
    firstName: { from: 'Fornavn' },
    surname: { from: 'Etternavn' },
    email: { from: 'E-post' },
    addressLine: { from: 'Adresse' },
    postalCode: { from: 'Postnr' },
    hireStartDate: { from: 'Startdato', date: ['dd.MM.yyyy'] },
    employmentType: { from: 'Type', map: { Fast: 'F', Vikar: 'T', Ukjent: 'Q' } },
    payType: { value: 'A' },
    employmentPercentage: { from: 'Stilling', number: { decimal: ',' } },
    paidPercentage: { from: 'Stilling', number: { decimal: ',' } },
    disabilityGrade: { from: 'Uføregrad' },
    deleted: { from: 'Status', true: ['Sluttet'], otherwise: 'false' },
  };
  const mapping: Mapping = { fields, nationalIdScheme: 'NO', like: 'personnel-ticket' };
  const row = {
    Ansattnr: '10401',
    Fødselsnummer: fullNo('1974-11-23'),
    Fornavn: 'Åse',
    Etternavn: 'Bråtelund',
    'E-post': 'ase@example.org',
    Adresse: 'Furuåsen 4',
    Postnr: '0151',
    Startdato: '01.02.2003',
    Type: 'Fast',
    Stilling: '80,5',
    Status: 'Aktiv',
  };

  it('makes what that layout would make of the same employee', () => {
    const { employee, issues } = read(mapping, row);
    expect(issues).toEqual([]);
    const ticket = createLayout({ name: 'personnel-ticket', options: {} });
    const source = {
      ...syntheticEmployee(1),
      employeeNo: '10401',
      companyId: '42',
      employmentTypeId: 'F',
      dateOfBirth: '1974-11-23',
      ssn: ssnFor('1974-11-23'),
      firstName: 'Åse',
      surname: 'Bråtelund',
      addressLine: 'Furuåsen 4',
      postalCode: '0151',
      abstainFromTicket: '',
      hireStartDate: '2003-02-01',
      payType: 'A',
      disabilityGrade: '',
      disabilityFromDate: '',
      employmentPercentage: '80.5',
      employmentPercentageDate: '',
      paidPercentage: '80.5',
      leaveFromDate: '',
    };
    const values = ticket.shape.columns.map((column) => (source as Record<string, string>)[column]);
    const reader = ticket.createRowReader({ companies: null, allowSyntheticIds: false, today: '2026-01-15' });
    const expected = reader.read({ line: 1, values }, () => {}).employee;
    expect(employee).toEqual({ ...expected, email: 'ase@example.org' });
    expect(layoutFor(mapping).fields).toEqual(expect.arrayContaining([...ticket.fields, 'email']));
  });

  it.each<[Partial<Record<keyof typeof row | 'Uføregrad', string>>, [string, string, string][]]>([
    [{ Type: 'Ukjent' }, [['unknown-code', 'row', 'employmentType']]],
    [{ Type: 'Lærling' }, [['unknown-code', 'row', 'employmentType']]],
    [{ Postnr: '' }, [['missing-field', 'row', 'postalCode']]],
    [{ Stilling: '120' }, [['number-out-of-range', 'row', 'employmentPercentage']]],
    [{ Fødselsnummer: '' }, [['missing-ssn', 'fatal', 'nationalId']]],
    [{ Fødselsnummer: '23117412345' }, [['invalid-ssn', 'fatal', 'nationalId']]],
    [{ Startdato: '2003-02-01' }, [['invalid-date', 'row', 'hireStartDate']]],
    [{ Uføregrad: '40' }, [['missing-disability-date', 'row', 'disabilityFromDate']]],
    [{ Ansattnr: fullNo('1974-11-23') }, [['national-id-as-key', 'row', 'employeeNo']]],
    [{ Etternavn: `B ${fullNo('1980-01-02')}` }, [['national-id-in-text', 'row', 'surname']]],
  ])('keeps its rules: %j', (changes, expected) => {
    const { issues } = read({ ...mapping, fields: { ...fields } }, { ...row, ...changes });
    expect(issues.map(({ code, severity, field: name }) => [code, severity, name])).toEqual(expected);
    expect(issues.every(({ message, field: name }) => message.startsWith(name ?? '-'))).toBe(true);
  });

  it('knows who has left', () => {
    expect(read(mapping, { ...row, Status: 'Sluttet' })).toMatchObject({
      leaving: true,
      employee: { inactiveBy: 'deleted' },
    });
  });

  it('may read the birth date from a column of its own, and compares it', () => {
    const withDate = { ...mapping, fields: { ...fields, dateOfBirth: { from: 'Født', date: ['dd.MM.yyyy'] } } };
    expect(read(withDate, { ...row, Født: '23.11.1974' }).codes).toEqual([]);
    expect(read(withDate, { ...row, Født: '24.11.1974' }).codes).toEqual(['invalid-ssn']);
    expect(read(withDate, { ...row, Født: '1974-11-23' }).codes).toEqual(['invalid-birth-date']);
    expect(read(withDate, { ...row, Født: '' }).employee).toMatchObject({ dateOfBirth: '1974-11-23' });
  });
});
