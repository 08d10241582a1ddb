import { expect, test } from 'vitest';
import { openTestApp, type TestApp } from '../fixtures/app.ts';
import { csvOf, syntheticEmployee, syntheticEmployees } from '../fixtures/roster.ts';
import { eachDatabase } from '../services/databases.ts';

/** Nobody listens there: what was queued stays in the queue. */
const nowhere = { kind: 'webhook', url: 'http://127.0.0.1:9/', secret: 'a secret' };

eachDatabase('the queue of deliveries', (databases) => {
  async function queued({ app, feed }: TestApp, destination: string, fileId?: number): Promise<string[]> {
    const { deliveries } = await app.deliveries({ feed, destination, fileId, limit: 100 });
    return deliveries.map(({ kind, employeeNo }) => `${kind} ${employeeNo}`).sort();
  }

  test('gets each change once for every destination that wants it, from a first roster and from a plan', async () => {
    const project = await openTestApp({
      database: await databases.createConfig(),
      feed: {
        allowSyntheticIds: true,
        destinations: [
          { name: 'all', ...nowhere },
          { name: 'leavers', ...nowhere, only: { kinds: ['deactivated', 'reactivated'] } },
          { name: 'second', ...nowhere, only: { companies: ['2'] } },
        ],
      },
    });
    const people = syntheticEmployees(6).map((row, index) => ({ ...row, companyId: index < 4 ? '1' : '2' }));
    const first = await project.drop('first.csv', csvOf(people));
    const [, leaver, ...rest] = people;
    const next = rest.map((row, index) => ({ ...row, surname: index === 3 ? 'Nytt' : row.surname }));
    const changed = [syntheticEmployee(0, { firstName: 'Ny' }), ...next, syntheticEmployee(9, { companyId: '2' })];
    const second = await project.drop('second.csv', csvOf(changed));
    const third = await project.drop('third.csv', csvOf([...changed, { ...syntheticEmployee(1), companyId: '1' }]));

    const created = people.map(({ employeeNo }) => `created ${employeeNo}`);
    expect(await queued(project, 'all', first.fileId)).toEqual(created);
    expect(await queued(project, 'all', second.fileId)).toEqual([
      'created 100009',
      `deactivated ${leaver?.employeeNo}`,
      'updated 100000',
      'updated 100005',
    ]);
    expect(await queued(project, 'all', third.fileId)).toEqual(['reactivated 100001']);
    expect(await queued(project, 'leavers')).toEqual(['deactivated 100001', 'reactivated 100001']);
    expect(await queued(project, 'second')).toEqual([
      'created 100004',
      'created 100005',
      'created 100009',
      'updated 100005',
    ]);
    expect((await project.app.file(second.fileId)).deliveries).toMatchObject([
      { destination: 'all', waiting: 4 },
      { destination: 'leavers', waiting: 1 },
      { destination: 'second', waiting: 2 },
    ]);
  });

  test('gets nothing of a file that is held, rehearsed, or brought in without telling anybody', async () => {
    const project = await openTestApp({
      database: await databases.createConfig(),
      feed: { destinations: [{ name: 'all', ...nowhere }] },
    });
    const first = await project.write('first.csv', csvOf(syntheticEmployees(60)));
    await project.app.import(first, project.feed, { changes: 0, deliver: false });
    const half = await project.write('half.csv', csvOf(syntheticEmployees(30)));
    await project.app.plan(half, project.feed);
    const held = await project.app.import(half, project.feed);

    expect(held.status).toBe('held');
    expect(await queued(project, 'all')).toEqual([]);

    await project.app.approve(held.fileId, { changes: 0, now: true });
    expect(await queued(project, 'all')).toHaveLength(30);
  });

  test('keeps the word about a file that was brought in without telling anybody until it is approved', async () => {
    const project = await openTestApp({
      database: await databases.createConfig(),
      feed: { destinations: [{ name: 'all', ...nowhere }] },
    });
    await project.app.import(await project.write('first.csv', csvOf(syntheticEmployees(60))), project.feed, {
      changes: 0,
      deliver: false,
    });
    const half = await project.write('half.csv', csvOf(syntheticEmployees(30)));
    const held = await project.app.import(half, project.feed, { changes: 0, deliver: false });
    await project.app.approve(held.fileId, { changes: 0, now: true });

    expect((await project.app.file(held.fileId)).file.status).toBe('processed');
    expect(await queued(project, 'all')).toEqual([]);
  });
});
