import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Issue } from '../../src/domain/issue.ts';
import { adviceFor, issueCodes } from '../../src/domain/issue-codes.ts';
import type { LayoutSettings, ReadRow } from '../../src/layouts/contract.ts';
import { personnelTicket } from '../../src/layouts/personnel-ticket.ts';
import { employmentTypes, endCauses, payTypes } from '../../src/layouts/personnel-ticket-codes.ts';
import { type RosterColumn, type RosterRow, rosterColumns, ssnFor, syntheticEmployee } from '../fixtures/roster.ts';

function read(
  row: Partial<RosterRow>,
  settings: Partial<LayoutSettings> = {},
  places?: readonly string[],
): ReadRow & { issues: Issue[]; codes: string[] } {
  const reader = personnelTicket.createRowReader({
    companies: null,
    allowSyntheticIds: false,
    today: '2026-01-15',
    ...settings,
  });
  const issues: Issue[] = [];
  const record = { line: 7, values: rosterColumns.map((column) => row[column]), ...(places && { places }) };
  const result = reader.read(record, (issue) => issues.push(issue));
  return { ...result, issues, codes: issues.map(({ code }) => code) };
}

function nationalIdOf({ dateOfBirth, ssn }: Pick<RosterRow, 'dateOfBirth' | 'ssn'>): string {
  return dateOfBirth.slice(8) + dateOfBirth.slice(5, 7) + dateOfBirth.slice(2, 4) + ssn;
}

function spellingsOf(dateOfBirth: string, ssn: string): string[] {
  const [year = '', month = '', day = ''] = [dateOfBirth.slice(2, 4), dateOfBirth.slice(5, 7), dateOfBirth.slice(8)];
  const betweens = ['', ' ', '\u00a0', '-', '.', '  ', ' - '].map((between) => day + month + year + between + ssn);
  return [
    ...betweens,
    `${day}.${month}.${year}-${ssn}`,
    `NO${day}${month}${year}${ssn}`,
    `7 ${day}${month}${year}${ssn}`,
  ];
}

/** An employee with one column changed. */
const withColumn = (column: RosterColumn, value: string | undefined) => {
  const row: Partial<RosterRow> = syntheticEmployee(1, { disabilityFromDate: '2020-01-01' });
  row[column] = value;
  return row;
};

