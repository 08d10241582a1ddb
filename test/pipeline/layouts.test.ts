import { beforeAll, describe, expect, it } from 'vitest';
import type { DatabaseConfig } from '../../src/store/connect.ts';
import { openTestApp, sharedTestApps, type TestApp } from '../fixtures/app.ts';
import { eachDatabase } from '../services/databases.ts';

/** What the register holds of a feed, by employee number. */
async function registered({ app, feed }: TestApp) {
  const employees = await app.employees({ feed });
  return new Map(employees.map((employee) => [employee.employeeNo, employee]));
}

eachDatabase('springest', ({ createConfig }) => {
  const openShared = sharedTestApps();
  let database: DatabaseConfig;
  beforeAll(async () => {
    database = await createConfig();
  });
  const open = () => openShared({ database, feed: { layout: 'springest' } });
  const user = (external_id: string | undefined, name: string, more: object = {}) => ({
    ...(external_id === undefined ? {} : { external_id }),
    email: `${name}@example.org`,
    last_name: name,
    ...more,
  });
  const json = (...users: object[]) => JSON.stringify(users);

  it('overrides with what is sent, even empty, and leaves what is not', async () => {
    const test = await open();
    await test.drop('1.json', json(user('1', 'eins', { phone_number: '5550100', city: 'Oslo', tags: ['A', 'b'] })));
    const { status, changes } = await test.drop('2.json', json(user('1', 'eins', { city: '', company_name: 'Acme' })));

    expect(status).toBe('processed');
    expect(changes).toMatchObject([{ kind: 'updated', employeeNo: '1' }]);
    expect(changes[0]?.fields.map(({ field }) => field)).toEqual(['companyId', 'city']);
    expect((await registered(test)).get('1')).toMatchObject({
      ...{ companyId: 'Acme', phone: '5550100', city: null, attributes: { tags: ['a', 'b'] } },
    });
  });

  it('knows a user by email who gains an external_id, and keeps them', async () => {
    const test = await open();
    await test.drop('1.json', json(user(undefined, 'eins'), user('2', 'zwei')));
    const [before] = await test.app.employees({ feed: test.feed, employeeNo: 'eins@example.org' });
    const { plan } = await test.drop('2.json', json(user('1', 'EINS'), user('2', 'zwei')));

    expect(plan).toMatchObject({ created: 0, updated: 1, deactivated: 0, renumbered: 0, unchanged: 1 });
    expect((await registered(test)).get('1')).toMatchObject({ id: before?.id, surname: 'EINS', active: true });
  });

  it('resolves approvers in any order, within the file and in the register', async () => {
    const test = await open();
    const approvedBy = (name: string) => ({ approvers: [{ email: `${name}@example.org`, label: 'Manager' }] });
    const inFile = await test.drop(
      '1.json',
      json(user('1', 'eins', approvedBy('zwei')), user('2', 'zwei'), user('3', 'drei')),
    );
    expect(inFile).toMatchObject({ status: 'processed', issueCounts: { total: 0 } });

    const second = await test.drop(
      '2.json',
      json(
        user('1', 'eins', approvedBy('zwei')),
        user('2', 'zwei', { active: false }),
        user('4', 'vier', approvedBy('nobody')),
        user('5', 'fuenf', approvedBy('drei')),
      ),
    );
    const found = second.issues.filter(({ field }) => field === 'approvers');
    expect(found.map(({ code, employeeNo, severity }) => [code, employeeNo, severity])).toEqual([
      ['unknown-approver', '1', 'row'],
      ['unknown-approver', '4', 'row'],
      ['approver-missing', '5', 'warning'],
    ]);
    expect(second.plan).toMatchObject({ created: 1, deactivated: 2, quarantined: 2 });
    const people = await registered(test);
    expect([...people.keys()].sort()).toEqual(['1', '2', '3', '5']);
    expect(people.get('1')).toMatchObject({ active: true });
  });

  it('reads the same bytes again where an approver was not active until they were applied', async () => {
    const test = await open();
    const approvedBy = { approvers: [{ email: 'drei@example.org', label: 'Manager' }] };
    await test.drop('1.json', json(user('1', 'eins'), user('3', 'drei')));
    await test.drop('2.json', json(user('1', 'eins'), user('3', 'drei', { active: false })));
    const again = json(user('1', 'eins'), { external_id: '3', active: true }, user('4', 'vier', approvedBy));
    const first = await test.drop('3.json', again);
    expect(first.issues).toMatchObject([{ code: 'unknown-approver', severity: 'row', employeeNo: '4' }]);
    expect(first.plan).toMatchObject({ reactivated: 1, created: 0, quarantined: 1 });

    expect(await test.drop('4.json', again)).toMatchObject({
      ...{ status: 'processed', issueCounts: { total: 0 } },
      plan: { created: 1, unchanged: 2, quarantined: 0 },
    });
    expect(await test.drop('5.json', again)).toMatchObject({ status: 'skipped' });
  });

  it('skips the same bytes once reading them again has changed nothing, whoever is still unknown', async () => {
    const test = await open();
    const approvedBy = { approvers: [{ email: 'nobody@example.org', label: 'Manager' }] };
    const roster = json(user('1', 'eins'), user('2', 'zwei', approvedBy));
    expect(await test.drop('1.json', roster)).toMatchObject({ plan: { created: 1, quarantined: 1 } });

    expect(await test.drop('2.json', roster)).toMatchObject({ status: 'processed_with_warnings' });
    expect(await test.drop('3.json', roster)).toMatchObject({
      status: 'skipped',
      plan: { unchanged: 1, quarantined: 1 },
    });
  });

  it('lists what is found of the file itself first, however far behind what tells of it stands', async () => {
    const test = await open();
    const many = Array.from({ length: 2000 }, (_, i) => user(String(i), `name${i}`));
    const text = json(user('first', 'eins', { misspelt: 1 }), ...many, user('last', 'zwei', { city: 'Ålesund' }));
    const { issues } = await test.drop('1.json', Buffer.from(text, 'latin1'));
    expect(issues.map(({ code, line }) => [code, line])).toEqual([
      ['charset-guessed', 1],
      ['unknown-element', 1],
    ]);
  });

  it('refuses rows of one email that can not be told apart, and tells of one email under two numbers', async () => {
    const test = await open();
    const { issues, plan } = await test.drop(
      '1.json',
      json(
        ...[user('1', 'eins'), user(undefined, 'eins', { city: 'Bergen' })],
        ...[user('2', 'zwei'), user('3', 'zwei', { city: 'Bergen' })],
      ),
    );
    expect(issues.map(({ code, severity, line }) => `${code} ${severity} ${line}`)).toEqual([
      'duplicate-email row 1',
      'duplicate-email row 1',
      'duplicate-email warning 1',
    ]);
    expect(plan).toMatchObject({ created: 2, quarantined: 2 });
  });

  it('tells of approvers who leave, or whose email changes, in a row that names them by their number', async () => {
    const test = await open();
    const approvedBy = (name: string) => ({ approvers: [{ email: `${name}@example.org`, label: 'Manager' }] });
    await test.drop('1.json', json(user('1', 'eins'), user('2', 'zwei'), user('3', 'drei')));
    const { issues, plan } = await test.drop(
      '2.json',
      json(
        ...[{ external_id: '1', active: false }, user('2', 'new'), { external_id: '3' }],
        ...[user('4', 'vier', approvedBy('eins')), user('5', 'fuenf', approvedBy('zwei'))],
        user('6', 'sechs', approvedBy('drei')),
      ),
    );
    expect(issues.map(({ code, severity, employeeNo }) => [code, severity, employeeNo])).toEqual([
      ['unknown-approver', 'row', '4'],
      ['approver-missing', 'warning', '5'],
    ]);
    expect(plan).toMatchObject({ created: 2, updated: 1, deactivated: 1, quarantined: 1 });
  });

  it('has its ties told where they stand in the file', async () => {
    const test = await open();
    const approvers = [{ email: 'nobody@example.org', label: 'Manager' }];
    const asJson = await test.drop('1.json', json(user('1', 'eins', { approvers }), user('2', 'eins')));
    expect(asJson.issues.map(({ column, message }) => [column, message])).toEqual([
      ['approvers', 'The approver nobody@example.org is no active employee, neither in this file nor in the register.'],
      ['email', 'The same email stands under several employee numbers, in the rows of 1, 2.'],
    ]);
    const asCsv = await test.drop(
      '2.csv',
      'external_id;approvers;email\n1;n@example.org;a@example.org\n2;;a@example.org\n',
    );
    expect(asCsv.issues.map(({ line, column }) => [line, column])).toEqual([
      [2, 2],
      [3, 3],
    ]);
  });

  it('has repeats told by their place among the records where the file is one line', async () => {
    const test = await open();
    const eins = [user('1', 'eins'), user('2', 'zwei'), user('1', 'eins', { city: 'Oslo' })];
    const { issues } = await test.drop('1.json', json(...eins, user('a', 'vier'), user('A', 'fuenf')));
    expect(issues.map(({ message }) => message)).toEqual([
      ...Array(2).fill(
        'This employee number stands in the file with different data, in records 1, 3 (the first is 1). None of these rows is used.',
      ),
      'Employee numbers that differ only by upper and lower case are different people: a, A.',
    ]);
    const indented = await test.drop('2.json', JSON.stringify(eins, null, 2));
    expect(indented.issues[0]?.message).toContain('with different data, in lines 2, 12.');
  });

  it('counts an email once that half of a large roster has', async () => {
    const test = await open();
    const users = Array.from({ length: 30_000 }, (_, no) => `${no},crew@example.org\n${no}x,${no}@example.org\n`);
    const repeated = '0,crew@example.org\n';
    const { issues } = await test.app.check(
      await test.write('1.csv', `external_id,email\n${users.join('')}${repeated}`),
      test.feed,
    );
    expect(issues.map(({ code, message }) => `${code}: ${message}`).sort()).toEqual([
      'duplicate-email: The same email stands under several employee numbers, in lines 2, 4, 6, 8, 10 and 29995 more.',
      expect.stringContaining('duplicate-row'),
    ]);
  });

  it('counts a row once that can not be used for two reasons', async () => {
    const test = await open();
    const approvers = [{ email: 'nobody@example.org', label: 'Manager' }];
    const { plan, rows } = await test.drop(
      '1.json',
      json(
        user('1', 'eins', { approvers }),
        user('1', 'eins', { city: 'Bergen' }),
        user(undefined, 'eins'),
        user('2', 'zwei'),
      ),
    );
    expect({ rows, ...plan }).toMatchObject({ rows: 4, created: 1, quarantined: 3 });
  });

  it('is read from CSV, with lists in a cell', async () => {
    const test = await open();
    const { status } = await test.drop(
      'users.csv',
      'email;external_id;first_name;tags;approvers\nEins@example.org;1;Åse;Marketer;\nzwei@example.org;2;Bo;"[""A, b""]";eins@example.org\n',
    );
    expect(status).toBe('processed');
    const people = await registered(test);
    expect(people.get('1')).toMatchObject({ firstName: 'Åse', attributes: { tags: ['marketer'], approvers: [] } });
    expect(people.get('2')).toMatchObject({
      attributes: {
        tags: ['a, b'],
        approvers: [{ email: 'eins@example.org', label: 'Manager', can_approve: true }],
      },
    });
  });
});

