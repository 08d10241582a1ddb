import { describe, expect, it } from 'vitest';
import { createHrDataSync } from '../../src/layouts/hr-data-sync.ts';
import { syntheticEmployee } from '../fixtures/roster.ts';
import { readRecord } from './read-record.ts';

const layout = createHrDataSync();
const kari = {
  employee_id: '10417',
  forename: 'Kari',
  surname: 'Ødemark',
  employee_type: 'employee',
  department: 'IT',
  start_date: '2012-12-13',
  country: 'NO',
  email: 'Kari.Odemark@example.org',
};
const read = (change: Partial<Record<keyof typeof kari, string | undefined>> = {}) =>
  readRecord(layout, { ...kari, ...change });

describe('an employee of HR Data Sync', () => {
  it('has the eight fields of the file, no company, and is active', () => {
    const { employee, key, issues, leaving } = read();

    expect(issues).toEqual([]);
    expect(key).toEqual({ companyId: '', employeeNo: '10417' });
    expect(leaving).toBe(false);
    expect(Object.fromEntries(Object.entries(employee ?? {}).filter(([, value]) => value !== null))).toEqual({
      companyId: '',
      employeeNo: '10417',
      firstName: 'Kari',
      surname: 'Ødemark',
      employmentType: 'employee',
      department: 'IT',
      hireStartDate: '2012-12-13',
      country: 'NO',
      email: 'Kari.Odemark@example.org',
    });
  });

  it.each(Object.keys(kari) as (keyof typeof kari)[])('is not usable without %s', (field) => {
    for (const empty of ['', '  ', undefined]) {
      const { employee, issues } = read({ [field]: empty });

      expect(employee).toBeNull();
      expect(issues).toMatchObject([{ code: 'missing-field', severity: 'row', field }]);
    }
  });

  it('is recognised without being made, where there is nothing to report', () => {
    expect(read().recognised).toEqual({ key: { companyId: '', employeeNo: '10417' }, nationalId: null });
    expect(read({ email: 'kari' }).recognised).toBeNull();
  });

  it.each([
    ['A10417', 'invalid-key'],
    ['10-417', 'invalid-key'],
    ['æ1', 'invalid-key'],
    ['a'.repeat(31), 'invalid-key'],
    ['1,04E+05', 'scientific-notation'],
  ])('has a key that can not be read where employee_id is "%s"', (employee_id, code) => {
    const { key, employee, issues } = read({ employee_id });

    expect([key, employee]).toEqual([null, null]);
    expect(issues).toMatchObject([{ code, severity: 'row', field: 'employee_id' }]);
  });

  it('keeps zeros in front of its number', () => {
    expect(read({ employee_id: '00417' }).key?.employeeNo).toBe('00417');
  });

  it('takes letters and digits as they are, also such as a spreadsheet would read as a number', () => {
    expect(read({ employee_id: '12e3' }).key?.employeeNo).toBe('12e3');
  });

  it('is told how a date is to be written, and of the serial number of a spreadsheet', () => {
    expect(read({ start_date: '13.12.2012' }).issues).toMatchObject([
      { code: 'invalid-date', severity: 'row', pattern: 'dd.MM.yyyy' },
    ]);
    expect(read({ start_date: '41256' }).messages[0]).toMatch(/serial number .* before the file is saved as CSV/);
  });

  it.each(['kari', 'kari@', '@firma.no', 'kari@firma', 'a b@example.org', 'a@b.no;c@d.no'])(
    'has no mail address "%s"',
    (email) => {
      const { issues, messages } = read({ email });

      expect(issues).toMatchObject([{ code: 'invalid-email', severity: 'row' }]);
      expect(messages[0]).not.toContain(email);
    },
  );

  it('may have no national identity number in any of its texts', () => {
    const { dateOfBirth, ssn } = syntheticEmployee(1);
    const nationalId = dateOfBirth.slice(8) + dateOfBirth.slice(5, 7) + dateOfBirth.slice(2, 4) + ssn;

    for (const field of ['forename', 'surname', 'employee_type', 'department', 'country'] as const) {
      const { issues, messages } = read({ [field]: `x ${nationalId}` });
      expect(issues).toMatchObject([{ code: 'national-id-in-text', severity: 'row', field }]);
      expect(messages.join()).not.toContain(nationalId.slice(6));
    }
    expect(read({ employee_id: nationalId })).toMatchObject({ key: null, codes: ['national-id-as-key'] });
  });
});

describe('the CSV of the console application', () => {
  it('names the columns by their own names', () => {
    const { csv, columns } = layout.shape;

    expect(csv).toMatchObject({ by: 'name', names: columns.map((name) => [name]), required: columns });
  });

  it('names them as the feed says, the others by their own names', () => {
    const mapped = createHrDataSync({ columns: { employee_id: 'Ansattnr', start_date: 'Ansatt fra' } });
    const names = mapped.shape.csv.by === 'name' ? mapped.shape.csv.names : [];

    expect(names[layout.shape.columns.indexOf('employee_id')]).toEqual(['Ansattnr']);
    expect(names[layout.shape.columns.indexOf('start_date')]).toEqual(['Ansatt fra']);
    expect(names[layout.shape.columns.indexOf('email')]).toEqual(['email']);
  });
});
