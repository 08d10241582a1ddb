import { expect, onTestFinished, test } from 'vitest';
import { createLog } from '../../src/runtime/log.ts';
import { connect } from '../../src/store/connect.ts';
import { createRegister } from '../../src/store/register.ts';
import { mysqlDialect } from '../../src/store/sql-dialect-mysql.ts';
import { openTestApp } from '../fixtures/app.ts';
import { csvOf, syntheticEmployees } from '../fixtures/roster.ts';
import { onDatabase } from '../services/databases.ts';

const unlimited = { rows: Number.POSITIVE_INFINITY, bytes: Number.POSITIVE_INFINITY };

// The cluster itself: npm run galera.
onDatabase('mysql', 'a plan', ({ createConfig }) => {
  test('that is larger than a Galera cluster takes in one transaction is refused before anything is written', async () => {
    const config = await createConfig();
    const app = await openTestApp({ database: config });
    await app.drop('first.csv', csvOf(syntheticEmployees(400)));
    const moved = syntheticEmployees(100, 0, { addressLine: 'Nyveien 1' });
    const held = await app.drop('held.csv', csvOf([...moved, ...syntheticEmployees(100, 100)]));
    expect(held).toMatchObject({ status: 'held', plan: { updated: 100, deactivated: 200 } });
    const database = await connect(config, createLog('silent'));
    onTestFinished(() => database.close());
    const { facts, knex } = database;
    const apply = (limits: typeof unlimited) =>
      database.rehearse((trx) =>
        createRegister(trx, mysqlDialect({ ...facts, writeSetLimits: limits })).apply({
          fileId: held.fileId,
          feed: app.feed,
          planNo: 1,
          at: '2025-06-02T06:00:00.000Z',
          manualFields: [],
        }),
      );

    await expect(apply({ ...unlimited, rows: 599 })).rejects.toMatchObject({
      code: 'write-set-too-large',
      retryable: false,
      message: expect.stringMatching(/600 rows .* takes 599 rows \(wsrep_max_ws_rows\)/),
      hint: expect.stringContaining('wsrep_max_ws_rows'),
    });
    await expect(apply({ ...unlimited, bytes: 100_000 })).rejects.toMatchObject({
      code: 'write-set-too-large',
      message: expect.stringContaining('(wsrep_max_ws_size)'),
    });
    await apply({ rows: 600, bytes: 600_000 });
    expect(await knex('employee_changes')).toEqual([]);
  });
});