eachDatabase('orquest', ({ createConfig }) => {
  const openShared = sharedTestApps();
  let database: DatabaseConfig;
  beforeAll(async () => {
    database = await createConfig();
  });
  const open = () => openShared({ database, feed: { layout: 'orquest', orquest: { roles: ['admin'] } } });
  const element = (employeeId: string, more: object = {}) => ({
    business: 'ACME',
    lag: 0,
    person: { name: 'Brian', surname: 'Cohen', employeeId },
    ...more,
  });
  const json = (...elements: object[]) => JSON.stringify(elements);

  it('keeps blocks that are ignored or absent, and never changes a username', async () => {
    const test = await open();
    const contracts = [{ from: '2024-04-11', to: null, costPerHour: 200.34, id: '321abc' }];
    const user = { username: 'brian', email: 'brian@example.org', nodes: [10, 14], roles: ['admin'] };
    await test.drop('1.json', json(element('1', { user, contracts })));
    const { status, changes, issues } = await test.drop(
      '2.json',
      json(
        element('1', { user: { username: 'other', email: 'new@example.org' }, ignoreContracts: true, contracts: [] }),
      ),
    );

    expect(status).toBe('processed_with_warnings');
    expect(issues.map(({ code, severity, employeeNo }) => [code, severity, employeeNo])).toEqual([
      ['username-kept', 'warning', '1'],
    ]);
    expect(changes[0]?.fields.map(({ field }) => field)).toEqual(['attributes.request', 'attributes.user']);
    expect((await registered(test)).get('1')).toMatchObject({
      companyId: 'ACME',
      attributes: { contracts, user: { ...user, email: 'new@example.org' } },
    });
  });

  it('judges each element by itself', async () => {
    const test = await open();
    await test.drop('1.json', json(element('1', { user: { username: 'brian', email: 'a@example.org' } })));
    const { issues, plan } = await test.drop(
      '2.json',
      json(
        element('1', { user: { username: 'brian', email: 'a@example.org' } }),
        element('2', { user: { username: 'brian2', email: 'nonsense' } }),
        element('3', { user: { username: 'carl', email: 'c@example.org', roles: ['king'] } }),
        element('4', { user: { username: 'dora', email: 'd@example.org' } }),
        element('5', { user: { username: 'dora', email: 'e@example.org' } }),
        element('6'),
      ),
    );
    expect(issues.map(({ employeeNo, code }) => `${employeeNo} ${code}`).sort()).toEqual([
      '2 user-email-invalid',
      '3 unknown-role',
      '4 user-linked-elsewhere',
      '5 user-linked-elsewhere',
    ]);
    expect(plan).toMatchObject({ created: 1, quarantined: 4, unchanged: 1 });
  });

  it('refuses a user who is linked to another employee of the register', async () => {
    const test = await open();
    const user = { username: 'brian', email: 'a@example.org' };
    await test.drop('1.json', json(element('1', { user }), element('2')));
    const { issues, plan } = await test.drop('2.json', json(element('1'), element('2', { user })));
    expect(issues).toMatchObject([{ code: 'user-linked-elsewhere', severity: 'row', employeeNo: '2' }]);
    expect(plan).toMatchObject({ quarantined: 1, deactivated: 0, created: 0 });
    expect(issues[0]?.message).toContain(
      'linked to another employee in the register (employee number 1 of company ACME)',
    );
  });

  it('says of a user that the other employee has left, and takes the user once that link has ended', async () => {
    const test = await open();
    const user = { username: 'brian', email: 'a@example.org' };
    await test.drop('1.json', json(element('1', { user }), element('2')));
    await test.drop('2.json', json(element('2')));
    const { issues } = await test.drop('3.json', json(element('2', { user })));
    expect(issues).toMatchObject([{ code: 'user-linked-elsewhere', severity: 'row', employeeNo: '2' }]);
    expect(issues[0]?.message).toContain('another employee, who has left (employee number 1 of company ACME)');

    const ending = json(element('1', { user: null }), element('2', { user }));
    expect((await test.drop('4.json', ending)).issues).toMatchObject([{ code: 'user-linked-elsewhere' }]);
    expect(await test.drop('5.json', ending)).toMatchObject({ status: 'processed', plan: { updated: 1 } });
    expect((await registered(test)).get('2')).toMatchObject({ attributes: { user } });
  });
});

describe('a roster of hr-data-sync', () => {
  it('is one of everybody who is active', async () => {
    const test = await openTestApp({
      database: { client: 'sqlite', file: 'data/rollcall.db' },
      feed: { layout: 'hr-data-sync' },
    });
    const employee = (id: string, start = '2012-12-13') =>
      `<employee><forename>Ada</forename><surname>Moe</surname><employee_id>${id}</employee_id><employee_type>permanent</employee_type><department>IT</department><start_date>${start}</start_date><country>GB</country><email>${id}@example.org</email></employee>`;
    const xml = (...employees: string[]) => `<employees>${employees.join('')}</employees>`;
    await test.drop('1.xml', xml(employee('a1'), employee('b2')));
    const { plan } = await test.drop('2.xml', xml(employee('a1', '2020-01-01')));
    expect(plan).toMatchObject({ deactivated: 1, updated: 0, unchanged: 1 });
    expect((await registered(test)).get('a1')).toMatchObject({ hireStartDate: '2012-12-13', companyId: '' });
  });
});
