import { beforeAll, describe, expect, it } from 'vitest';
import { noChanges, type PlanCounts } from '../../src/domain/plan.ts';
import type { DatabaseConfig } from '../../src/store/connect.ts';
import type { RegisteredEmployee } from '../../src/store/contract.ts';
import { type FeedSettings, openTestApp, sharedTestApps, type TestApp } from '../fixtures/app.ts';
import { csvOf, type RosterRow, ssnFor, syntheticEmployee, syntheticEmployees, xmlOf } from '../fixtures/roster.ts';
import { eachDatabase } from '../services/databases.ts';

eachDatabase('what becomes of a roster file', (databases) => {
  let database: DatabaseConfig;
  beforeAll(async () => {
    database = await databases.createConfig();
  });

  const openShared = sharedTestApps();
  const open = (feed: FeedSettings = {}) => openShared({ database, feed });

  /** An app whose feed has employees 0 to count - 1 already. */
  async function openWith(count: number, feed: FeedSettings = {}): Promise<TestApp> {
    const test = await open(feed);
    await test.drop('first.csv', csvOf(syntheticEmployees(count)));
    return test;
  }

  describe('identity', () => {
    it('rejects the whole file for any invalid birth date or SSN, and lists all of them', async () => {
      const test = await openWith(5);
      const before = await test.app.employees({ feed: test.feed });
      const wrong = [
        syntheticEmployee(0, { addressLine: 'Nyveien 1' }),
        syntheticEmployee(1, { dateOfBirth: '1979-02-30' }),
        syntheticEmployee(2, { ssn: wrongCheckDigit(syntheticEmployee(2).ssn) }),
        syntheticEmployee(3, { dateOfBirth: '2091-03-14' }),
        syntheticEmployee(4, { ssn: '1234' }),
        syntheticEmployee(5, { dateOfBirth: '' }),
        syntheticEmployee(6, { ssn: '' }),
        syntheticEmployee(7, { dateOfBirth: '1890-01-01', payType: 'Q' }),
      ];

      const report = await test.drop('second.csv', csvOf(wrong));

      expect(report).toMatchObject({
        status: 'rejected',
        verdict: 'rejected',
        rows: 8,
        plan: noChanges(),
        changes: [],
      });
      expect(report.issues.filter(({ severity }) => severity === 'fatal').map(placeOf)).toEqual([
        ['invalid-birth-date', 3, 'dateOfBirth', '100001'],
        ['invalid-ssn', 4, 'ssn', '100002'],
        ['invalid-birth-date', 5, 'dateOfBirth', '100003'],
        ['invalid-ssn', 6, 'ssn', '100004'],
        ['missing-birth-date', 7, 'dateOfBirth', '100005'],
        ['missing-ssn', 8, 'ssn', '100006'],
        ['invalid-birth-date', 9, 'dateOfBirth', '100007'],
      ]);
      expect(report.issueCounts).toMatchObject({ total: 8, fatal: 7, row: 1 });
      expect(await test.app.employees({ feed: test.feed })).toEqual(before);
      expect(await test.sql('SELECT id FROM employee_imports WHERE file_id = ?', [report.fileId])).toEqual([]);
      for (const { message, code } of report.issues) {
        expect(message).not.toMatch(/\b\d{5}\b/);
        if (code === 'invalid-ssn') expect(message).toContain('ssn *****');
      }
      const [mail] = (await test.mails()).filter(({ subject }) => subject?.includes('REJECTED'));
      expect(mail?.subject).toBe(`[Rollcall] REJECTED ${test.feed}: second.csv (4 birth dates, 3 SSNs)`);
    });

    it('finds the same in XML, with the path of the element', async () => {
      const test = await open();
      const report = await test.drop('a.xml', xmlOf([syntheticEmployee(0), syntheticEmployee(1, { ssn: '12' })]));
      expect(report.status).toBe('rejected');
      expect(report.issues).toMatchObject([{ code: 'invalid-ssn', field: 'ssn', employeeNo: '100001' }]);
      expect(String(report.issues[0]?.column)).toContain('ssn');
    });

    it('takes synthetic numbers only where the feed allows them', async () => {
      const dateOfBirth = '1980-05-17';
      const csv = csvOf([syntheticEmployee(0, { dateOfBirth, ssn: ssnFor(dateOfBirth, 0, { month: 80 }) })]);
      const strict = await open();
      const lenient = await open({ allowSyntheticIds: true });
      expect((await strict.drop('a.csv', csv)).status).toBe('rejected');
      expect((await lenient.drop('a.csv', csv)).status).toBe('processed');
    });

    it('takes numbers with the relaxed check digit from 2032-01-01 on', async () => {
      const dateOfBirth = '1980-05-17';
      const csv = csvOf([syntheticEmployee(0, { dateOfBirth, ssn: ssnFor(dateOfBirth, 0, { remainder: 1 }) })]);
      const before = await openTestApp({ database, now: '2031-12-31T12:00:00.000Z' });
      const after = await openTestApp({ database, now: '2032-01-01T12:00:00.000Z' });
      expect((await before.drop('a.csv', csv)).status).toBe('rejected');
      expect((await after.drop('a.csv', csv)).status).toBe('processed');
    });

    it('names one wrong pattern in a whole column once, first, with the letter of the column', async () => {
      const test = await open();
      const rows = syntheticEmployees(6).map((row) => ({ ...row, hireStartDate: dotted(row.hireStartDate) }));
      const report = await test.drop('a.csv', csvOf(rows));
      expect(report.issues[0]).toMatchObject({
        code: 'column-pattern',
        field: 'hireStartDate',
        column: 11,
        line: expect.any(Number),
      });
      expect(report.issues[0]?.message).toContain('column K');
      expect(report.issues[0]?.message).toContain('dd.MM.yyyy');
      expect(report.issueCounts.byCode).toEqual({ 'invalid-date': 6, 'column-pattern': 1 });
    });
  });

  describe('rows with a fault', () => {
    it('quarantines them: their employees are neither changed nor missing', async () => {
      const test = await openWith(6);
      const rows = [
        syntheticEmployee(0),
        syntheticEmployee(1, { payType: 'Q', addressLine: 'Nyveien 1' }),
        syntheticEmployee(2, { employmentPercentage: '101' }),
        syntheticEmployee(3, { firstName: '' }),
        syntheticEmployee(4, { hireStartDate: '2020-02-30' }),
        syntheticEmployee(5, { disabilityGrade: '40', disabilityFromDate: '' }),
        syntheticEmployee(6, { isDeleted: 'perhaps' }),
      ];

      const report = await test.drop('second.csv', csvOf(rows));

      expect(report.status).toBe('processed_with_warnings');
      expect(report.plan).toEqual(counts({ unchanged: 1, quarantined: 6 }));
      expect(report.issues.map(({ code, line }) => [code, line])).toEqual([
        ['unknown-code', 3],
        ['number-out-of-range', 4],
        ['missing-field', 5],
        ['invalid-date', 6],
        ['missing-disability-date', 7],
        ['invalid-boolean', 8],
      ]);
      expect(await states(test)).toEqual(active(0, 1, 2, 3, 4, 5));
      expect(await employee(test, 1)).toMatchObject({ addressLine: syntheticEmployee(1).addressLine });
    });

    it('holds the file when a key can not be read and somebody is missing', async () => {
      const test = await openWith(4);
      const rows = [...syntheticEmployees(3), syntheticEmployee(3, { employeeNo: '' })];
      const report = await test.drop('second.csv', csvOf(rows));
      expect(report).toMatchObject({ status: 'held', plan: counts({ unchanged: 3, quarantined: 1, deactivated: 1 }) });
      expect(report.holdReasons.map(({ code }) => code)).toEqual(['unreadable-keys']);
      expect(await states(test)).toEqual(active(0, 1, 2, 3));
    });

    it('goes on when a key can not be read and nobody is missing', async () => {
      const test = await openWith(3);
      const report = await test.drop(
        'second.csv',
        csvOf([...syntheticEmployees(3), syntheticEmployee(3, { employeeNo: '' })]),
      );
      expect(report).toMatchObject({ status: 'processed_with_warnings', holdReasons: [] });
    });

    it('rejects the file for them where the feed says "rejectOn: any"', async () => {
      const test = await openWith(2, { rejectOn: 'any' });
      const report = await test.drop(
        'second.csv',
        csvOf([syntheticEmployee(0), syntheticEmployee(1, { payType: 'Q' })]),
      );
      expect(report).toMatchObject({ status: 'rejected', issueCounts: { fatal: 0, row: 1 } });
      expect(await test.sql('SELECT id FROM employee_imports WHERE file_id = ?', [report.fileId])).toEqual([]);
    });

    it('reads other spellings of true and false with a warning', async () => {
      const test = await open();
      const report = await test.drop(
        'a.csv',
        csvOf([syntheticEmployee(0, { isDeleted: 'USANN', abstainFromTicket: 'TRUE' })]),
      );
      expect(report).toMatchObject({ status: 'processed_with_warnings', issueCounts: { total: 2, warning: 2 } });
      expect(await employee(test, 0)).toMatchObject({ active: true, abstainFromTicket: true });
    });
  });

  describe('rows beside each other', () => {
    it('counts identical rows once, with a warning', async () => {
      const test = await open();
      const report = await test.drop('a.csv', csvOf([...syntheticEmployees(2), syntheticEmployee(0)]));
      expect(report).toMatchObject({ status: 'processed_with_warnings', rows: 3, plan: counts({ created: 2 }) });
      expect(report.issues.map(placeOf)).toEqual([['duplicate-rows', 4, null, '100000']]);
    });

    it('quarantines all rows of one employee number that differ, new or known', async () => {
      const test = await openWith(2);
      const rows = [
        syntheticEmployee(0),
        syntheticEmployee(1, { surname: 'Nordmann' }),
        syntheticEmployee(2),
        syntheticEmployee(1, { surname: 'Sørmann' }),
        syntheticEmployee(2, { surname: 'Sørmann' }),
      ];
      const report = await test.drop('second.csv', csvOf(rows));
      expect(report.plan).toEqual(counts({ unchanged: 1, quarantined: 4 }));
      expect(report.issues.map(placeOf).sort()).toEqual([
        ['duplicate-employee-number', 3, 'employeeNo', '100001'],
        ['duplicate-employee-number', 4, 'employeeNo', '100002'],
        ['duplicate-employee-number', 5, 'employeeNo', '100001'],
        ['duplicate-employee-number', 6, 'employeeNo', '100002'],
      ]);
      expect(await states(test)).toEqual(active(0, 1));
      expect(await employee(test, 1)).toMatchObject({ surname: syntheticEmployee(1).surname });
    });

    it.each([
      ['before', (unchanged: RosterRow, changed: RosterRow) => [unchanged, changed]],
      ['behind', (unchanged: RosterRow, changed: RosterRow) => [changed, unchanged]],
    ])('quarantines both also when the unchanged row stands %s the other', async (_where, order) => {
      const test = await openWith(2);
      const [row0, row1] = syntheticEmployees(2) as [RosterRow, RosterRow];
      const report = await test.drop('second.csv', csvOf([row0, ...order(row1, { ...row1, surname: 'Nordmann' })]));
      expect(report.plan).toEqual(counts({ unchanged: 1, quarantined: 2 }));
      expect(report.issueCounts.byCode).toEqual({ 'duplicate-employee-number': 2 });
      expect(await employee(test, 1)).toMatchObject({ active: true, surname: row1.surname });

      const healed = await test.drop('third.csv', csvOf([row0, { ...row1, surname: 'Nordmann' }]));
      expect(healed.plan).toEqual(counts({ unchanged: 1, updated: 1 }));
    });

    it('quarantines all of them when one is faulty for another reason, too', async () => {
      const test = await openWith(2);
      const rows = [...syntheticEmployees(2), syntheticEmployee(1, { payType: 'Q' })];
      const report = await test.drop('second.csv', csvOf(rows));
      expect(report.plan).toEqual(counts({ unchanged: 1, quarantined: 2 }));
      expect(await states(test)).toEqual(active(0, 1));
    });

    it('takes the same employee number in two companies for two people', async () => {
      const test = await open();
      const rows = [syntheticEmployee(0), syntheticEmployee(1, { employeeNo: '100000', companyId: '2' })];
      const report = await test.drop('a.csv', csvOf(rows));
      expect(report).toMatchObject({ status: 'processed', plan: counts({ created: 2 }) });
    });

    it('warns of one national identity number under two employee numbers of a company, without showing it', async () => {
      const test = await open();
      const { dateOfBirth, ssn } = syntheticEmployee(0);
      const rows = [
        syntheticEmployee(0),
        syntheticEmployee(1, { dateOfBirth, ssn }),
        syntheticEmployee(2, { dateOfBirth, ssn, companyId: '2' }),
      ];
      const report = await test.drop('a.csv', csvOf(rows));
      expect(report).toMatchObject({ status: 'processed_with_warnings', plan: counts({ created: 3 }) });
      expect(report.issues.map(placeOf)).toEqual([['duplicate-national-id', 3, 'ssn', '100001']]);
      expect(report.issues[0]?.message).toContain('100000 (line 2), 100001 (line 3)');
      expect(report.issues[0]?.message).not.toContain(ssn);
      const [issue] = (await test.drop('a.xml', xmlOf(rows))).issues;
      expect(issue).toMatchObject({ code: 'duplicate-national-id', column: 'employees/employee/ssn' });
    });

    it('counts rows as left out again where a file with the same bytes is skipped', async () => {
      const test = await open();
      const text = csvOf([...syntheticEmployees(2), syntheticEmployee(2, { payType: 'Q' })]);
      expect((await test.drop('a.csv', text)).plan).toEqual(counts({ created: 2, quarantined: 1 }));
      expect(await test.drop('b.csv', text)).toMatchObject({
        ...{ status: 'skipped', plan: counts({ unchanged: 2, quarantined: 1 }) },
      });
    });

    it('warns of the same also when neither row has changed', async () => {
      const { dateOfBirth, ssn } = syntheticEmployee(0);
      const rows = [syntheticEmployee(0), syntheticEmployee(1, { dateOfBirth, ssn }), syntheticEmployee(2)];
      const test = await open();
      await test.drop('first.csv', csvOf(rows));
      const report = await test.drop(
        'second.csv',
        csvOf(rows.map((row, i) => (i === 2 ? { ...row, surname: 'Nordmann' } : row))),
      );
      expect(report.issueCounts.byCode).toEqual({ 'duplicate-national-id': 1 });
    });

    it('refuses employee numbers that are national identity numbers, and never shows them', async () => {
      const test = await open();
      const employeeNo = nationalIdOf(syntheticEmployee(9));
      const { dateOfBirth, ssn } = syntheticEmployee(0);
      const rows = [
        syntheticEmployee(0, { employeeNo }),
        syntheticEmployee(0, { employeeNo }),
        syntheticEmployee(1, { dateOfBirth, ssn }),
        syntheticEmployee(0, { employeeNo, surname: 'Nordmann' }),
      ];
      const report = await test.app.check(await test.write('a.csv', csvOf(rows)), test.feed);
      expect(report.issueCounts.byCode).toEqual({ 'national-id-as-key': 3 });
      expect(JSON.stringify(report.issues)).not.toContain(employeeNo);
    });

    it('takes numbers that differ by case for two people, with a warning', async () => {
      const test = await open();
      const rows = [
        syntheticEmployee(0, { employeeNo: 'Ab1' }),
        syntheticEmployee(1, { employeeNo: 'aB1' }),
        syntheticEmployee(2, { employeeNo: 'AB1', companyId: '2' }),
      ];
      const report = await test.drop('a.csv', csvOf(rows));
      expect(report.plan).toEqual(counts({ created: 3 }));
      expect(report.issues.map(placeOf)).toEqual([['keys-differ-by-case', 3, 'employeeNo', 'aB1']]);
    });

    it('takes numbers that differ by outer spaces or Unicode form for the same', async () => {
      const test = await open();
      await test.drop('a.csv', csvOf([syntheticEmployee(0, { employeeNo: '\u00c57' })]));
      const report = await test.drop('b.csv', csvOf([syntheticEmployee(0, { employeeNo: ' A\u030a7 ' })]));
      expect(report.plan).toEqual(counts({ unchanged: 1 }));

      const both = ['\u00c57', 'A\u030a7 '].map((employeeNo) => syntheticEmployee(0, { employeeNo, surname: 'Lie' }));
      const twice = await test.drop('c.csv', csvOf(both));
      expect(twice.issues.map(placeOf)).toEqual([
        ['duplicate-employee-number', 2, 'employeeNo', '\u00c57'],
        ['duplicate-employee-number', 3, 'employeeNo', '\u00c57'],
      ]);
      expect(twice.plan).toMatchObject({ created: 0, updated: 0, deactivated: 0, quarantined: 2 });
    });
  });

  describe('the file as a whole', () => {
    it('rejects a row with another number of columns', async () => {
      const test = await openWith(3);
      const lines = csvOf(syntheticEmployees(3)).split('\n');
      lines[2] = `${lines[2]},more`;
      const report = await test.drop('second.csv', lines.join('\n'));
      expect(report.status).toBe('rejected');
      expect(report.issues.map(placeOf)).toMatchObject([['column-count', 3, null, null]]);
      expect(await states(test)).toEqual(active(0, 1, 2));
    });

    it('rejects a file without a byte', async () => {
      const test = await openWith(3);
      const report = await test.drop('second.csv', '');
      expect(report).toMatchObject({ status: 'rejected', rows: 0, issues: [{ code: 'file-empty', line: null }] });
      expect(await states(test)).toEqual(active(0, 1, 2));
    });

    it.each([
      ['CSV', 'second.csv', csvOf([])],
      ['XML', 'second.xml', xmlOf([])],
    ])('holds a %s file without employees', async (_format, name, text) => {
      const test = await openWith(3);
      const report = await test.drop(name, text);
      expect(report).toMatchObject({ status: 'held', rows: 0, plan: counts({ deactivated: 3 }) });
      expect(report.holdReasons.map(({ code }) => code)).toContain('roster-empty');
      expect(await states(test)).toEqual(active(0, 1, 2));
    });

    it('rejects a company that the feed does not know', async () => {
      const test = await open({ companies: ['1', '2'] });
      const report = await test.drop(
        'a.csv',
        csvOf([syntheticEmployee(0), syntheticEmployee(1, { companyId: '910203040' })]),
      );
      expect(report.status).toBe('rejected');
      expect(report.issues.map(placeOf)).toEqual([['unknown-company', 3, 'companyId', '100001']]);
      expect(report.issues[0]?.message).toContain('this looks like an organisation number');
    });

    it('skips the very bytes of the last roster, without a mail', async () => {
      const test = await openWith(3);
      const mailsBefore = (await test.mails()).length;
      const report = await test.drop('another-name.csv', csvOf(syntheticEmployees(3)));
      expect(report).toMatchObject({ status: 'skipped', rows: 3, plan: counts({ unchanged: 3 }), changes: [] });
      expect(await test.mails()).toHaveLength(mailsBefore);
    });

    it('reads them again after a rejected file no more than before it', async () => {
      const test = await openWith(3);
      await test.drop('second.csv', csvOf([syntheticEmployee(0, { ssn: '1' })]));
      expect((await test.drop('third.csv', csvOf(syntheticEmployees(3)))).status).toBe('skipped');
    });

    it('reads them again when another roster was applied in between', async () => {
      const test = await openWith(3);
      await test.drop('second.csv', csvOf(syntheticEmployees(4)));
      const report = await test.drop('third.csv', csvOf(syntheticEmployees(3)));
      expect(report.status).not.toBe('skipped');
    });

    it('reads them again after a change of the config', async () => {
      const test = await openWith(3);
      await test.reopen({ manualFields: ['addressLine'] });
      const report = await test.drop('second.csv', csvOf(syntheticEmployees(3)));
      expect(report).toMatchObject({ status: 'processed', plan: counts({ unchanged: 3 }), changes: [] });
      expect((await test.drop('third.csv', csvOf(syntheticEmployees(3)))).status).toBe('skipped');
    });

    it('reads them again after the register was changed by hand', async () => {
      const test = await openWith(3);
      await deactivateByHand(test, 1);
      expect((await test.drop('second.csv', csvOf(syntheticEmployees(3)))).status).toBe('processed');
    });
  });

  describe('what changes', () => {
    it('creates employees with every field of their row', async () => {
      const test = await open();
      const row = syntheticEmployee(7, {
        hireEndDate: '2031-12-31',
        hireEndCause: 'A',
        employmentPercentage: '62.5',
        employmentPercentageDate: '2022-08-15',
        paidPercentage: '112.25',
        leaveFromDate: '2025-01-15',
        abstainFromTicket: 'true',
        disabilityGrade: '40',
        disabilityFromDate: '2021-03-01',
      });
      const report = await test.drop('a.csv', csvOf([row]));
      expect(report).toMatchObject({
        status: 'processed',
        plan: counts({ created: 1 }),
        changes: [{ kind: 'created', companyId: '1', employeeNo: '100007', fields: [] }],
      });
      expect(await employee(test, 7)).toMatchObject({
        feed: test.feed,
        companyId: '1',
        employeeNo: '100007',
        active: true,
        deactivatedAt: null,
        deactivatedBy: null,
        firstName: row.firstName,
        surname: row.surname,
        email: null,
        dateOfBirth: row.dateOfBirth,
        addressLine: row.addressLine,
        postalCode: row.postalCode,
        hireStartDate: row.hireStartDate,
        hireEndDate: '2031-12-31',
        hireEndCause: 'A',
        employmentType: row.employmentTypeId,
        payType: row.payType,
        employmentPercentage: 62.5,
        employmentPercentageDate: '2022-08-15',
        paidPercentage: 112.25,
        leaveFromDate: '2025-01-15',
        abstainFromTicket: true,
        nationalId: '*****',
      });
      expect(await test.sealed()).toEqual({
        100007: { nationalId: nationalIdOf(row), disabilityGrade: 40, disabilityFromDate: '2021-03-01' },
      });
      expect(await test.app.employees({ nationalId: nationalIdOf(row), feed: test.feed })).toHaveLength(1);
    });

    it.each(['csv', 'xml'])(
      'keeps every character of a text, every digit of a number and every day (%s)',
      async (format) => {
        const test = await open();
        const rows = awkwardTexts.map((surname, i) => syntheticEmployee(i, { surname, ...awkwardValues[i] }));
        const file = () => (format === 'csv' ? csvOf(rows) : xmlOf(rows));
        expect(await test.drop(`a.${format}`, file())).toMatchObject({ status: 'processed', issues: [] });
        const register = await test.app.employees({ feed: test.feed });
        expect(register.map(({ surname }) => surname)).toEqual(awkwardTexts);
        expect(register.slice(0, awkwardValues.length)).toMatchObject(
          awkwardValues.map(({ paidPercentage, employmentPercentage, ...texts }) => ({
            ...texts,
            paidPercentage: Number(paidPercentage),
            employmentPercentage: Number(employmentPercentage),
          })),
        );
        // Whatever the database made of them is the same when it comes again.
        await test.reopen({ manualFields: ['costCenter'] });
        const again = await test.drop(`b.${format}`, file());
        expect(again).toMatchObject({ status: 'processed', plan: counts({ unchanged: rows.length }) });
        expect(await test.app.employees({ feed: test.feed })).toEqual(register);
      },
    );

    it('takes texts that differ by case, accent or outer spaces for what they are', async () => {
      const test = await open();
      const surnames = ['Dahl', 'dahl', 'Aas', 'Dahl', 'Åas'];
      await test.drop('a.csv', csvOf(surnames.map((surname, i) => syntheticEmployee(i, { surname }))));
      const next = ['dahl', 'dahl', 'Ås', ' Dahl ', 'Aas'];
      const report = await test.drop('b.csv', csvOf(next.map((surname, i) => syntheticEmployee(i, { surname }))));
      expect(report.plan).toEqual(counts({ updated: 3, unchanged: 2 }));
    });

    it('reads XML to the same employees as CSV', async () => {
      const csv = await open();
      const xml = await open();
      await csv.drop('a.csv', csvOf(syntheticEmployees(40)));
      await xml.drop('a.xml', xmlOf(syntheticEmployees(40)));
      const plain = async (test: TestApp) =>
        (await test.app.employees({ feed: test.feed })).map(({ id: _id, feed: _feed, ...fields }) => fields);
      expect(await plain(xml)).toEqual(await plain(csv));
      expect(await xml.sealed()).toEqual(await csv.sealed());
    });

    it('updates what differs, names it with the values before, and notes it in the history', async () => {
      const test = await openWith(3);
      const was = syntheticEmployee(1);
      const is = {
        ...was,
        addressLine: 'Nyveien 1',
        employmentPercentage: '62.5',
        abstainFromTicket: 'true',
        leaveFromDate: '2025-05-01',
        hireEndDate: '',
      };
      const report = await test.drop('second.csv', csvOf([syntheticEmployee(0), is, syntheticEmployee(2)]));
      const fields = [
        { field: 'addressLine', before: was.addressLine, after: 'Nyveien 1' },
        { field: 'employmentPercentage', before: Number(was.employmentPercentage), after: 62.5 },
        { field: 'leaveFromDate', before: null, after: '2025-05-01' },
        { field: 'abstainFromTicket', before: false, after: true },
      ];
      expect(report.plan).toEqual(counts({ unchanged: 2, updated: 1 }));
      expect(report.changes).toEqual([{ kind: 'updated', companyId: '1', employeeNo: '100001', fields }]);
      const { id, ...after } = await employee(test, 1);
      expect(after).toMatchObject({ addressLine: 'Nyveien 1', employmentPercentage: 62.5, abstainFromTicket: true });
      expect(await test.app.history(id)).toMatchObject([
        { kind: 'created', fileName: 'first.csv', line: 3 },
        { kind: 'updated', fileName: 'second.csv', fileId: report.fileId, line: 3, actor: 'file', fields },
      ]);
    });

    it('masks the sealed fields where they have changed', async () => {
      const test = await openWith(1);
      const was = syntheticEmployee(0);
      const is = {
        ...was,
        ssn: ssnFor(was.dateOfBirth, 3),
        disabilityGrade: '30',
        disabilityFromDate: '2020-01-01',
      };
      const report = await test.drop('second.csv', csvOf([is]));
      expect(report.changes).toEqual([
        {
          kind: 'updated',
          companyId: '1',
          employeeNo: '100000',
          fields: [
            { field: 'nationalId', before: '*****', after: '*****' },
            { field: 'disabilityGrade', before: '*****', after: '*****' },
            { field: 'disabilityFromDate', before: null, after: '*****' },
          ],
        },
      ]);
      expect(await test.sealed()).toEqual({
        100000: { nationalId: nationalIdOf(is), disabilityGrade: 30, disabilityFromDate: '2020-01-01' },
      });
      expect(await test.app.employees({ nationalId: nationalIdOf(is), feed: test.feed })).toHaveLength(1);
      expect(await test.app.employees({ nationalId: nationalIdOf(was), feed: test.feed })).toEqual([]);
    });

    it('deactivates who is missing and reactivates who returns, both with a changed row', async () => {
      const test = await openWith(3);
      const gone = await test.drop('second.csv', csvOf(syntheticEmployees(2)));
      expect(gone.plan).toEqual(counts({ unchanged: 2, deactivated: 1 }));
      expect(gone.changes).toEqual([
        {
          kind: 'deactivated',
          companyId: '1',
          employeeNo: '100002',
          fields: [{ field: 'active', before: true, after: false }],
        },
      ]);
      expect(await employee(test, 2)).toMatchObject({
        active: false,
        deactivatedBy: 'absent',
        deactivatedAt: '2025-06-02T06:00:00.000Z',
      });

      const back = await test.drop(
        'third.csv',
        csvOf([...syntheticEmployees(2), syntheticEmployee(2, { surname: 'Nordmann' })]),
      );
      expect(back.plan).toEqual(counts({ unchanged: 2, reactivated: 1 }));
      expect(back.changes).toEqual([
        {
          kind: 'reactivated',
          companyId: '1',
          employeeNo: '100002',
          fields: [
            { field: 'active', before: false, after: true },
            { field: 'surname', before: syntheticEmployee(2).surname, after: 'Nordmann' },
          ],
        },
      ]);
      expect(await employee(test, 2)).toMatchObject({
        active: true,
        deactivatedBy: null,
        deactivatedAt: null,
        surname: 'Nordmann',
      });
    });

    it('reactivates who returns with the very row that left', async () => {
      const test = await openWith(3);
      await test.drop('second.csv', csvOf(syntheticEmployees(2)));
      const report = await test.drop('third.csv', csvOf(syntheticEmployees(3).reverse()));
      expect(report).toMatchObject({ status: 'processed', plan: counts({ unchanged: 2, reactivated: 1 }) });
    });

    it('leaves a leaver alone who stays away', async () => {
      const test = await openWith(3);
      await test.drop('second.csv', csvOf(syntheticEmployees(2)));
      const report = await test.drop('third.csv', csvOf(syntheticEmployees(2).reverse()));
      expect(report).toMatchObject({ status: 'processed', plan: counts({ unchanged: 2 }), changes: [] });
    });

    it('creates a new employee who is marked deleted as inactive', async () => {
      const test = await open();
      const report = await test.drop(
        'a.csv',
        csvOf([syntheticEmployee(0), syntheticEmployee(1, { isDeleted: 'true' })]),
      );
      expect(report.plan).toEqual(counts({ created: 2 }));
      expect(await employee(test, 1)).toMatchObject({
        active: false,
        deactivatedBy: 'deleted',
        deactivatedAt: expect.any(String),
      });
    });

    it('deactivates who is marked deleted, and reactivates who no longer is', async () => {
      const test = await openWith(2);
      const deleted = await test.drop(
        'second.csv',
        csvOf([syntheticEmployee(0), syntheticEmployee(1, { isDeleted: 'true' })]),
      );
      expect(deleted.plan).toEqual(counts({ unchanged: 1, deactivated: 1 }));
      expect(await employee(test, 1)).toMatchObject({ active: false, deactivatedBy: 'deleted' });

      const again = await test.drop(
        'third.csv',
        csvOf([syntheticEmployee(1, { isDeleted: 'true' }), syntheticEmployee(0)]),
      );
      expect(again.plan).toEqual(counts({ unchanged: 2 }));
      const back = await test.drop('fourth.csv', csvOf(syntheticEmployees(2).reverse()));
      expect(back.plan).toEqual(counts({ unchanged: 1, reactivated: 1 }));
      expect(await employee(test, 1)).toMatchObject({ active: true, deactivatedBy: null });
    });

    it.each([
      ['absent-only', { unchanged: 2 }, false],
      ['never', { unchanged: 2 }, false],
      ['always', { unchanged: 1, reactivated: 1 }, true],
    ])('with "reactivate: %s" someone deactivated by hand ends as said', async (reactivate, expected, isActive) => {
      const test = await openWith(2, { reactivate });
      await deactivateByHand(test, 1);
      const report = await test.drop('second.csv', csvOf(syntheticEmployees(2)));
      expect(report.plan).toEqual(counts(expected));
      expect(await employee(test, 1)).toMatchObject({ active: isActive, deactivatedBy: isActive ? null : 'manual' });
    });

    it('updates someone deactivated by hand without reactivating them', async () => {
      const test = await openWith(2);
      await deactivateByHand(test, 1);
      const report = await test.drop(
        'second.csv',
        csvOf([syntheticEmployee(0), syntheticEmployee(1, { surname: 'Nordmann' })]),
      );
      expect(report.plan).toEqual(counts({ unchanged: 1, updated: 1 }));
      expect(await employee(test, 1)).toMatchObject({ active: false, deactivatedBy: 'manual', surname: 'Nordmann' });
    });

    it('never reactivates a leaver with "reactivate: never"', async () => {
      const test = await openWith(3, { reactivate: 'never' });
      await test.drop('second.csv', csvOf(syntheticEmployees(2)));
      const report = await test.drop('third.csv', csvOf(syntheticEmployees(3).reverse()));
      expect(report.plan).toEqual(counts({ unchanged: 3 }));
      expect(await employee(test, 2)).toMatchObject({ active: false, deactivatedBy: 'absent' });
    });

    it('sets manual fields when the employee is created, and never again', async () => {
      const test = await openWith(2, { manualFields: ['addressLine', 'employmentPercentage'] });
      const [row0, row1] = syntheticEmployees(2) as [RosterRow, RosterRow];
      const onlyManual = await test.drop('second.csv', csvOf([{ ...row0, addressLine: 'Nyveien 1' }, row1]));
      expect(onlyManual).toMatchObject({ plan: counts({ unchanged: 2 }), changes: [] });

      const changed = { ...row1, addressLine: 'Nyveien 2', employmentPercentage: '10', surname: 'Nordmann' };
      const mixed = await test.drop('third.csv', csvOf([row0, changed, syntheticEmployee(2)]));
      expect(mixed.plan).toEqual(counts({ unchanged: 1, updated: 1, created: 1 }));
      expect(mixed.changes.find(({ kind }) => kind === 'updated')?.fields).toEqual([
        { field: 'surname', before: row1.surname, after: 'Nordmann' },
      ]);
      expect(await employee(test, 0)).toMatchObject({ addressLine: row0.addressLine });
      expect(await employee(test, 1)).toMatchObject({
        addressLine: row1.addressLine,
        employmentPercentage: Number(row1.employmentPercentage),
        surname: 'Nordmann',
      });
      expect(await employee(test, 2)).toMatchObject({ addressLine: syntheticEmployee(2).addressLine });
    });

    it('keeps employees of another feed with the same numbers as they are', async () => {
      const other = 'other-company';
      const test = await openTestApp({ database, feeds: { [other]: {} } });
      await test.drop('other.csv', csvOf(syntheticEmployees(5)), other);
      const before = await test.app.employees({ feed: other });
      await test.drop('first.csv', csvOf(syntheticEmployees(5)));
      await test.drop(
        'second.csv',
        csvOf([syntheticEmployee(0, { surname: 'Nordmann' }), ...syntheticEmployees(3, 1)]),
      );
      expect(await states(test)).toEqual({ ...active(0, 1, 2, 3), 100004: 'absent' });
      expect(await test.app.employees({ feed: other })).toEqual(before);
    });

    it('keeps employees that were brought in by hand as they are', async () => {
      const test = await openWith(2);
      await test.sql(
        `INSERT INTO employees (feed, company_id, employee_no, surname, active, created_at, updated_at)
         VALUES ('manual', '1', ?, 'Nordmann', 1, '2025-01-01T00:00:00.000Z', '2025-01-01T00:00:00.000Z')`,
        [`by-hand-${test.feed}`],
      );
      await test.drop('second.csv', csvOf(syntheticEmployees(1)));
      expect(await test.app.employees({ employeeNo: `by-hand-${test.feed}` })).toMatchObject([
        { feed: 'manual', active: true },
      ]);
    });
  });
});

