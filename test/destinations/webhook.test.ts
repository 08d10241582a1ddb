import { describe, expect, test } from 'vitest';
import { openTestApp, type TestApp, type TestAppOptions } from '../fixtures/app.ts';
import { csvOf, syntheticEmployee, syntheticEmployees } from '../fixtures/roster.ts';
import { onDatabase } from '../services/databases.ts';
import { type ReceiverOptions, startWebhookReceiver, type WebhookReceiver } from '../services/webhook-receiver.ts';

const soon = { start: '20ms', cap: '60ms' };
const config = { times: { backoff: { delivery: soon } } };

onDatabase('sqlite', 'a webhook', (databases) => {
  async function open(
    settings: Record<string, unknown> = {},
    options: ReceiverOptions = {},
  ): Promise<{ receiver: WebhookReceiver; test: TestApp }> {
    const receiver = await startWebhookReceiver(options);
    const destination = { name: 'events', kind: 'webhook', url: receiver.url, secret: receiver.secret, ...settings };
    const app: TestAppOptions = {
      database: await databases.createConfig(),
      feed: { destinations: [destination] },
      clock: () => new Date(),
      config,
    };
    return { receiver, test: await openTestApp(app) };
  }

  test('is told of every change by a signed event, with the employee and the fields that differ', async () => {
    const { receiver, test: project } = await open();
    const people = syntheticEmployees(4);
    await project.drop('first.csv', csvOf(people));
    const [one, two, ...others] = people;
    const moved = { ...syntheticEmployee(0), addressLine: 'Ny gate 7' };
    const report = await project.drop('second.csv', csvOf([moved, ...others, syntheticEmployee(9)]));

    expect(receiver.violations).toEqual([]);
    expect(receiver.events.map(({ type, data }) => `${type} ${data.employee.employeeNo}`).sort()).toEqual([
      ...[0, 1, 2, 3, 9].map((index) => `employee.created ${100000 + index}`),
      `employee.deactivated ${two?.employeeNo}`,
      'employee.updated 100000',
    ]);
    expect(receiver.events.find(({ type }) => type === 'employee.updated')).toMatchObject({
      data: {
        feed: project.feed,
        fileId: report.fileId,
        employee: { employeeNo: one?.employeeNo, addressLine: 'Ny gate 7', active: true, firstName: one?.firstName },
        changes: [{ field: 'addressLine', before: one?.addressLine, after: 'Ny gate 7' }],
      },
    });
    expect(report.deliveries).toMatchObject([{ destination: 'events', delivered: 3, waiting: 0, refused: 0 }]);
  });

  test('is signed with a secret of any text, too', async () => {
    const { receiver, test: project } = await open({ secret: 'any text: ÆØÅ' }, { secret: 'any text: ÆØÅ' });
    await project.drop('first.csv', csvOf(syntheticEmployees(1)));

    expect(receiver.violations).toEqual([]);
    expect(receiver.events).toHaveLength(1);
  });

  test('takes arrays of events, of which it may refuse some or want some later', async () => {
    const { receiver, test: project } = await open({ batch: 10 }, { batch: true });
    let laterTimes = 1;
    receiver.script.refusal = ({ data }) => {
      if (data.employee.employeeNo === '100003') return { status: 422, message: 'no such cost center' };
      if (data.employee.employeeNo !== '100004' || laterTimes === 0) return null;
      laterTimes -= 1;
      return { status: 500 };
    };
    const report = await project.drop('first.csv', csvOf(syntheticEmployees(25)));

    expect(receiver.violations).toEqual([]);
    expect(receiver.requests.slice(0, 3).map(({ events }) => events.length)).toEqual([10, 10, 5]);
    expect(receiver.repeats).toEqual([]);
    expect(receiver.events).toHaveLength(24);
    expect(report.deliveries).toMatchObject([{ delivered: 24, refused: 1, waiting: 0 }]);
    const { deliveries } = await project.app.deliveries({ status: 'refused', limit: 10 });
    expect(deliveries).toMatchObject([{ employeeNo: '100003', attempts: 1, message: 'HTTP 422: no such cost center' }]);
  });

  test('that refuses an array for what one event says gets the others', async () => {
    const { receiver, test: project } = await open({ batch: 8 }, { batch: true });
    receiver.script.answersAsOne = true;
    receiver.script.refusal = ({ data }) => (data.employee.employeeNo === '100005' ? { status: 400 } : null);
    const report = await project.drop('first.csv', csvOf(syntheticEmployees(8)));

    expect(report.deliveries).toMatchObject([{ delivered: 7, refused: 1, waiting: 0 }]);
    expect(receiver.events.map(({ data }) => data.employee.employeeNo)).not.toContain('100005');
    expect(receiver.requests.length).toBeLessThan(10);
  });

  test('of one company hears no more of who has left it than that', async () => {
    const receiver = await startWebhookReceiver();
    const destination = { name: 'events', kind: 'webhook', url: receiver.url, secret: receiver.secret };
    const project = await openTestApp({
      database: await databases.createConfig(),
      feed: {
        layout: 'springest',
        guard: { maxUpdatedPercent: 100 },
        destinations: [{ ...destination, only: { companies: ['Acme'] } }],
      },
      clock: () => new Date(),
      config,
    });
    const roster = (company: string) =>
      ['external_id,email,company_name,first_name,city', `7,kari@example.org,${company},Kari,Bodø`, ''].join('\n');
    await project.drop('first.csv', roster('Acme'));
    await project.drop('second.csv', roster('Other'));
    await project.drop('third.csv', roster('Third'));

    expect(receiver.violations).toEqual([]);
    expect(receiver.events.map(({ type }) => type)).toEqual(['employee.created', 'employee.updated']);
    expect(receiver.events[1]?.data).toMatchObject({
      employee: { employeeNo: '7', companyId: 'Other', active: false },
      changes: [{ field: 'companyId', before: 'Acme', after: 'Other' }],
    });
    expect(JSON.stringify(receiver.events[1])).not.toContain('Bodø');
  });
});

describe('a dry run', () => {
  onDatabase('sqlite', 'sends nothing', (databases) => {
    test('and keeps what would be sent', async () => {
      const receiver = await startWebhookReceiver();
      const { url, secret } = receiver;
      const project = await openTestApp({
        database: await databases.createConfig(),
        feed: { destinations: [{ name: 'events', kind: 'webhook', url, secret, dryRun: true }] },
      });
      await project.drop('first.csv', csvOf(syntheticEmployees(2)));

      expect(receiver.requests).toEqual([]);
      const { deliveries } = await project.app.deliveries({ limit: 10 });
      expect(deliveries.map(({ status }) => status)).toEqual(['delivered', 'delivered']);
      expect(JSON.parse(deliveries[1]?.dryRun ?? '')).toMatchObject({
        type: 'employee.created',
        data: { employee: { employeeNo: '100000' } },
      });
    });
  });
});
