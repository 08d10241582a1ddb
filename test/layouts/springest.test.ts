import { describe, expect, it } from 'vitest';
import { createSpringest } from '../../src/layouts/springest.ts';
import { syntheticEmployee } from '../fixtures/roster.ts';
import { readRecord } from './read-record.ts';

const user = {
  email: 'Kari@example.org',
  external_id: 'E-17',
  gender: 'f',
  first_name: 'Kari',
  last_name: 'Ødemark',
  phone_number: '+47 22 33 44 55',
  birthdate: '1974-11-23',
  birthplace: 'Bodø',
  company_name: 'Furuåsen AS',
  address: 'Nøtteveien',
  house_number: '8 B',
  zip_code: '4056',
  city: 'Tananger',
  country: 'NO',
  active: 'true',
  job_title: 'Marketer',
  department_name: 'Sales',
  business_unit: 'North',
  cost_center: '0417',
  cost_center_name: 'Field sales',
  approvers: [{ email: 'Boss@example.org', label: 'Manager' }],
  tags: [' Marketer ', 'marketer', 'NETHERLANDS', 'department-1', ''],
  employment_start_date: '2012-12-13',
  employment_end_date: '',
};
const springest = createSpringest();
const read = (change: Record<string, unknown> = {}) => readRecord(springest, { ...user, ...change });
const key = { companyId: 'Furuåsen AS', employeeNo: 'E-17' };

