import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { person } from '../../samples/people.ts';
import { openTestApp, type TestApp } from '../fixtures/app.ts';
import { eachDatabase, type TestDatabases } from '../services/databases.ts';

const sample = (name: string) => readFile(new URL(`../../samples/custom/${name}`, import.meta.url), 'utf8');

/** A feed as config/examples/custom.yaml has it. */
async function openExample(databases: TestDatabases): Promise<TestApp> {
  const example = await readFile(new URL('../../config/examples/custom.yaml', import.meta.url), 'utf8');
  const { layout, timeZone, mapping } = parse(example).feeds[0];
  return openTestApp({ database: await databases.createConfig(), feed: { layout, timeZone, mapping } });
}

eachDatabase('the HR export of samples/custom, read as config/examples/custom.yaml says', (databases) => {
  it('becomes what the personnel ticket system needs', async () => {
    const { app, drop, feed, sealed } = await openExample(databases);

    const report = await drop('day-1.csv', await sample('day-1.csv'));

    expect(report).toMatchObject({ status: 'processed', plan: { created: 60 }, issueCounts: { total: 0 } });
    const [employee] = await app.employees({ employeeNo: '10405', feed });
    const { dateOfBirth, ssn, addressLine, hireStartDate } = person(4);
    expect(employee).toMatchObject({
      companyId: '42',
      active: true,
      dateOfBirth,
      addressLine,
      hireStartDate,
      employmentType: 'F',
      payType: 'D',
      employmentPercentage: 80,
      paidPercentage: 80,
      abstainFromTicket: false,
      attributes: { Avdeling: 'Vedlikehold' },
    });
    const nationalId = dateOfBirth.slice(8) + dateOfBirth.slice(5, 7) + dateOfBirth.slice(2, 4) + ssn;
    expect((await sealed())['10405']).toMatchObject({ nationalId, disabilityGrade: 0 });
  });

  it('is not warned of for columns that nobody has mapped', async () => {
    const { app, feed, write } = await openExample(databases);
    const rows = (await sample('day-1.csv')).trim().split('\n');
    const text = rows.map((row, index) => `${row};${index === 0 ? 'Skift' : 'Natt'}\n`).join('');
    const json = (await sample('day-1.json')).replaceAll('"Ansattnr":', '"Skift": { "Natt": true }, "Ansattnr":');

    expect(await app.check(await write('more.csv', text), feed)).toMatchObject({ verdict: 'valid', issues: [] });
    expect(await app.check(await write('more.json', json), feed)).toMatchObject({ verdict: 'valid', issues: [] });
  });

  it('finds people by the number in any usual form, and says what is none', async () => {
    const { app, drop, feed } = await openExample(databases);
    await drop('day-1.csv', await sample('day-1.csv'));
    const { dateOfBirth, ssn } = person(4);
    const date = dateOfBirth.slice(8) + dateOfBirth.slice(5, 7) + dateOfBirth.slice(2, 4);

    for (const nationalId of [date + ssn, `${date} ${ssn}`, ` ${date}-${ssn} `]) {
      const found = await app.employees({ nationalId, feed });
      expect(found.map(({ employeeNo }) => employeeNo)).toEqual(['10405']);
    }
    await expect(app.employees({ nationalId: '1234', feed })).rejects.toMatchObject({ code: 'usage-national-id' });
  });

  it('is the same as JSON', async () => {
    const { app, drop, feed, write } = await openExample(databases);
    await drop('day-1.csv', await sample('day-1.csv'));

    const plan = await app.plan(await write('day-1.json', await sample('day-1.json')), feed);

    expect(plan).toMatchObject({ issues: [], plan: { unchanged: 60, updated: 0, created: 0 } });
  });

  it('on the next day has one new, one who has moved, one who is missing and one whose status says left', async () => {
    const { app, drop, feed } = await openExample(databases);
    await drop('day-1.csv', await sample('day-1.csv'));

    const report = await drop('day-2.csv', await sample('day-2.csv'));

    expect(report).toMatchObject({
      status: 'processed',
      plan: { created: 1, updated: 1, deactivated: 2, unchanged: 57 },
    });
    const [left] = await app.employees({ employeeNo: '10422', feed });
    expect(left).toMatchObject({ active: false, deactivatedBy: 'inactive' });
  });

  it('with faults in single rows leaves those rows out', async () => {
    const { app, feed, write } = await openExample(databases);

    const report = await app.check(await write('bad.csv', await sample('bad.csv')), feed);

    expect(report.verdict).toBe('valid_with_warnings');
    expect(report.issues.map(({ line, column, field, code }) => [line, column, field, code])).toEqual([
      [5, 12, 'employmentType', 'unknown-code'],
      [10, 9, 'hireStartDate', 'invalid-date'],
      [32, 3, 'surname', 'missing-field'],
      [42, 14, 'employmentPercentage', 'number-out-of-range'],
    ]);
  });

  it('with wrong identity numbers is rejected, and none of them is repeated', async () => {
    const { drop, mails, dump } = await openExample(databases);
    const text = await sample('rejected.csv');

    const report = await drop('rejected.csv', text);

    expect(report).toMatchObject({ status: 'rejected', issueCounts: { fatal: 2, total: 2 } });
    expect(report.issues.map(({ line, field, message }) => [line, field, message])).toEqual([
      [7, 'nationalId', 'nationalId ***** is invalid: its check digits are wrong.'],
      [
        9,
        'nationalId',
        'nationalId ***** is invalid: it has 10 digits where there should be 11; a spreadsheet may have dropped a leading zero; format the column as text before the file is saved as CSV.',
      ],
    ]);
    const numbers = text
      .split('\n')
      .slice(1, -1)
      .map((line) => line.split(';')[1] ?? '');
    const told = JSON.stringify([report, await mails(), await dump()]);
    expect(numbers.filter((number) => told.includes(number.slice(-5)))).toEqual([]);
  });

  it('without a column that the mapping needs is rejected, with its header', async () => {
    const { app, feed, write } = await openExample(databases);
    const text = (await sample('day-1.csv')).replace('Stillingstype', 'Ansettelsestype');

    const report = await app.check(await write('renamed.csv', text), feed);

    expect(report.verdict).toBe('rejected');
    expect(report.issues).toContainEqual(
      expect.objectContaining({ code: 'missing-column', message: 'The header has no column Stillingstype.' }),
    );
  });
});
