import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { openTestApp, startDaemon, type TestApp } from '../fixtures/app.ts';
import { eventually } from '../fixtures/daemon.ts';
import { csvOf, ssnFor, syntheticEmployee, syntheticEmployees } from '../fixtures/roster.ts';
import { onDatabase } from '../services/databases.ts';
import { startWebhookReceiver, type WebhookReceiver } from '../services/webhook-receiver.ts';

const soon = { start: '20ms', cap: '60ms' };

onDatabase('sqlite', 'delivering', (databases) => {
  async function open(settings: Record<string, unknown> = {}, backoff = soon) {
    const receiver = await startWebhookReceiver();
    const destination = { name: 'events', kind: 'webhook', url: receiver.url, secret: receiver.secret, ...settings };
    const project = await openTestApp({
      database: await databases.createConfig(),
      feed: { guard: { maxUpdatedPercent: 100 }, destinations: [destination] },
      clock: () => new Date(),
      config: { times: { destinationAlertAfter: '300ms', backoff: { delivery: backoff } } },
    });
    return { receiver, project };
  }

  const counts = async ({ app, feed }: TestApp) => (await app.deliveries({ feed, limit: 1 })).destinations[0];
  const subjects = async (project: TestApp) => (await project.mails()).map(({ subject }) => subject ?? '');
  const untilDelivered = (project: TestApp, count: number) =>
    eventually(`${count} deliveries`, async () => (await counts(project))?.delivered === count);
  const received = ({ events }: WebhookReceiver) =>
    events.map(({ type, data }) => `${type.slice('employee.'.length)} ${data.employee.employeeNo}`);

  test('to a system that is down is tried by one delivery at a time, and ends with every one once', async () => {
    const { receiver, project } = await open({ concurrency: 3 });
    await receiver.stop();
    await project.drop('first.csv', csvOf(syntheticEmployees(40)));
    const stop = await startDaemon(project);
    await eventually('alert', async () => (await subjects(project)).some((subject) => subject.includes('ALERT')));
    const state = await eventually('4 attempts', async () => {
      const report = await project.app.deliveries({ limit: 1 });
      return (report.destinations[0]?.failures ?? 0) >= 4 ? report : null;
    });
    const [tried] = await project.sql<{ sum: number }>('SELECT SUM(attempts) AS sum FROM deliveries');

    expect(state.destinations).toMatchObject([{ waiting: 40, message: expect.stringContaining('ECONNREFUSED') }]);
    expect(state.deliveries[0]?.nextAttempt).not.toBeNull();
    expect(tried?.sum).toBeLessThan(12 + (state.destinations[0]?.failures ?? 0));

    await receiver.start();
    await untilDelivered(project, 40);
    const told = async () => (await subjects(project)).filter((subject) => /ALERT|SOLVED/.test(subject)).sort();
    await eventually('both mails', async () => (await told()).length === 2);
    await stop();
    expect(await told()).toEqual([
      `[Rollcall] ALERT ${project.feed}: the destination events takes nothing`,
      `[Rollcall] SOLVED ${project.feed}: the destination takes changes again`,
    ]);
    expect(receiver.violations).toEqual([]);
    expect(new Set(received(receiver)).size).toBe(40);
    expect(receiver.repeats).toEqual([]);
    expect(await project.sql('SELECT failures, waits_until FROM destinations')).toEqual([
      { failures: 0, waits_until: null },
    ]);
  });

  test('waits for as long as a 429 asks for', async () => {
    const { receiver, project } = await open({ concurrency: 1 });
    receiver.script.fault = ({ count }) => (count === 3 ? { status: 429, headers: { 'retry-after': '1' } } : null);
    await project.drop('first.csv', csvOf(syntheticEmployees(6)));
    const stop = await startDaemon(project);
    await untilDelivered(project, 6);
    await stop();

    const [, , refused, next] = receiver.requests;
    expect((next?.atMs ?? 0) - (refused?.atMs ?? 0)).toBeGreaterThanOrEqual(990);
    expect(received(receiver)).toHaveLength(6);
  });

  test('keeps the changes of an employee in order, whatever fails, and the others do not wait for them', async () => {
    const { receiver, project } = await open({}, { start: '300ms', cap: '400ms' });
    await receiver.stop();
    const people = syntheticEmployees(12);
    await project.drop('first.csv', csvOf(people));
    await project.drop('second.csv', csvOf(people.map((row) => ({ ...row, surname: `${row.surname} To` }))));
    await project.drop('third.csv', csvOf(people.map((row) => ({ ...row, surname: `${row.surname} Tre` }))));
    let failures = 3;
    receiver.script.refusal = ({ type, data }) => {
      const { employeeNo } = data.employee;
      if (employeeNo === '100004' && type === 'employee.created' && failures > 0) {
        failures -= 1;
        return { status: 500 };
      }
      return employeeNo === '100007' && type === 'employee.created' ? { status: 409, message: 'known' } : null;
    };
    await receiver.start();
    const stop = await startDaemon(project);
    await untilDelivered(project, 35);
    await stop();

    const kinds = (employeeNo: string) =>
      receiver.events.filter(({ data }) => data.employee.employeeNo === employeeNo).map(({ type }) => type);
    expect(kinds('100004')).toEqual(['employee.created', 'employee.updated', 'employee.updated']);
    expect(kinds('100007')).toEqual(['employee.updated', 'employee.updated']);
    const changed = receiver.events.filter(({ data }) => data.changes.length > 0);
    expect(changed.map(({ data }) => data.employee.surname).every((surname) => String(surname).endsWith(' Tre'))).toBe(
      true,
    );
    expect(received(receiver).indexOf('created 100004')).toBeGreaterThan(received(receiver).indexOf('created 100011'));
    expect(receiver.repeats).toEqual([]);
  });

  test('sends again, under the same id, what was taken without an answer', async () => {
    const { receiver, project } = await open({ timeout: '400ms' });
    receiver.script.fault = ({ count }) => (count === 2 ? 'silent' : count === 5 ? 'cut' : null);
    await project.drop('first.csv', csvOf(syntheticEmployees(8)));
    const stop = await startDaemon(project);
    await untilDelivered(project, 8);
    await stop();

    const again = [1, 4].map((index) => receiver.requests[index]?.events[0]?.id);
    expect(received(receiver)).toHaveLength(8);
    expect(receiver.repeats.map(({ id }) => id)).toEqual(expect.arrayContaining(again));
  });

  test('keeps to the rate and to the requests at once', async () => {
    const { receiver, project } = await open({ rate: '10/s', concurrency: 2 });
    receiver.script.delayMs = 120;
    await project.drop('first.csv', csvOf(syntheticEmployees(6)));

    const times = receiver.requests.map(({ atMs }) => atMs);
    expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(450);
    expect(Math.max(...receiver.requests.map(({ open: atOnce }) => atOnce))).toBe(2);
  });

  test('of one who was refused is listed, mailed with the words of the system, and sent again when asked for', async () => {
    const { receiver, project } = await open();
    const { dateOfBirth } = syntheticEmployee(1);
    const nationalId = dateOfBirth.replace(/^..(..)-(..)-(..)$/, '$3$2$1') + ssnFor(dateOfBirth);
    receiver.script.refusal = ({ data }) =>
      data.employee.employeeNo === '100001' ? { status: 422, message: `who is\n${nationalId}?` } : null;
    const first = await project.drop('first.csv', csvOf(syntheticEmployees(3)));
    const [mail] = (await project.mails()).filter(({ subject }) => subject?.includes('REFUSED'));

    const { deliveries } = await project.app.deliveries({ status: 'refused', limit: 10 });
    expect(deliveries).toMatchObject([
      { employeeNo: '100001', kind: 'created', attempts: 1, fileId: first.fileId, message: 'HTTP 422: who is *****?' },
    ]);
    expect(mail?.subject).toBe(`[Rollcall] REFUSED ${project.feed}: first.csv (1 person by events)`);
    expect(mail?.text).toContain('HTTP 422: who is *****?');
    expect(mail?.text?.replace(/\s+/g, ' ')).toContain(
      `rollcall redeliver --feed ${project.feed} --destination events --status refused`,
    );
    expect(mail?.attachments).toEqual([]);

    const [firstId] = receiver.requests
      .flatMap(({ events }) => events)
      .filter(isRefused)
      .map(({ id }) => id);
    receiver.script.refusal = () => null;
    expect(await project.app.redeliver({ destination: 'events' })).toMatchObject({
      redelivered: 1,
      destinations: [{ delivered: 3, refused: 0, waiting: 0 }],
    });
    expect(receiver.events.filter(isRefused)).toHaveLength(1);
    expect(receiver.events.find(isRefused)?.id).not.toBe(firstId);
    expect((await project.mails()).filter(({ subject }) => subject?.includes('REFUSED'))).toHaveLength(1);
    await expect(project.app.redeliver({ destination: 'other' })).rejects.toMatchObject({ code: 'usage-destination' });
  });

  test('to a system that refuses one after the other mails of the first at once and of the others together', async () => {
    const { receiver, project } = await open();
    const failures = new Map<string, number>();
    receiver.script.refusal = ({ data }) => {
      const { employeeNo } = data.employee;
      const failed = failures.get(employeeNo) ?? 0;
      failures.set(employeeNo, failed + 1);
      return { status: failed < Number(employeeNo) - 100_000 ? 500 : 422 };
    };
    const path = await project.write('first.csv', csvOf(syntheticEmployees(10)));
    await project.app.import(path, project.feed, { changes: 0, deliver: false });
    await project.sql(
      `INSERT INTO deliveries (feed, destination, employee_id, file_id, kind, queued_at, status)
       SELECT feed, 'events', id, created_file_id, 'created', created_at, 'waiting' FROM employees ORDER BY id`,
    );
    const stop = await startDaemon(project);
    await eventually('10 refusals', async () => (await counts(project))?.refused === 10);
    await stop();
    const [mails] = await project.sql<{ n: number }>("SELECT COUNT(*) AS n FROM outbox WHERE event = 'refused'");

    expect(mails?.n).toBeGreaterThan(0);
    expect(mails?.n).toBeLessThanOrEqual(2);
  });

  const isRefused = ({ data }: WebhookReceiver['events'][number]) => data.employee.employeeNo === '100001';

  test('by two processes is done by one at a time', async () => {
    const { receiver, project } = await open({ concurrency: 1 }, { start: '20ms', cap: '40ms' });
    await receiver.stop();
    await project.drop('first.csv', csvOf(syntheticEmployees(20)));
    await receiver.start();
    receiver.script.delayMs = 10;
    const stop = await startDaemon(project);
    while ((await counts(project))?.waiting !== 0) {
      await project.app.redeliver({ destination: 'events' });
      await sleep(5);
    }
    await stop();

    expect(received(receiver)).toHaveLength(20);
    expect(receiver.repeats).toEqual([]);
    expect(Math.max(...receiver.requests.map(({ open: atOnce }) => atOnce))).toBe(1);
  });
});