describe('a user of Springest', () => {
  it('has every field of the page', () => {
    const { employee, issues, unsent } = read();

    expect([issues, unsent]).toEqual([[], []]);
    expect(Object.fromEntries(Object.entries(employee ?? {}).filter(([, value]) => value !== null))).toEqual({
      ...key,
      email: 'Kari@example.org',
      gender: 'f',
      firstName: 'Kari',
      surname: 'Ødemark',
      phone: '+47 22 33 44 55',
      dateOfBirth: '1974-11-23',
      birthplace: 'Bodø',
      addressLine: 'Nøtteveien',
      houseNumber: '8 B',
      postalCode: '4056',
      city: 'Tananger',
      country: 'NO',
      jobTitle: 'Marketer',
      department: 'Sales',
      businessUnit: 'North',
      costCenter: '0417',
      costCenterName: 'Field sales',
      hireStartDate: '2012-12-13',
      attributes: {
        approvers: [{ email: 'boss@example.org', label: 'Manager', can_approve: true }],
        tags: ['marketer', 'netherlands', 'department-1'],
      },
    });
  });

  it('is told apart by external_id first, then by email in small letters', () => {
    expect(read().key).toEqual(key);
    for (const external_id of [undefined, '', ' ']) {
      expect(read({ external_id }).key).toEqual({ ...key, employeeNo: 'kari@example.org' });
    }
    expect(read({ email: undefined })).toMatchObject({ key, codes: [] });
    expect(springest).toMatchObject({ keyScope: 'feed', keepsUnsent: true });
  });

  it('has no key that can be read without both of them', () => {
    const { key: none, issues } = read({ external_id: undefined, email: '' });

    expect(none).toBeNull();
    expect(issues).toMatchObject([{ code: 'missing-field', severity: 'row', field: 'external_id' }]);
  });

  it('is related to whoever has the same email, and to its approvers, as read and as recognised', () => {
    const relations = { email: 'kari@example.org', mentions: ['boss@example.org'] };

    expect(read()).toMatchObject(relations);
    expect(read().recognised).toEqual({ key, nationalId: null, ...relations });
    expect(read({ email: undefined, approvers: [] }).recognised).toEqual({ key, nationalId: null });
  });

  it('keeps what is not sent, and loses what is sent empty', () => {
    const none = readRecord(springest, { external_id: 'E-17' });

    expect(none.employee).toMatchObject({ companyId: '', inactiveBy: null, attributes: null });
    expect(none.unsent).toEqual([
      'email',
      'gender',
      'firstName',
      'surname',
      'phone',
      'dateOfBirth',
      'birthplace',
      'companyId',
      'addressLine',
      'houseNumber',
      'postalCode',
      'city',
      'country',
      'jobTitle',
      'department',
      'businessUnit',
      'costCenter',
      'costCenterName',
      'attributes.approvers',
      'attributes.tags',
      'hireStartDate',
      'hireEndDate',
    ]);
    const empty = readRecord(springest, Object.fromEntries(Object.keys(user).map((name) => [name, ''])));
    expect(empty).toMatchObject({ unsent: [], key: null });
    const { employee, unsent } = read({ city: '', company_name: '', tags: '', approvers: 'null' });
    expect(employee).toMatchObject({ city: null, companyId: '', attributes: { tags: [], approvers: [] } });
    expect(unsent).toEqual([]);
  });

  it('leaves with active=false, and not with an end date', () => {
    expect(read({ active: 'false' })).toMatchObject({ leaving: true, employee: { inactiveBy: 'inactive' } });
    expect(read({ active: undefined })).toMatchObject({ leaving: false, employee: { inactiveBy: null } });
    expect(read({ employment_end_date: '2025-12-31' })).toMatchObject({
      leaving: false,
      employee: { inactiveBy: null, hireEndDate: '2025-12-31' },
    });
    expect(read({ active: 'USANN' })).toMatchObject({ codes: ['boolean-spelling'], leaving: true });
    expect(read({ active: '0' })).toMatchObject({ codes: ['invalid-boolean'], employee: null });
  });

  it('may have its end date under the other name of the page', () => {
    const named = { employment_end_date: undefined, employee_end_date: '2026-05-31' };

    expect(read(named)).toMatchObject({ codes: [], unsent: [], employee: { hireEndDate: '2026-05-31' } });
    expect(read({ ...named, employee_end_date: '' })).toMatchObject({ unsent: [], employee: { hireEndDate: null } });
    expect(read({ ...named, employment_end_date: '2026-04-30' }).employee?.hireEndDate).toBe('2026-04-30');
  });

  it.each([
    ['birthdate', '1974-02-30', 'invalid-birth-date', 'fatal'],
    ['birthdate', '2031-01-01', 'invalid-birth-date', 'fatal'],
    ['birthdate', '27356', 'invalid-birth-date', 'fatal'],
    ['gender', 'x', 'unknown-code', 'row'],
    ['gender', 'Female', 'unknown-code', 'row'],
    ['email', 'kari', 'invalid-email', 'row'],
    ['email', 'kari\u0085@example.org', 'invalid-email', 'row'],
    ['email', 'kari\u202e@example.org', 'invalid-email', 'row'],
    ['employment_start_date', '13.12.2012', 'invalid-date', 'row'],
    ['phone_number', '4,72233E+09', 'scientific-notation', 'row'],
    ['zip_code', '151', 'leading-zeros-lost', 'warning'],
    ['house_number', 'x'.repeat(33), 'too-long', 'row'],
    ['tags', '{"a":1}', 'invalid-part', 'row'],
    ['approvers', '[{', 'invalid-part', 'row'],
  ])('with %s "%s" has the issue %s (%s)', (field, value, code, severity) => {
    const { issues, employee } = read({ [field]: value });

    expect(issues).toMatchObject([{ code, severity, field }]);
    expect(employee === null).toBe(severity !== 'warning');
  });

  it('is told of a birth date in one line', () => {
    const { messages } = read({ birthdate: '1998-07-28\r\n' });

    expect(messages[0]).toContain('birthdate "1998-07-28  " is not a date');
  });

  it('is told which code to write', () => {
    expect(read({ gender: 'Female' }).messages).toEqual(['gender "Female" is no known code. Write f for female.']);
  });

  it.each([
    [[{ label: 'Manager' }], 'approvers[0].email is missing.'],
    [[{ email: 'a@example.org' }], 'approvers[0].label is missing.'],
    [
      [{ email: 'a@example.org', label: 'Boss' }],
      'approvers[0].label must be one of Manager, Non-approving manager, Higher manager.',
    ],
    [[{ email: 'a', label: 'Manager' }], 'approvers[0].email is not a mail address like name@example.org.'],
    [
      [{ email: 'a@example.org', label: 'Manager', can_approve: 'ja' }],
      'approvers[0].can_approve must be true or false.',
    ],
    [
      [{ email: `a@${'x'.repeat(250)}.org`, label: 'Manager' }],
      'approvers[0].email is not a mail address like name@example.org.',
    ],
    [{}, 'approvers must be a list.'],
    [['a@example.org'], 'approvers[0] must be an object.'],
  ])('with approvers %j is told: %s', (approvers, message) => {
    expect(read({ approvers })).toMatchObject({ messages: [message], codes: ['invalid-part'], employee: null });
  });

  it('keeps what it does not know of an approver, with a warning', () => {
    const approvers = [{ email: 'a@example.org', label: 'Higher manager', can_approve: false, since: 2024 }];

    expect(read({ approvers })).toMatchObject({
      codes: ['unknown-part'],
      messages: ['approvers[0].since is not known to this layout; it is kept as it is.'],
      employee: { attributes: { approvers } },
    });
  });

  it('has lists in the cells of a CSV, as JSON or with semicolons', () => {
    expect(read({ approvers: ' Boss@example.org; b@example.org;', tags: 'Sales; IT ;sales' })).toMatchObject({
      codes: [],
      mentions: ['boss@example.org', 'b@example.org'],
      employee: {
        attributes: {
          approvers: [
            { email: 'boss@example.org', label: 'Manager', can_approve: true },
            { email: 'b@example.org', label: 'Manager', can_approve: true },
          ],
          tags: ['sales', 'it'],
        },
      },
    });
    expect(read({ tags: 'Sales, North' }).employee?.attributes?.tags).toEqual(['sales, north']);
  });

  it('may have no national identity number, neither as key nor in a text nor in a list', () => {
    const { dateOfBirth, ssn } = syntheticEmployee(1);
    const nationalId = dateOfBirth.slice(8) + dateOfBirth.slice(5, 7) + dateOfBirth.slice(2, 4) + ssn;

    for (const change of [
      { external_id: nationalId },
      { external_id: '', email: `${nationalId}@example.org` },
      { company_name: nationalId },
      { city: nationalId },
      { email: `${nationalId}@example.org` },
      { tags: [nationalId] },
      { approvers: [{ email: 'a@example.org', label: 'Manager', [nationalId]: true }] },
    ]) {
      const { codes, issues, employee } = read(change);
      expect(employee).toBeNull();
      expect(codes.some((code) => code.startsWith('national-id-'))).toBe(true);
      expect(JSON.stringify(issues)).not.toContain(nationalId);
      expect(JSON.stringify(issues)).not.toContain(ssn);
    }
  });

  it('has a company that must be one of the feed, where the feed names them', () => {
    expect(readRecord(springest, user, { companies: ['Andre AS'] }).issues).toMatchObject([
      { code: 'unknown-company', severity: 'fatal', field: 'company_name' },
    ]);
  });
});