describe('a row of personnel-ticket', () => {
  it('becomes an employee', () => {
    const row = syntheticEmployee(7, { surname: '  Sæther ', hireEndDate: '2025-12-31', hireEndCause: 'E' });
    const { employee, key, issues } = read(row);
    const { dateOfBirth } = row;
    expect(issues).toEqual([]);
    expect(key).toEqual({ companyId: '1', employeeNo: '100007' });
    expect(employee).toMatchObject({
      companyId: '1',
      employeeNo: '100007',
      surname: 'Sæther',
      hireEndDate: '2025-12-31',
      hireEndCause: 'E',
      employmentType: row.employmentTypeId,
      disabilityGrade: 40,
      disabilityFromDate: '2021-03-01',
      employmentPercentage: 55,
      paidPercentage: 55,
      leaveFromDate: null,
      abstainFromTicket: false,
      inactiveBy: null,
      nationalId: dateOfBirth.slice(8) + dateOfBirth.slice(5, 7) + dateOfBirth.slice(2, 4) + row.ssn,
      email: null,
    });
  });

  it('takes the defaults of the table for what is empty or absent', () => {
    const optional = { abstainFromTicket: '', hireEndDate: '', hireEndCause: '', disabilityGrade: '', isDeleted: '' };
    for (const value of ['', ' ', undefined]) {
      const row: Partial<RosterRow> = syntheticEmployee(0);
      for (const column of Object.keys(optional) as RosterColumn[]) row[column] = value;
      const { employee, issues } = read(row);
      expect(issues).toEqual([]);
      expect(employee).toMatchObject({
        abstainFromTicket: false,
        hireEndDate: null,
        disabilityGrade: 0,
        inactiveBy: null,
      });
    }
  });

  it('marks the employee deleted', () => {
    expect(read(syntheticEmployee(0, { isDeleted: 'true' })).employee?.inactiveBy).toBe('deleted');
  });

  const required = [
    'employeeNo',
    'companyId',
    'employmentTypeId',
    'firstName',
    'surname',
    'addressLine',
    'postalCode',
    'hireStartDate',
    'payType',
    'employmentPercentage',
    'paidPercentage',
  ] as const;
  it.each(required)('is quarantined without %s', (field) => {
    for (const value of ['', '  ', undefined]) {
      const { issues, employee } = read(withColumn(field, value));
      expect(employee).toBeNull();
      expect(issues).toMatchObject([
        { code: 'missing-field', severity: 'row', field, line: 7, column: rosterColumns.indexOf(field) + 1 },
      ]);
    }
  });

  it.each([
    ['employmentTypeId', Object.keys(employmentTypes)],
    ['payType', Object.keys(payTypes)],
    ['hireEndCause', Object.keys(endCauses)],
  ] as const)('takes the codes of %s and no others', (field, codes) => {
    for (const code of '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ') {
      const { codes: found } = read(withColumn(field, code));
      expect(found).toEqual(codes.includes(code) ? [] : ['unknown-code']);
    }
    expect(read(withColumn(field, 'toString')).codes).toEqual(['unknown-code']);
  });

  it('names the code that is meant by a name or a small letter', () => {
    expect(read(withColumn('payType', 'Aktiv stilling')).issues[0]?.message).toContain('Write A for Aktiv stilling');
    expect(read(withColumn('hireEndCause', 'd')).issues[0]?.message).toContain('Write D for Dødsfall');
  });

  it.each(['hireStartDate', 'hireEndDate', 'disabilityFromDate', 'employmentPercentageDate', 'leaveFromDate'] as const)(
    'is quarantined for a wrong date in %s, with its shape',
    (field) => {
      expect(read(withColumn(field, '2020-02-29')).issues).toEqual([]);
      expect(read(withColumn(field, '31.12.2020')).issues).toMatchObject([
        { code: 'invalid-date', severity: 'row', field, pattern: 'dd.MM.yyyy' },
      ]);
      for (const wrong of ['2021-02-29', '0000-00-00', '20201231', 'soon', '2020-1-1']) {
        expect(read(withColumn(field, wrong)).codes).toEqual(['invalid-date']);
      }
    },
  );

  it.each([
    ['employmentPercentage', '100', '100.1'],
    ['disabilityGrade', '100', '101'],
    ['paidPercentage', '100000', '100000.5'],
  ] as const)('takes a number from 0 to the limit in %s', (field, limit, above) => {
    for (const good of ['0', limit, '12.5', '0.1234']) expect(read(withColumn(field, good)).issues).toEqual([]);
    for (const out of [above, '-1', '-0.5'])
      expect(read(withColumn(field, out)).codes).toEqual(['number-out-of-range']);
    for (const no of ['80,5', '80 %', '1e2', '0x10', '12.34567', 'NaN', 'true', '٣', '.5', '5.', '+5']) {
      expect(read(withColumn(field, no)).codes).toEqual(['invalid-number']);
    }
  });

  it('is quarantined without disabilityFromDate where the grade is above 0', () => {
    const row = syntheticEmployee(0, { disabilityGrade: '0.5', disabilityFromDate: '' });
    expect(read(row).issues).toMatchObject([{ code: 'missing-disability-date', severity: 'row', column: 16 }]);
    expect(read({ ...row, disabilityGrade: '0' }).issues).toEqual([]);
  });

  it.each([
    ['TRUE', true],
    ['FALSE', false],
    ['SANN', true],
    ['USANN', false],
  ])('reads %s as a boolean with a warning', (text, value) => {
    const { employee, issues } = read(withColumn('abstainFromTicket', text));
    expect(employee?.abstainFromTicket).toBe(value);
    expect(issues).toMatchObject([{ code: 'boolean-spelling', severity: 'warning', field: 'abstainFromTicket' }]);
  });

  it.each(['yes', '1', '0', 'ja', 'x', 'constructor', '__proto__'])('is quarantined for the boolean %s', (text) => {
    expect(read(withColumn('isDeleted', text)).issues).toMatchObject([{ code: 'invalid-boolean', severity: 'row' }]);
  });

  it('is quarantined for text that the register can not hold', () => {
    expect(read(withColumn('surname', 'x'.repeat(200))).issues).toEqual([]);
    expect(read(withColumn('surname', 'x'.repeat(201))).codes).toEqual(['too-long']);
  });

  it('has one issue for every field that is wrong, in the order of the columns', () => {
    const row = syntheticEmployee(0, { payType: 'Q', isDeleted: 'x', surname: '', disabilityGrade: '5', ssn: '1' });
    expect(read(row).issues.map(({ column, field }) => [column, field])).toEqual([
      [5, 'ssn'],
      [7, 'surname'],
      [12, 'payType'],
      [16, 'disabilityFromDate'],
      [21, 'isDeleted'],
    ]);
  });

  it('names the element where the file has elements', () => {
    const places = rosterColumns.map((column) => `employees/employee/${column}`);
    expect(read(withColumn('payType', 'Q'), {}, places).issues[0]?.column).toBe('employees/employee/payType');
  });
});