/** What a database, a bulk load or a template might take for something else. */
const awkwardTexts = [
  '\\N',
  'NULL',
  'a\\tb\\',
  `O'Brien "the" `.trim(),
  "'; DROP TABLE employees; --",
  '=HYPERLINK("http://example.org")',
  'Ærlig Ød Åse ß ş ı',
  '𝒜😀👩‍👩‍👧',
  'שלום 你好',
  '<b>&amp;</b>',
  '$&{name}%s?',
  'a,b;c|d',
  '__proto__',
  'x'.repeat(200),
  '0',
  '-',
];

const awkwardValues: Partial<RosterRow>[] = [
  { paidPercentage: '33.3333', employmentPercentage: '0.1', hireStartDate: '2024-02-29', postalCode: '0001' },
  { paidPercentage: '100.10', employmentPercentage: '99.9999', hireStartDate: '1900-01-01', postalCode: '007' },
  { paidPercentage: '99999.0001', employmentPercentage: '0', hireStartDate: '9999-12-31', postalCode: 'SW1A 1AA' },
  { paidPercentage: '0.0001', employmentPercentage: '100.0', hireStartDate: '1970-01-01', postalCode: '1e5' },
];

function counts(some: Partial<PlanCounts>): PlanCounts {
  return { ...noChanges(), ...some };
}

