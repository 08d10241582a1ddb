import { setTimeout as sleep } from 'node:timers/promises';
import type { Knex } from 'knex';
import { expect, test } from 'vitest';
import type { PlanRequest } from '../../src/store/contract.ts';
import { createLedger } from '../../src/store/ledger.ts';
import { createPlans } from '../../src/store/plans.ts';
import { createRegister } from '../../src/store/register.ts';
import { createStaging } from '../../src/store/staging.ts';
import { eventually } from '../fixtures/daemon.ts';
import { beginHeavily } from '../fixtures/heavy-transaction.ts';
import { eachDatabase, onDatabase } from '../services/databases.ts';
import { encodeSample, numbered, ordinaryRules, type SampleRow } from './sample-rows.ts';

const at = '2026-03-01T05:00:00.000Z';
const ofCompany = (companyId: string, rows: SampleRow[]) => rows.map((row): SampleRow => ({ ...row, companyId }));

eachDatabase('a plan', ({ open }) => {
  /** A register of ten employees in company 1, and files of its feed. */
  async function openPlans() {
    const { knex, dialect } = await open();
    const ledger = createLedger(knex, dialect);
    const staging = createStaging(knex, dialect);
    const plans = createPlans(knex, dialect);
    await createRegister(knex, dialect).create({ fileId: 1, feed: 'acme', at }, [
      encodeSample(dialect.rowEncoding, ofCompany('1', numbered('1', 0, 10))),
    ]);
    const addFile = () =>
      ledger.add({
        ...{ feed: 'acme', layout: 'personnel-ticket', name: 'roster.csv', size: 1, sha256: 'c'.repeat(64) },
        ...{ source: 'command', inboxFingerprint: null, spoolName: null, receivedAt: at, archiveFrom: null },
        ...{ modifiedAt: null },
      });
    const stage = (fileId: number, rows: SampleRow[]) =>
      staging.stage(fileId, 'acme', [encodeSample(dialect.rowEncoding, rows)]);
    const requestFor = (fileId: number): PlanRequest => ({
      ...{ fileId, feed: 'acme', planNo: 1, hits: 3, quarantined: 0, active: new Map([['1', 10]]) },
      ...{
        unmatchedOnly: false,
        manualFields: [],
        reactivate: 'always',
        keyScope: 'company',
        keepsUnsent: false,
        ...ordinaryRules,
      },
    });
    const planNow = async (fileId: number) => {
      const result = await plans.write(requestFor(fileId));
      return { result, changes: await Array.fromAsync(plans.changes(fileId, 1)) };
    };
    return { knex, plans, staging, addFile, stage, requestFor, planNow };
  }

  const renamed = (row: SampleRow): SampleRow => ({ ...row, companyId: '1', surname: `Muster ${row.employeeNo}` });
  const firstRows = [...numbered('1', 0, 3).map(renamed), ...numbered('2', 50, 2)];
  const laterRows = [...numbered('1', 3, 2).map(renamed), ...numbered('1', 5, 1), ...numbered('3', 60, 1)];

  test('is the same whether its rows are planned as they are staged or all at the end', async () => {
    const { plans, addFile, stage, requestFor, planNow } = await openPlans();
    const atTheEnd = await addFile();
    await stage(atTheEnd, firstRows);
    await stage(atTheEnd, laterRows);
    const wanted = await planNow(atTheEnd);

    const ahead = await addFile();
    await stage(ahead, firstRows);
    const upTo = await plans.planStaged(requestFor(ahead), 0);
    await stage(ahead, laterRows);
    const end = await plans.planStaged(requestFor(ahead), upTo);
    const again = await plans.planStaged(requestFor(ahead), end);
    const made = await planNow(ahead);

    expect(made).toEqual(wanted);
    expect(made.result.counts).toMatchObject({ updated: 5, created: 3, unchanged: 4, deactivated: 4 });
    expect(made.changes).toContainEqual({
      kind: 'updated',
      companyId: '1',
      employeeNo: '4',
      fields: [{ field: 'surname', before: null, after: 'Muster 4' }],
    });
    expect([again, end > upTo]).toEqual([end, true]);
  });

  test('takes in what was staged but not planned ahead', async () => {
    const { plans, addFile, stage, requestFor, planNow } = await openPlans();
    const fileId = await addFile();
    await stage(fileId, firstRows);
    await plans.planStaged(requestFor(fileId), 0);
    await stage(fileId, laterRows);

    const { result } = await planNow(fileId);

    expect(result.counts).toMatchObject({ updated: 5, created: 3, unchanged: 4, deactivated: 4 });
  });

  test('leaves a key alone that comes twice, differently, also when it was planned ahead', async () => {
    const { plans, staging, addFile, stage, requestFor, planNow } = await openPlans();
    const fileId = await addFile();
    const twice = numbered('1', 2, 1).map(renamed);
    const otherwise = twice.map((row): SampleRow => ({ ...row, surname: 'Otherwise' }));
    await stage(fileId, [...firstRows, ...otherwise]);
    const upTo = await plans.planStaged(requestFor(fileId), 0);
    await stage(fileId, otherwise);
    await plans.planStaged(requestFor(fileId), upTo);
    await staging.quarantine(fileId, [{ companyId: '1', employeeNo: '2' }]);

    const { result, changes } = await planNow(fileId);

    expect(result.counts).toMatchObject({ updated: 2, created: 2, deactivated: 7 });
    expect(changes.map(({ employeeNo }) => employeeNo)).not.toContain('2');
  });

  test('leaves nothing behind when its staging is taken back, and an older plan stands', async () => {
    const { knex, plans, staging, addFile, stage, requestFor } = await openPlans();
    const fileId = await addFile();
    await stage(fileId, firstRows);
    await plans.write(requestFor(fileId));
    await knex('roster_files').where('id', fileId).update({ plan_no: 1 });
    await staging.purge(fileId);
    await stage(fileId, firstRows);
    await plans.planStaged({ ...requestFor(fileId), planNo: 2 }, 0);
    await staging.purge(fileId);

    const left = await knex('plan_changes').where('file_id', fileId).distinct().pluck('plan_no');

    expect(left).toEqual([1]);
  });

  test('gives its first changes alone where no more are wanted', async () => {
    const { plans, addFile, stage, planNow } = await openPlans();
    const fileId = await addFile();
    await stage(fileId, [...firstRows, ...laterRows]);
    const { changes } = await planNow(fileId);

    for (const limit of [1, 3, 4, 12]) {
      expect(await Array.fromAsync(plans.changes(fileId, 1, limit))).toEqual(changes.slice(0, limit));
    }
    expect(changes).toHaveLength(12);
  });
});