describe('the key of a row', () => {
  it('is trimmed and NFC, and otherwise as it stands', () => {
    const decomposed = read(withColumn('employeeNo', ' A\u030a007 ')).key;
    expect(decomposed?.employeeNo).toBe('\u00c5007');
    for (const key of ['0007', '12345678901234567890', 'a', 'A', '=1+1']) {
      expect(read(withColumn('employeeNo', key)).key?.employeeNo).toBe(key);
    }
  });

  it.each(['employeeNo', 'companyId'] as const)(
    'can not be read where %s is too long or has control characters',
    (field) => {
      for (const wrong of ['x'.repeat(65), 'a\u0085b', 'a\nb']) {
        const { key, employee, codes } = read(withColumn(field, wrong));
        expect([key, employee, codes]).toEqual([null, null, ['invalid-key']]);
      }
      expect(read(withColumn(field, 'x'.repeat(64))).key).not.toBeNull();
    },
  );

  it('is told for a row that is quarantined', () => {
    const { key, employee } = read(withColumn('payType', 'Q'));
    expect([key, employee]).toEqual([{ companyId: '1', employeeNo: '100001' }, null]);
  });

  it.each(['employeeNo', 'companyId'] as const)(
    'is refused where %s is an identity number in any spelling',
    (field) => {
      const row = syntheticEmployee(3);
      const other = syntheticEmployee(4);
      const lost = syntheticEmployee(5, { dateOfBirth: '1984-03-02', ssn: ssnFor('1984-03-02') });
      const spellings = [
        ...[row, other].flatMap(({ dateOfBirth, ssn }) => spellingsOf(dateOfBirth, ssn)).map((key) => ({ row, key })),
        // A spreadsheet took it for a number.
        { row: lost, key: nationalIdOf(lost).slice(1) },
      ];
      for (const { row: base, key: spelled } of spellings) {
        const { key, employee, issues } = read({ ...base, [field]: spelled });
        expect([key, employee], spelled).toEqual([null, null]);
        expect(issues).toMatchObject([{ code: 'national-id-as-key', severity: 'row', field, [field]: null }]);
        const text = JSON.stringify(issues);
        expect(text).not.toContain(spelled);
        expect(text).not.toContain(spelled.slice(-5));
      }
    },
  );

  it('may have eleven digits that are no identity number', () => {
    for (const employeeNo of ['10000000000', '99999999999', '1000000000', 'A-100-200-300-40']) {
      expect(read(withColumn('employeeNo', employeeNo)).key?.employeeNo).toBe(employeeNo);
    }
  });
});

