import { describe, expect, it } from 'vitest';
import { createOrquest } from '../../src/layouts/orquest.ts';
import { syntheticEmployee } from '../fixtures/roster.ts';
import { readAll } from '../formats/read-all.ts';
import { readRecord } from './read-record.ts';

const layout = createOrquest();
const contract = {
  from: '2024-04-11',
  to: null,
  regularMinutes: 2400,
  weeklyContract: true,
  countingDays: 'MONDAY_SUNDAY',
  additionalMinutes: 360,
  regularControlPeriod: 'WEEKLY',
  regularPeriodMultiplier: 1,
  regularPeriodStartDate: '2024-04-11',
  additionalControlPeriod: 'WEEKLY',
  additionalPeriodMultiplier: 1,
  additionalPeriodStartDate: '2024-04-11',
  calendarDaysOff: true,
  numberOfHolidays: 25,
  numberOfPublicHolidays: 7,
  weeklyDaysInvolved: 'MONDAY_SUNDAY',
  metadata: { full: true, days: 215, taxProfit: 'none' },
  costPerHour: 200.34,
  personCategory: 'DE125',
  id: '321abc654def',
  contractTypeId: '07H',
  completed: false,
};
const association = {
  ownerProduct: 'C14',
  product: 'C14',
  from: '2024-04-11',
  to: null,
  splitPresence: true,
  unplannable: false,
  card: 'C14A658',
  roles: ['manager'],
  disponibility: [{ from: '2024-04-11', to: null, ranges: [{ dayType: 'ALL', startMinuteDay: 600, duration: 300 }] }],
  regularCessions: [{ product: 'C15', minutes: 60, days: ['MONDAY'] }],
  metadata: { restAllowed: true, time: 15, position: 'free' },
  id: 'asb1415',
};
const user = { username: 'kari', email: 'kari@example.org', nodes: [10, 14], roles: ['admin'] };
const element = {
  business: 'ACME',
  lag: '0',
  partial: 'false',
  ignoreWithoutOuterId: 'false',
  ignoreServiceAssociations: 'false',
  ignoreContracts: 'false',
  'person.employeeId': '021298521',
  'person.name': 'Kari',
  'person.surname': 'Ødemark',
  'person.group': '01',
  'person.email': 'kari@example.org',
  'person.birthday': '1987-12-01',
  'person.metadata': { language: 'norwegian', children: 2 },
  'person.seniority': '2021-12-01',
  'person.virtual': 'false',
  'person.aptitudes': ['forklift'],
  user,
  serviceAssociations: [association],
  contracts: [contract],
};
const read = (change: Record<string, unknown> = {}, asked = layout) => readRecord(asked, { ...element, ...change });

describe('an element of Orquest', () => {
  it('keeps every field of the request as it is', () => {
    const { employee, issues, unsent, userName } = read();

    expect([issues, unsent, userName]).toEqual([[], [], 'kari']);
    expect(Object.fromEntries(Object.entries(employee ?? {}).filter(([, value]) => value !== null))).toEqual({
      companyId: 'ACME',
      employeeNo: '021298521',
      firstName: 'Kari',
      surname: 'Ødemark',
      email: 'kari@example.org',
      dateOfBirth: '1987-12-01',
      hireStartDate: '2021-12-01',
      attributes: {
        request: {
          lag: 0,
          partial: false,
          ignoreWithoutOuterId: false,
          ignoreServiceAssociations: false,
          ignoreContracts: false,
        },
        group: '01',
        metadata: { language: 'norwegian', children: 2 },
        virtual: false,
        aptitudes: ['forklift'],
        user,
        serviceAssociations: [association],
        contracts: [contract],
      },
    });
  });

  it.each(['business', 'lag', 'person.employeeId', 'person.name', 'person.surname'])(
    'is not usable without %s',
    (field) => {
      const { employee, issues } = read({ [field]: undefined });

      expect(employee).toBeNull();
      expect(issues).toMatchObject([{ code: 'missing-field', severity: 'row', field }]);
    },
  );

  it('needs nothing else; what is left out of the person is empty, and the blocks stay', () => {
    const fewest = readRecord(layout, {
      business: 'ACME',
      lag: '7',
      'person.employeeId': '1',
      'person.name': 'Kari',
      'person.surname': 'Ødemark',
    });

    expect(fewest).toMatchObject({ codes: [], employee: { email: null, attributes: { request: { lag: 7 } } } });
    expect(fewest.unsent).toEqual(['attributes.user', 'attributes.serviceAssociations', 'attributes.contracts']);
  });

  it('has business and lag from the feed, where it does not say them itself', () => {
    const told = createOrquest({ business: 'ACME', lag: 3 });

    const { employee, codes } = read({ business: undefined, lag: '' }, told);
    expect(codes).toEqual([]);
    expect(employee).toMatchObject({ companyId: 'ACME', attributes: { request: { lag: 3 } } });
    expect(read({ business: 'OTHER' }, told).key?.companyId).toBe('OTHER');
    expect(told.shape.csv).toMatchObject({ required: ['person.employeeId', 'person.name', 'person.surname'] });
  });

  it.each([
    ['lag', '-1', 'number-out-of-range', 'row'],
    ['lag', '1.5', 'invalid-number', 'row'],
    ['person.birthday', '1987-12-32', 'invalid-birth-date', 'fatal'],
    ['person.seniority', '2021-13-01', 'invalid-date', 'row'],
    ['person.email', 'kari', 'invalid-email', 'row'],
    ['partial', 'perhaps', 'invalid-boolean', 'row'],
    ['person.metadata', '[]', 'invalid-part', 'row'],
  ])('with %s "%s" has the issue %s (%s)', (field, value, code, severity) => {
    expect(read({ [field]: value }).issues).toMatchObject([{ code, severity, field }]);
  });
});

