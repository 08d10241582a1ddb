import { expect, test } from 'vitest';
import { openTestApp, startDaemon, type TestApp } from '../fixtures/app.ts';
import { eventually } from '../fixtures/daemon.ts';
import { csvOf, syntheticEmployee, syntheticEmployees } from '../fixtures/roster.ts';
import { eachDatabase, onDatabase, type TestDatabases } from '../services/databases.ts';
import { startWebhookReceiver, type WebhookReceiver } from '../services/webhook-receiver.ts';

const every = { dryRun: false, changes: Number.POSITIVE_INFINITY };
/** Nobody is tried again by itself while a test looks. */
const slow = { start: '1h', cap: '1h' };
const guard = { maxDeactivatedPercent: 100, minDeactivated: 1000, maxUpdatedPercent: 100, windows: [] };

eachDatabase('the deliveries of a file that is undone', (databases) => {
  test('get their reverse where they were sent, with what the register has now', async () => {
    const { receiver, project } = await openWith(databases, (to) => [hook(to)]);
    await project.drop('first.csv', csvOf(syntheticEmployees(3)));
    const wrong = [syntheticEmployee(0, { surname: 'Wrong' }), ...syntheticEmployees(2, 2)];
    const file = await project.drop('wrong.csv', csvOf(wrong));
    receiver.events.splice(0);

    const undone = await project.app.undo(file.fileId, every);

    expect(undone.deliveries).toEqual([{ destination: 'events', cancelled: 0, queued: 3 }]);
    expect(received(receiver).sort()).toEqual([
      `deactivated ${syntheticEmployee(3).employeeNo}`,
      `reactivated ${two}`,
      `updated ${one}`,
    ]);
    const [back] = receiver.events.filter(({ data }) => data.employee.employeeNo === one);
    expect(back?.data).toMatchObject({
      fileId: undone.fileId,
      employee: { surname: syntheticEmployee(0).surname },
      changes: [{ field: 'surname', before: 'Wrong', after: syntheticEmployee(0).surname }],
    });
    expect(receiver.violations).toEqual([]);
  });

  test('leave out who was not told, and tell who wants what the undo does', async () => {
    const { receiver, project } = await openWith(databases, (to) => [
      hook(to, { only: { kinds: ['updated', 'deactivated'] } }),
      { ...hook(to), name: 'second', only: { companies: ['2'] } },
    ]);
    await project.drop('first.csv', csvOf(syntheticEmployees(2)));
    const file = await project.drop('more.csv', csvOf(syntheticEmployees(3)));
    expect(received(receiver)).toEqual([]);
    // Somebody is known by a later change whom the file has created.
    await project.drop('later.csv', csvOf([...syntheticEmployees(2), syntheticEmployee(2, { surname: 'Later' })]));
    expect(received(receiver)).toEqual([`updated ${three}`]);

    const undone = await project.app.undo(file.fileId, every);

    expect(undone.deliveries).toEqual([{ destination: 'events', cancelled: 0, queued: 1 }]);
    expect(received(receiver)).toEqual([`updated ${three}`, `deactivated ${three}`]);

    const path = await project.write('quiet.csv', csvOf(syntheticEmployees(1)));
    const quiet = await project.app.import(path, project.feed, { changes: 0, deliver: false });
    expect((await project.app.undo(quiet.fileId, every)).deliveries).toEqual([]);
  });

  test('that are on their way in that moment end as they are at the system, and it hears of the undo behind them', async () => {
    const { receiver, project } = await openWith(databases, (to) => [hook(to, { concurrency: 1 })]);
    await project.drop('first.csv', csvOf(syntheticEmployees(3)));
    receiver.script.delayMs = 1500;
    const path = await project.write(
      'wrong.csv',
      csvOf([syntheticEmployee(0, { surname: 'Wrong' }), ...syntheticEmployees(2, 1)]),
    );
    const importing = project.app.import(path, project.feed);
    const sent = receiver.requests.length;
    await eventually('a request', async () => receiver.requests.length > sent);
    const [file] = await project.app.files({ feed: project.feed, limit: 1 });

    const undoing = project.app.undo(file?.id ?? 0, every);
    await importing;
    const undone = await undoing;

    expect(undone.deliveries).toEqual([{ destination: 'events', cancelled: 1, queued: 1 }]);
    const stop = await startDaemon(project);
    await eventually('the reverse', async () => receiver.events.length === 5);
    await stop();
    expect(receiver.events.slice(3).map(({ data }) => data.employee.surname)).toEqual([
      'Wrong',
      syntheticEmployee(0).surname,
    ]);
    expect(receiver.repeats).toEqual([]);
    const rows = await project.sql('SELECT status FROM deliveries WHERE file_id = ?', [file?.id ?? 0]);
    expect(rows).toEqual([{ status: 'delivered' }]);
  });
});