describe('a text field', () => {
  const fields = ['firstName', 'surname', 'addressLine', 'postalCode'] as const;

  it.each(fields)('quarantines the row for an identity number in %s and never shows it', (field) => {
    const { dateOfBirth, ssn } = syntheticEmployee(4);
    const day = nationalIdOf({ dateOfBirth, ssn }).slice(0, 6);
    for (const number of [day + ssn, `${day} ${ssn}`, `${day}-${ssn}`]) {
      for (const value of [number, `Lie (${number})`]) {
        const { key, employee, issues } = read(withColumn(field, value));
        expect([key?.employeeNo, employee], value).toEqual(['100001', null]);
        expect(issues).toMatchObject([{ code: 'national-id-in-text', severity: 'row', field }]);
        expect(JSON.stringify(issues)).not.toContain(ssn);
      }
    }
  });

  it.each(fields)('may have other figures in %s', (field) => {
    for (const value of ['47110000000', '123456 12345', 'Hus 12345678']) {
      expect(read(withColumn(field, value)).issues, value).toEqual([]);
    }
  });
});

describe('disability grade and date', () => {
  it.each([
    ['disabilityGrade', '67 %', '0 to 100'],
    ['disabilityGrade', '50,5', 'a number written with digits'],
    ['disabilityGrade', '167', '0 to 100'],
    ['disabilityGrade', '-67', '0 to 100'],
    ['disabilityFromDate', '24.12.2019', 'it is written dd.MM.yyyy'],
    ['disabilityFromDate', '2019-02-30', 'no day in the calendar'],
    ['disabilityFromDate', '2019-2-3', 'it is written yyyy-M-d'],
    ['disabilityFromDate', '43823', 'serial number'],
  ] as const)('of %s %j are reported without the value', (field, value, rule) => {
    const { issues } = read({ ...withColumn('disabilityGrade', '40'), [field]: value });
    expect(issues).toMatchObject([{ severity: 'row', field }]);
    expect(issues[0]?.message).not.toContain(value.replace(/ ?%/, ''));
    if (value !== '67 %') expect(issues[0]?.message).toContain(rule);
  });
});

describe('the companies of a feed', () => {
  it('reject a file with any other', () => {
    const { issues, employee, key } = read(syntheticEmployee(0), { companies: ['2', '3'] });
    expect(employee).toBeNull();
    expect(key).not.toBeNull();
    expect(issues).toMatchObject([{ code: 'unknown-company', severity: 'fatal', companyId: '1', column: 2 }]);
    expect(read(syntheticEmployee(0), { companies: ['1'] }).issues).toEqual([]);
  });

  it('recognise an organisation number', () => {
    const { issues } = read(syntheticEmployee(0, { companyId: '974760673' }), { companies: ['1'] });
    expect(issues[0]?.message).toContain('looks like an organisation number');
  });
});