function placeOf(issue: { code: string; line: number | null; field: string | null; employeeNo: string | null }) {
  return [issue.code, issue.line, issue.field, issue.employeeNo];
}

/** `active`, or what deactivated them, by employee number. */
async function states(test: TestApp): Promise<Record<string, string>> {
  const all = await test.app.employees({ feed: test.feed });
  return Object.fromEntries(all.map((one) => [one.employeeNo, one.active ? 'active' : (one.deactivatedBy ?? '?')]));
}

function active(...indexes: number[]): Record<string, string> {
  return Object.fromEntries(indexes.map((i) => [syntheticEmployee(i).employeeNo, 'active']));
}

async function employee(test: TestApp, i: number): Promise<RegisteredEmployee> {
  const [found, ...more] = await test.app.employees({ feed: test.feed, employeeNo: syntheticEmployee(i).employeeNo });
  if (found === undefined || more.length > 0) throw new Error(`There is not exactly one employee ${i}.`);
  return found;
}

/** What `employee deactivate` will do. */
async function deactivateByHand(test: TestApp, i: number): Promise<void> {
  await test.sql(
    "UPDATE employees SET active = 0, deactivated_by = 'manual', deactivated_at = ?, source_digest = NULL WHERE feed = ? AND employee_no = ?",
    ['2025-06-01T00:00:00.000Z', test.feed, syntheticEmployee(i).employeeNo],
  );
  await test.sql('UPDATE feeds SET register_version = register_version + 1 WHERE feed = ?', [test.feed]);
}

function nationalIdOf({ dateOfBirth, ssn }: RosterRow): string {
  return dateOfBirth.slice(8, 10) + dateOfBirth.slice(5, 7) + dateOfBirth.slice(2, 4) + ssn;
}

function wrongCheckDigit(ssn: string): string {
  return ssn.slice(0, 4) + ((Number(ssn[4]) + 3) % 10);
}

function dotted(date: string): string {
  return date.split('-').reverse().join('.');
}
