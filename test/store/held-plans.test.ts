import { expect, test } from 'vitest';
import type { Person } from '../../src/domain/diagnosis/held-plan.ts';
import type { PlanRequest } from '../../src/store/contract.ts';
import { createHeldPlans } from '../../src/store/held-plans.ts';
import { createLedger } from '../../src/store/ledger.ts';
import { createPlans } from '../../src/store/plans.ts';
import { createRegister } from '../../src/store/register.ts';
import { createStaging } from '../../src/store/staging.ts';
import { eachDatabase } from '../services/databases.ts';
import { encodeSample, numbered, ordinaryRules, type SampleRow } from './sample-rows.ts';

const at = '2026-03-01T05:00:00.000Z';
/** A national identity number, as the register finds it. */
const numberOf = (n: number) => ({ nationalId: 'any', nationalIdIndex: new Uint8Array(16).fill(n) });

eachDatabase('a plan that is held', ({ open }) => {
  /** A register of 300 people in company 1, and the plan of a file with these rows. */
  async function openHeld(rows: SampleRow[], more: SampleRow[] = []) {
    const { knex, dialect } = await open();
    await createRegister(knex, dialect).create({ fileId: 1, feed: 'acme', at }, [
      encodeSample(dialect.rowEncoding, [...numbered('1', 1000, 300).map(called), ...more]),
    ]);
    const fileId = await createLedger(knex, dialect).add({
      ...{ feed: 'acme', layout: 'custom', name: 'roster.csv', size: 1, sha256: 'c'.repeat(64), source: 'command' },
      ...{ inboxFingerprint: null, spoolName: null, receivedAt: at, archiveFrom: null, modifiedAt: null },
    });
    await createStaging(knex, dialect).stage(fileId, 'acme', [encodeSample(dialect.rowEncoding, rows)]);
    const request: PlanRequest = {
      ...{ fileId, feed: 'acme', planNo: 1, hits: 0, quarantined: 0, active: new Map([['1', 300]]) },
      ...{ unmatchedOnly: false, manualFields: [], reactivate: 'always', keyScope: 'company', keepsUnsent: false },
      ...ordinaryRules,
    };
    await createPlans(knex, dialect).write(request);
    return { held: createHeldPlans(knex, dialect), plan: request };
  }

  const called = (row: SampleRow): SampleRow => ({
    ...row,
    firstName: `First${row.employeeNo}`,
    surname: `Sur${row.employeeNo}`,
    email: `p${row.employeeNo}@example.org`,
    dateOfBirth: '1980-02-03',
  });
  const lettered = (row: SampleRow): SampleRow => ({ ...called(row), employeeNo: `E-${row.employeeNo}` });
  const keysOf = (people: readonly Person[]) => people.map(({ employeeNo }) => employeeNo);

  test('tells who is missing and who is new, and who has come back under another key', async () => {
    const gone: SampleRow = { ...called({ employeeNo: '77' }), companyId: '1', ...numberOf(7) };
    const back: SampleRow = { ...gone, employeeNo: '88' };
    const { held, plan } = await openHeld(
      [...numbered('1', 1000, 290).map(called), ...numbered('1', 5000, 4), back],
      [gone],
    );

    expect(await held.gonePerCompany(plan)).toEqual([{ companyId: '1', absent: 10, renumbered: 1 }]);
    const missing = await held.missing(plan, 11, 100);
    expect(keysOf(missing.items)).toEqual([...numbered('1', 1290, 10).map(({ employeeNo }) => employeeNo), '77']);
    expect(missing.items[0]).toEqual({
      ...{ companyId: '1', employeeNo: '1290', firstName: 'First1290', surname: 'Sur1290' },
      ...{ dateOfBirth: '1980-02-03', email: 'p1290@example.org', nationalIdIndex: null },
    });
    expect(await held.renumbered(plan, 11, 100)).toMatchObject([
      { companyId: '1', employeeNo: '88', nationalIdIndex: '07'.repeat(16) },
    ]);
    expect(keysOf((await held.newcomers(plan, 4, 100)).items)).toEqual(['5000', '5001', '5002', '5003']);
    expect(await held.strangeCompanies('acme', ['1', '2'])).toEqual(['2']);
    const roll = await held.roll(plan, 301, 1000);
    expect(roll.items.map(({ isMissing }) => isMissing)).toEqual([
      ...Array(290).fill(false),
      ...Array(10).fill(true),
      false,
    ]);
    expect(roll.items[0]).toMatchObject({ employeeNo: '1000', surname: 'Sur1000', broughtBy: 1 });
  });

  test('gives an even selection of more than it is asked for, the same of everybody each time', async () => {
    const { held, plan } = await openHeld(numbered('1', 1000, 300).map(lettered));

    const { total, items } = await held.missing(plan, 300, 100);
    expect(total).toBe(300);
    expect(Math.abs(items.length - 100)).toBeLessThan(10);
    expect((await held.missing(plan, 300, 100)).items).toEqual(items);
    const inRoll = (await held.roll(plan, 300, 100)).items.filter(({ isMissing }) => isMissing);
    expect(keysOf(inRoll as unknown as Person[])).toEqual(keysOf(items));
    const newcomers = (await held.newcomers(plan, 300, 100)).items;
    expect(Math.abs(newcomers.length - 100)).toBeLessThan(10);

    const wanted = items.map(({ companyId, employeeNo }) => ({ companyId, employeeNo: `E-${employeeNo}` }));
    const strangers = [
      { companyId: '1', employeeNo: 'E-1' },
      { companyId: '9', employeeNo: 'E-1000' },
    ];
    expect(keysOf(await held.newcomersWith(plan, [...wanted, ...strangers])).sort()).toEqual(
      keysOf(wanted as Person[]).sort(),
    );
  });

  test('finds newcomers by what else they have: email, identity number, or both names', async () => {
    const { held, plan } = await openHeld([
      { ...lettered({ employeeNo: '1000' }), firstName: null, surname: null, ...numberOf(1) },
      { ...lettered({ employeeNo: '1001' }), email: null, surname: null, ...numberOf(2) },
      { ...lettered({ employeeNo: '1002' }), email: null, ...numberOf(3) },
      { ...lettered({ employeeNo: '1003' }), email: null, firstName: 'First1002', ...numberOf(4) },
    ]);
    const like = async (...numbers: string[]) => {
      const people = (await held.missing(plan, 300, 300)).items.filter(({ employeeNo }) =>
        numbers.includes(employeeNo),
      );
      return keysOf(
        await held.newcomersLike(
          plan,
          people.map((person) => ({ ...person, nationalIdIndex: '02'.repeat(16) })),
        ),
      );
    };

    expect(await like('1000', '1002')).toEqual(['E-1000', 'E-1001', 'E-1002']);
    expect(await held.newcomersLike(plan, [])).toEqual([]);
  });
});