describe('birth date and SSN', () => {
  it.each([
    ['1974-02-30', 'no day in the calendar'],
    ['0000-00-00', 'no day in the calendar'],
    ['2026-01-16', 'in the future'],
    ['1906-01-14', 'more than 120 years'],
    ['31.12.1974', 'yyyy-MM-dd'],
    [' 1974-11-23', 'yyyy-MM-dd'],
    ['19741123', 'yyyy-MM-dd'],
    ['27394', 'serial number'],
    ['unknown', 'yyyy-MM-dd'],
  ])('reject the file for the birth date %j', (dateOfBirth, reason) => {
    const { issues, employee } = read(syntheticEmployee(0, { dateOfBirth }));
    expect(employee).toBeNull();
    expect(issues).toMatchObject([{ code: 'invalid-birth-date', severity: 'fatal', field: 'dateOfBirth', column: 4 }]);
    expect(issues[0]?.message).toContain(reason);
  });

  it('take a birth date of today and one of 120 years ago', () => {
    const born = (date: string) => syntheticEmployee(0, { dateOfBirth: date, ssn: ssnFor(date) });
    expect(read(born('2026-01-15')).issues).toEqual([]);
    expect(read(born('1906-01-15')).issues).toEqual([]);
  });

  it('reject the file where they are missing', () => {
    expect(read(withColumn('dateOfBirth', '')).issues).toMatchObject([
      { code: 'missing-birth-date', severity: 'fatal' },
    ]);
    expect(read(withColumn('ssn', undefined)).issues).toMatchObject([{ code: 'missing-ssn', severity: 'fatal' }]);
  });

  it.each(['1234', '123456', 'abcde', ' 12345'])('reject the file for the SSN %j and mask it', (ssn) => {
    const { issues } = read(syntheticEmployee(0, { ssn }));
    expect(issues).toMatchObject([{ code: 'invalid-ssn', severity: 'fatal', field: 'ssn', column: 5 }]);
    expect(issues[0]?.message).toContain('*****');
    expect(issues[0]?.message).not.toContain(ssn.trim());
  });

  it('are reported beside whatever else is wrong with the row', () => {
    const row = syntheticEmployee(0, { ssn: '00000', payType: 'Q' });
    expect(read(row).codes).toEqual(['invalid-ssn', 'unknown-code']);
  });

  it('are reported once where the birth date is wrong and the SSN has its shape', () => {
    expect(read(syntheticEmployee(0, { dateOfBirth: '1974-02-30' })).codes).toEqual(['invalid-birth-date']);
    expect(read(syntheticEmployee(0, { dateOfBirth: '1974-02-30', ssn: 'x' })).codes).toEqual([
      'invalid-birth-date',
      'invalid-ssn',
    ]);
  });

  it('may be synthetic only where the feed allows it', () => {
    const row = syntheticEmployee(0, { dateOfBirth: '1985-06-20', ssn: ssnFor('1985-06-20', 0, { month: 80 }) });
    expect(read(row).issues[0]?.message).toContain('synthetic');
    expect(read(row, { allowSyntheticIds: true }).employee?.nationalId).toBe(`208685${row.ssn}`);
  });

  it('never show an identity number, whichever columns have changed places', () => {
    const order = fc.shuffledSubarray([...rosterColumns.keys()], { minLength: 21, maxLength: 21 });
    fc.assert(
      fc.property(fc.nat(3000), order, fc.constantFrom(5, 11), (i, shuffled, shift) => {
        const row = syntheticEmployee(i);
        const nationalId =
          row.dateOfBirth.slice(8) + row.dateOfBirth.slice(5, 7) + row.dateOfBirth.slice(2, 4) + row.ssn;
        const source = rosterColumns.map((column) => (column === 'ssn' && shift === 11 ? nationalId : row[column]));
        const moved = Object.fromEntries(rosterColumns.map((column, at) => [column, source[shuffled[at] ?? 0]]));
        const text = JSON.stringify(read(moved as RosterRow, { companies: ['7'] }).issues);
        // Employee numbers of the fixture have six digits, percentages fewer than five.
        expect(text).not.toMatch(new RegExp(`(?<!\\d)${row.ssn}(?!\\d)|${nationalId}`));
      }),
      { numRuns: 500 },
    );
  });

  it('leave an employee number of five digits in the report', () => {
    const { issues } = read(syntheticEmployee(0, { employeeNo: '10001', ssn: '1234' }));
    expect(issues).toMatchObject([{ code: 'invalid-ssn', employeeNo: '10001', companyId: '1' }]);
  });
});

describe('the header of personnel-ticket', () => {
  const { csv } = personnelTicket.shape;
  if (csv.by !== 'position') throw new Error('its columns stand by position');
  const { isHeader } = csv;
  const row = (overrides: Partial<RosterRow> = {}) => Object.values(syntheticEmployee(0, overrides));

  it('is a first row without a date in column 4', () => {
    expect(isHeader(rosterColumns)).toBe(true);
    expect(isHeader(rosterColumns.map((name) => ` ${name.toUpperCase()}`))).toBe(true);
    expect(isHeader(rosterColumns.map((_, index) => `Kolonne ${index + 1}`))).toBe(true);
    expect(isHeader(row())).toBe(false);
  });

  it.each(['31.12.1974', '1974-02-30', '', 'N/A', '27394', 'ukjent'])(
    'is never an employee whose birth date is %j',
    (dateOfBirth) => {
      expect(isHeader(row({ dateOfBirth }))).toBe(false);
    },
  );
});