describe('its blocks', () => {
  it('are empty where they are sent empty', () => {
    const { employee, unsent } = read({ contracts: [], serviceAssociations: '' });

    expect(employee?.attributes).toMatchObject({ contracts: [], serviceAssociations: [] });
    expect(unsent).toEqual([]);
  });

  it('stay as they are where they are to be ignored, left out or not, right or not', () => {
    for (const contracts of [undefined, [contract], [{ from: 'x' }], '[{']) {
      const { employee, unsent, codes } = read({ ignoreContracts: 'true', contracts });
      expect(codes).toEqual([]);
      expect(unsent).toEqual(['attributes.contracts']);
      expect(employee?.attributes).not.toHaveProperty('contracts');
    }
    expect(read({ ignoreServiceAssociations: 'true' }).unsent).toEqual(['attributes.serviceAssociations']);
  });

  it.each([
    ['contracts', [{ ...contract, from: undefined }], 'contracts[0].from is missing.'],
    ['contracts', [{ ...contract, to: '2024-04-10' }], 'contracts[0].to lies before from.'],
    [
      'contracts',
      [contract, { ...contract, to: '2024-04-31' }],
      'contracts[1].to is not a date written yyyy-MM-dd (such as 1974-11-23).',
    ],
    ['contracts', [{ ...contract, regularMinutes: '2400' }], 'contracts[0].regularMinutes must be a number.'],
    ['contracts', [{ ...contract, regularMinutes: 1.5 }], 'contracts[0].regularMinutes must be a whole number.'],
    ['contracts', [{ ...contract, costPerHour: -1 }], 'contracts[0].costPerHour must be 0 or more.'],
    ['contracts', [{ ...contract, completed: 'no' }], 'contracts[0].completed must be true or false.'],
    ['contracts', contract, 'contracts must be a list.'],
    ['serviceAssociations', [{ ...association, roles: 'manager' }], 'serviceAssociations[0].roles must be a list.'],
    [
      'serviceAssociations',
      [{ ...association, disponibility: [{ from: '2024-04-11', ranges: [{ startMinuteDay: 600 }] }] }],
      'serviceAssociations[0].disponibility[0].ranges[0].duration is missing.',
    ],
    ['contracts', [{ ...contract, from: null }], 'contracts[0].from is missing.'],
  ])('are refused: %s %j', (field, value, message) => {
    const { issues, employee } = read({ [field]: value });

    expect(employee).toBeNull();
    expect(issues).toMatchObject([{ code: 'invalid-part', severity: 'row', field, message }]);
  });

  it('end on a day, the same day at the earliest, or have no end', () => {
    for (const to of ['2024-04-11', null, undefined, '']) {
      expect(read({ contracts: [{ ...contract, to }] }).codes).toEqual([]);
    }
  });

  it('may be empty elements of XML, wherever they may be left out', async () => {
    const xml = `<employees><employee><business>ACME</business><lag>0</lag>
      <person><name>Kari</name><surname>Moe</surname><employeeId>1</employeeId>
        <metadata><shoes><left>39</left><left>40</left></shoes></metadata></person>
      <user><username>kari</username><email/><nodes/><roles/></user>
      <contracts><contract><from>2024-01-01</from><to/><regularMinutes/><completed/><id/><bonus><percent>3</percent></bonus></contract></contracts>
    </employee></employees>`;
    const { records, issues } = await readAll('xml', xml, { shape: layout.shape });
    const row = Object.fromEntries(layout.shape.columns.map((column, index) => [column, records[0]?.values[index]]));

    const { employee, codes } = readRecord(layout, row);
    expect([issues, codes]).toEqual([[], ['unknown-part']]);
    expect(employee?.attributes).toMatchObject({
      metadata: { shoes: { left: ['39', '40'] } },
      user: { username: 'kari', email: null, nodes: [], roles: [] },
      contracts: [
        { from: '2024-01-01', to: null, regularMinutes: null, completed: null, id: '', bonus: { percent: '3' } },
      ],
    });
  });

  it('have no number that would come out as another one', () => {
    for (const [number, isKept] of Object.entries({
      ...{ 9007199254740991: true, '-200.3400000000000000001': true, '2.1e3': true, '1e21': true },
      ...{ '12345678901234567890': false, '-9007199254740993': false, '1e400': false },
    })) {
      const { issues, employee } = read({ 'person.metadata': `{"card":[${number}]}` });
      expect([number, employee !== null, issues.length === 0]).toEqual([number, isKept, isKept]);
    }
    const message =
      'person.metadata has a number in it that is too long to be kept digit by digit; it must be a text, in quotation marks.';
    expect(read({ 'person.metadata': '{"card":12345678901234567890}' }).issues).toMatchObject([{ message }]);
    expect(read({ 'person.metadata': '{"card":"12345678901234567890"}' }).codes).toEqual([]);
  });

  it('keep names that the layout does not know, with a warning', () => {
    const contracts = [{ ...contract, bonus: { percent: 3 } }];

    expect(read({ contracts })).toMatchObject({
      issues: [{ code: 'unknown-part', severity: 'warning', message: expect.stringContaining('contracts[0].bonus') }],
      employee: { attributes: { contracts } },
    });
  });

  it('may have no national identity number in any of their texts, numbers and names', () => {
    const { dateOfBirth, ssn } = syntheticEmployee(1);
    const nationalId = dateOfBirth.slice(8) + dateOfBirth.slice(5, 7) + dateOfBirth.slice(2, 4) + ssn;

    for (const metadata of [{ note: nationalId }, { note: [{ deep: `no. ${nationalId}` }] }, { [nationalId]: 1 }]) {
      for (const change of [{ contracts: [{ ...contract, metadata }] }, { 'person.metadata': metadata }]) {
        const { codes, issues, employee } = read(change);
        expect(employee).toBeNull();
        expect(codes).toContain('national-id-in-text');
        expect(JSON.stringify(issues)).not.toContain(ssn);
      }
    }
  });
});