onDatabase('mysql', 'planning ahead', ({ open, connectTo, configOf }) => {
  test('does not wait for rows that another feed is staging', async () => {
    const { knex, dialect, transaction } = await open();
    const encoded = (first: number) => [encodeSample(dialect.rowEncoding, numbered('1', first, 20))];
    const rules = {
      ...{
        feed: 'acme',
        fileId: 1,
        planNo: 1,
        manualFields: [],
        reactivate: 'always' as const,
        keyScope: 'company' as const,
        keepsUnsent: false,
      },
      ...ordinaryRules,
    };
    await createRegister(knex, dialect).create({ fileId: 9, feed: 'acme', at }, encoded(10));
    let ended = '';

    await transaction(async (mine) => {
      await createStaging(mine, dialect).stage(1, 'acme', encoded(0));
      await transaction(async (others) => {
        await createStaging(others, dialect).stage(2, 'beta', encoded(0));
        await createStaging(mine, dialect).stage(1, 'acme', encoded(20));
        const planning = createPlans(mine, dialect)
          .planStaged(rules, 0)
          .then(() => 'planned');
        ended = await Promise.race([planning, new Promise<string>((over) => setTimeout(over, 3000, 'waiting'))]);
      });
    });

    expect(ended).toBe('planned');
  });

  test('is done once when a deadlock has its transaction run again', async () => {
    const database = await open();
    const { knex, dialect, transaction } = database;
    const encoded = (rows: SampleRow[]) => [encodeSample(dialect.rowEncoding, rows)];
    const moved = (from: number) => encoded(numbered('1', from, 10).map((row) => ({ ...row, surname: 'Muster' })));
    const rulesFor = (fileId: number) => ({
      ...{
        feed: 'acme',
        fileId,
        planNo: 1,
        manualFields: [],
        reactivate: 'always' as const,
        keyScope: 'company' as const,
        keepsUnsent: false,
      },
      ...ordinaryRules,
    });
    const stageAndPlan = (fileId: number, from: number, after: number, first: (trx: Knex) => Promise<unknown>) =>
      transaction(async (trx) => {
        await first(trx);
        await createStaging(trx, dialect).stage(fileId, 'acme', moved(from));
        return createPlans(trx, dialect).planStaged(rulesFor(fileId), after);
      });
    const planOf = (fileId: number) => Array.fromAsync(createPlans(knex, dialect).changes(fileId, 1));
    await createRegister(knex, dialect).create({ fileId: 9, feed: 'acme', at }, encoded(numbered('1', 0, 15)));
    const undisturbed = await stageAndPlan(1, 0, 0, async () => {});
    await stageAndPlan(1, 10, undisturbed, async () => {});
    const upTo = await stageAndPlan(2, 0, 0, async () => {});
    // It holds the plan of an employee who comes later, and will want what our transaction has written first.
    const other = await beginHeavily(await connectTo(configOf(database)));
    const planned = { file_id: 2, plan_no: 1, kind: 'updated', fields: '[]' };
    await other('plan_changes').insert({
      ...planned,
      employee_id: knex('employees').select('id').where('employee_no', '12'),
    });
    let runs = 0;

    const planning = stageAndPlan(2, 10, upTo, async (trx) => {
      runs += 1;
      await trx('settings').insert({ name: 'lease', value: 'ours' });
    });
    await untilWaiting(knex, 'plan_changes');
    await other('settings').insert({ name: 'lease', value: 'other' });
    await other.rollback();

    expect(await planning).toBeGreaterThan(upTo);
    expect(runs).toBe(2);
    expect(await planOf(2)).toEqual(await planOf(1));
    expect(await planOf(2)).toHaveLength(20);
    expect(await knex('employee_imports').where('file_id', 2).whereNotNull('kind')).toHaveLength(20);
  });
});

async function untilWaiting(knex: Knex, table: string): Promise<void> {
  await eventually(`transaction that waits for ${table}`, async () => {
    // InnoDB looks anew only where nobody has asked for 100 ms.
    await sleep(150);
    const [waiting] = await knex.raw(
      `SELECT 1 FROM information_schema.innodb_trx t
       JOIN information_schema.processlist p ON p.id = t.trx_mysql_thread_id
       WHERE p.db = DATABASE() AND t.trx_state = 'LOCK WAIT' AND t.trx_query LIKE ?`,
      [`%INTO%${table}%`],
    );
    return waiting.length > 0;
  });
}