onDatabase('sqlite', 'deliveries of a file that is undone', (databases) => {
  test('are cancelled where nothing was sent, and nobody hears of either', async () => {
    const { receiver, project } = await openWith(databases, (to) => [hook(to)]);
    await project.drop('first.csv', csvOf(syntheticEmployees(3)));
    await receiver.stop();
    const file = await project.drop(
      'wrong.csv',
      csvOf([syntheticEmployee(0, { surname: 'Wrong' }), ...syntheticEmployees(20, 2)]),
    );

    // A few of them were tried, the others read ahead.
    const undone = await project.app.undo(file.fileId, every);

    expect(undone.deliveries).toEqual([{ destination: 'events', cancelled: 21, queued: 0 }]);
    expect(await statuses(project, file.fileId)).toEqual(Array(21).fill('cancelled'));
    expect((await project.app.file(file.fileId)).deliveries).toMatchObject([{ cancelled: 21, waiting: 0 }]);
    await receiver.start();
    await project.app.redeliver({ destination: 'events' });
    expect(received(receiver)).toHaveLength(3);
  });

  test('count as sent where nobody knows, or the system has refused them, also of kinds that it does not ask for', async () => {
    const { receiver, project } = await openWith(databases, (to) => [
      hook(to, { only: { kinds: ['updated'] }, timeout: '200ms' }),
    ]);
    await project.drop('first.csv', csvOf(syntheticEmployees(3)));
    receiver.script.fault = ({ count }) => (count === 1 ? 'cut' : null);
    receiver.script.refusal = ({ data }) => (data.employee.employeeNo === two ? { status: 422, message: 'no' } : null);
    const file = await project.drop(
      'wrong.csv',
      csvOf([0, 1, 2].map((i) => syntheticEmployee(i, { surname: 'Wrong' }))),
    );
    expect(await statuses(project, file.fileId)).toEqual(['delivered', 'refused', 'waiting']);

    const undone = await project.app.undo(file.fileId, every);

    expect(undone.deliveries).toEqual([{ destination: 'events', cancelled: 1, queued: 3 }]);
    expect(receiver.events.map(({ data }) => data.employee.surname).filter((name) => name !== 'Wrong')).toHaveLength(2);
    expect(receiver.events.at(-1)?.data.fileId).toBe(undone.fileId);
  });

  test('tell a system all the same that has heard of an earlier file which was undone, too', async () => {
    const { receiver, project } = await openWith(databases, (to) => [hook(to)]);
    const named = (surname: string) => csvOf([syntheticEmployee(0, { surname })]);
    await project.drop('first.csv', named('First'));
    const told = await project.drop('told.csv', named('Told'));
    await receiver.stop();
    const unsent = await project.drop('unsent.csv', named('Unsent'));
    expect((await project.app.undo(told.fileId, every)).kept).toHaveLength(1);

    const undone = await project.app.undo(unsent.fileId, every);

    expect(undone.deliveries).toEqual([{ destination: 'events', cancelled: 1, queued: 1 }]);
    await receiver.start();
    await project.app.redeliver({ destination: 'events', employeeNo: one ?? '' });
    expect(receiver.events.map(({ data }) => data.employee.surname)).toEqual(['First', 'Told', 'First']);
  });
});

async function openWith(
  databases: TestDatabases,
  destinations: (receiver: WebhookReceiver) => Record<string, unknown>[],
) {
  const receiver = await startWebhookReceiver();
  const project = await openTestApp({
    database: await databases.createConfig(),
    feed: { guard, destinations: destinations(receiver) },
    clock: () => new Date(),
    config: { times: { backoff: { delivery: slow } } },
  });
  return { receiver, project };
}
const hook = (receiver: WebhookReceiver, more: Record<string, unknown> = {}) => ({
  ...{ name: 'events', kind: 'webhook', url: receiver.url, secret: receiver.secret, ...more },
});
const received = ({ events }: WebhookReceiver) =>
  events.map(({ type, data }) => `${type.slice('employee.'.length)} ${data.employee.employeeNo}`);
const statuses = async ({ app, feed }: TestApp, fileId: number) =>
  (await app.deliveries({ feed, fileId, limit: 100 })).deliveries.map(({ status }) => status).sort();
const [one, two, three] = syntheticEmployees(3).map(({ employeeNo }) => employeeNo);