describe('its user', () => {
  it('keeps nodes and roles that are not sent, and its name for ever', () => {
    const { unsent, employee } = read({ user: { username: 'kari' } });

    expect(unsent).toEqual(['attributes.user.nodes', 'attributes.user.roles']);
    expect(employee?.attributes?.user).toEqual({ username: 'kari' });
    expect(layout.setOnce).toEqual(['attributes.user.username']);
  });

  it('is told to whoever looks for one user that is linked twice', () => {
    expect(read().recognised).toMatchObject({ userName: 'kari' });
    expect(read({ user: undefined }).recognised).not.toHaveProperty('userName');
  });

  it('needs an address that is one', () => {
    expect(read({ user: { ...user, email: 'kari@' } })).toMatchObject({
      employee: null,
      issues: [{ code: 'user-email-invalid', severity: 'row', field: 'user' }],
      messages: ['user.email is wrong: User email is not valid.'],
    });
  });

  it('has roles that the feed knows, where it names them, written just so', () => {
    const told = createOrquest({ roles: ['admin', 'manager'] });

    expect(read({}, told).codes).toEqual([]);
    expect(read({ user: { ...user, roles: ['admin', 'Admin'] } }, told)).toMatchObject({
      employee: null,
      issues: [{ code: 'unknown-role', severity: 'row', field: 'user' }],
      messages: ["user.roles[1] is none of the feed's roles (admin, manager): some role is not valid."],
    });
    expect(read({ user: { ...user, roles: ['Admin'] } }).codes).toEqual([]);
  });

  it.each([
    [{ ...user, username: '' }, 'user.username must not be empty.'],
    [{ ...user, username: undefined }, 'user.username is missing.'],
    [{ ...user, nodes: ['10'] }, 'user.nodes[0] must be a number.'],
    ['kari', "user can't be read: it must be JSON."],
  ])('is refused: %j', (linked, message) => {
    expect(read({ user: linked })).toMatchObject({ employee: null, messages: [message] });
  });
});

describe('the shape of its files', () => {
  it('has the person one level down, and no blocks in a CSV', () => {
    const { columns, paths, csv, numbers, trees } = layout.shape;
    const at = (name: string) => columns.indexOf(name);

    expect(paths?.[at('person.name')]).toEqual(['person', 'name']);
    expect(csv.by === 'name' && csv.names[at('person.name')]).toEqual(['person.name', 'name']);
    expect(csv.by === 'name' && csv.names[at('contracts')]).toEqual([]);
    expect(numbers).toEqual(['lag']);
    expect(trees.user).toEqual({
      type: 'object',
      properties: {
        username: { type: 'text' },
        email: { type: 'text' },
        nodes: { type: 'list', items: { type: 'number' } },
        roles: { type: 'list', items: { type: 'text' } },
      },
      others: { type: 'any' },
    });
    expect(trees.contracts).toMatchObject({
      type: 'list',
      items: {
        properties: {
          to: { type: 'text' },
          regularMinutes: { type: 'number' },
          completed: { type: 'boolean' },
          metadata: { type: 'object', properties: {}, others: { type: 'any' } },
        },
      },
    });
  });
});