describe('issue codes', () => {
  it('have a sentence of advice each, and unknown ones a general one', () => {
    for (const [code, { title, advice }] of Object.entries(issueCodes)) {
      expect(title.length, code).toBeGreaterThan(2);
      expect(advice, code).toMatch(/^["A-Z].{15,}\.$/s);
    }
    expect(adviceFor('constructor')).toBe(adviceFor('no-such-code'));
  });
});

describe('what a spreadsheet has damaged', () => {
  it.each(['12', '123', '4567'])('is an SSN "%s" without its leading zeros, which is not mended', (ssn) => {
    const { issues, employee } = read(withColumn('ssn', ssn));

    expect(employee).toBeNull();
    expect(issues).toMatchObject([{ code: 'invalid-ssn', severity: 'fatal' }]);
    expect(issues[0]?.message).toMatch(
      /dropped leading zeros; format the column as text before the file is saved as CSV/,
    );
    expect(issues[0]?.message).not.toContain(ssn);
  });

  it('is perhaps a postal code of three digits: it is taken as it is, with a warning', () => {
    const { issues, employee } = read(withColumn('postalCode', '151'));

    expect(employee?.postalCode).toBe('151');
    expect(issues).toMatchObject([{ code: 'leading-zeros-lost', severity: 'warning', field: 'postalCode' }]);
  });

  it.each(['1,23457E+11', '1.23457E+11', '1E+05', '1,2e+15', '1.2345678E7'])(
    'is an employee number "%s": nobody knows whose row this is',
    (employeeNo) => {
      const { issues, key, employee } = read(withColumn('employeeNo', employeeNo));

      expect([key, employee]).toEqual([null, null]);
      expect(issues).toMatchObject([{ code: 'scientific-notation', severity: 'row', field: 'employeeNo' }]);
      expect(issues[0]?.message).toContain('format the column as text before the file is saved as CSV');
    },
  );

  it.each(['employeeNo', 'companyId'] as const)('is a %s that has become a decimal number', (field) => {
    const { issues, key } = read(withColumn(field, '10405.0'));

    expect(key).toBeNull();
    expect(issues).toMatchObject([{ code: 'decimal-key', severity: 'row', field }]);
    expect(read(withColumn(field, '104,0')).codes).toEqual(['decimal-key']);
    expect(read(withColumn(field, '104.10')).codes).toEqual([]);
  });

  it.each(['12E3', 'E+05', '1E5', 'A1E+05'])('is not an employee number "%s"', (employeeNo) => {
    expect(read(withColumn('employeeNo', employeeNo)).codes).toEqual([]);
  });

  it.each(['#N/A', '#REF!', '#DIV/0!', '#NAME?', '#I/T', '#VERDI!', '#NV', 'Err:502', '########'])(
    'is "%s" in place of a value, which is never taken for one',
    (error) => {
      for (const field of ['employeeNo', 'surname', 'postalCode', 'hireEndDate', 'paidPercentage'] as const) {
        const { issues, employee } = read(withColumn(field, error));
        expect(employee).toBeNull();
        expect(issues).toMatchObject([{ code: 'spreadsheet-error', severity: 'row', field }]);
        expect(issues[0]?.message).toContain(`${field} is "${error}": `);
      }
      expect(read(withColumn('dateOfBirth', error)).codes).toEqual(['invalid-birth-date']);
      expect(read(withColumn('ssn', error)).issues[0]?.message).toContain(`it is "${error}": `);
    },
  );

  it.each(['#12', '##', '# 4', '#NA', 'Err', '#N/A Berg'])('is not "%s"', (surname) => {
    expect(read(withColumn('surname', surname)).codes).toEqual([]);
  });

  it('is a date that has become a serial number', () => {
    expect(read(withColumn('hireStartDate', '45123')).issues).toMatchObject([
      { code: 'invalid-date', severity: 'row', pattern: 'serial' },
    ]);
    const { issues } = read(withColumn('dateOfBirth', '27356'));
    expect(issues).toMatchObject([{ code: 'invalid-birth-date', severity: 'fatal', pattern: 'serial' }]);
    expect(issues[0]?.message).toMatch(/serial number .* before the file is saved as CSV/);
    expect(issues[0]?.message).not.toContain('27356');
  });
});
