import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createConnection } from 'mysql2/promise';
import { expect, inject, onTestFinished, test } from 'vitest';
import { createLog } from '../../src/runtime/log.ts';
import { connect, type DatabaseConfig } from '../../src/store/connect.ts';
import { migrate } from '../../src/store/migrate.ts';
import { openTestApp, startDaemon, type TestApp } from '../fixtures/app.ts';
import { employeesXml, positionsCsv, syntheticPositions } from '../fixtures/positions.ts';
import { csvOf, syntheticEmployee, syntheticEmployees } from '../fixtures/roster.ts';
import { onDatabase } from '../services/databases.ts';

const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8');
/** Those of the README: of whom Rollcall runs as, and of whom migrates. */
const [running = [], migrating = []] = [...readme.matchAll(/^GRANT (.*) ON rollcall\.\*/gm)].map(([, list = '']) =>
  list.split(', '),
);

onDatabase('mysql', "the README's database grants", ({ createConfig, createEmpty }) => {
  test('are all that migrating needs, and none of them can be left out', async () => {
    const migrateWith = async (grants: readonly string[]) => {
      const database = await connect(await asUserWith(await createEmpty(), grants), createLog('silent'));
      onTestFinished(() => database.close());
      return migrate(database);
    };

    expect((await migrateWith(migrating)).applied.length).toBeGreaterThan(0);
    for (const grant of migrating) {
      const others = migrating.filter((other) => other !== grant);
      await expect(migrateWith(others), grant).rejects.toMatchObject(forbidden);
    }
  });

  test('are all that Rollcall needs to run, and none of them can be left out', async () => {
    const runWith = async (grants: readonly string[]) => {
      const database = await asUserWith(await createConfig(), grants);
      await goTheWholeWay(await openTestApp({ database, feeds: { positions: withPositions } }));
    };

    await runWith(running);
    for (const grant of running) {
      const others = running.filter((other) => other !== grant);
      await expect(runWith(others), grant).rejects.toMatchObject(forbidden);
    }
  });
});

const forbidden = {
  code: 'database-forbidden',
  message: expect.stringMatching(/^The database does not let its user do this at "\w+/),
  hint: expect.stringContaining('Database grants'),
};

const withPositions = { layout: 'hr-data-sync', positions: 'positions*.csv' };

/** Files with every verdict, the commands, and the daemon. */
async function goTheWholeWay(test: TestApp): Promise<void> {
  const { app, feed } = test;
  const wanted = { changes: 10 };
  const people = syntheticEmployees(60);
  await test.drop('first.csv', csvOf(people));
  const nightly = [...people.slice(2), syntheticEmployee(61), syntheticEmployee(62, { payType: 'Q' })];
  await test.drop('nightly.csv', csvOf(nightly));
  await test.drop('wrong.csv', csvOf([syntheticEmployee(0, { dateOfBirth: '1979-02-30' })]));
  const held = await test.drop('held.csv', csvOf(people.slice(0, 20)));
  await app.discard(held.fileId);
  const heldAgain = await test.drop('held-again.csv', csvOf(people.slice(0, 21)));
  await app.approve(heldAgain.fileId, { ...wanted, now: true });
  await test.drop('people.xml', employeesXml(12), 'positions');
  await test.drop('positions.csv', positionsCsv(syntheticPositions(12)), 'positions');
  await test.drop('positions-2.csv', positionsCsv(syntheticPositions(11)), 'positions');
  await app.plan(await test.write('plan.csv', csvOf(people)), feed);
  await app.process();
  const [employee] = await app.employees({ feed, employeeNo: '100000' });
  await app.history(employee?.id ?? 0);
  await app.positions('positions', {});
  await app.file(held.fileId);
  expect((await app.doctor()).filter(({ ok, subject }) => !ok && subject.startsWith('database'))).toEqual([]);
  expect((await app.files({})).map(({ status }) => status)).toEqual([
    'processed',
    'processed',
    'processed',
    'processed',
    'discarded',
    'rejected',
    'processed_with_warnings',
    'processed',
  ]);
  const stop = await startDaemon(test);
  await stop();
}

async function asUserWith(config: DatabaseConfig, grants: readonly string[]): Promise<DatabaseConfig> {
  if (config.client !== 'mysql') throw new Error('MariaDB was asked for.');
  const name = `user_${randomBytes(6).toString('hex')}`;
  const url = new URL(String(config.url));
  const admin = await createConnection(inject('mariaDbUrl'));
  onTestFinished(async () => {
    await admin.query(`DROP USER ${name}`);
    await admin.end();
  });
  await admin.query(`CREATE USER ${name} IDENTIFIED BY 'secret'`);
  await admin.query(`GRANT ${grants.join(', ')} ON ${url.pathname.slice(1)}.* TO ${name}`);
  url.username = name;
  url.password = 'secret';
  return { client: 'mysql', url: url.href };
}
