import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openTestApp } from '../fixtures/app.ts';
import { csvOf, syntheticEmployees } from '../fixtures/roster.ts';
import { startWebhookReceiver } from '../services/webhook-receiver.ts';
import { rollcall } from './run.ts';

it('deliveries lists what was refused and what waits, and redeliver sends it once more', async () => {
  const receiver = await startWebhookReceiver();
  const { url, secret } = receiver;
  const test = await openTestApp({
    database: { client: 'sqlite', file: 'data/rollcall.db' },
    feed: { destinations: [{ name: 'events', kind: 'webhook', url, secret }] },
  });
  const run = (...args: string[]) => rollcall([...args, '--config', join(test.dir, 'config', 'rollcall.yaml')]);
  receiver.script.refusal = ({ data }) =>
    data.employee.employeeNo === '100001' ? { status: 422, message: 'no cost center' } : null;
  const imported = await run(
    'import',
    await test.write('first.csv', csvOf(syntheticEmployees(3))),
    '--feed',
    test.feed,
  );
  const again = await test.write('second.csv', csvOf(syntheticEmployees(4)));
  await run('import', again, '--feed', test.feed, '--no-deliver');

  expect(imported.stdout).toContain('To events: 2 delivered, 1 refused');
  const { stdout } = await run('deliveries', '--status', 'refused');
  expect(stdout).toContain(`events of feed ${test.feed}: 2 delivered, 1 refused`);
  expect(stdout).toMatch(/destination +employee +change +status +attempts +next attempt +what it said/);
  expect(stdout).toMatch(/events +100001 +created +refused +1 +HTTP 422: no cost center/);
  const { stdout: file } = await run('file', '1');
  expect(file).toMatch(/to events +2 delivered, 1 refused/);

  await receiver.stop();
  const down = await run('redeliver', '--destination', 'events', '--status', 'refused');
  expect(down.stdout).toMatch(/^To be sent once more: 1\n/);
  const { stdout: json } = await run('deliveries', '--status', 'waiting', '--json');
  expect(JSON.parse(json)).toMatchObject({
    destinations: [{ destination: 'events', waiting: 1, delivered: 2, refused: 0 }],
    deliveries: [{ employeeNo: '100001', kind: 'created', attempts: 2, dryRun: false, wouldSend: null }],
  });
  receiver.script.refusal = () => null;
  await receiver.start();
  const redelivered = await run('redeliver', '--destination', 'events', '--employee-no', '100001');
  expect(redelivered.stdout).toContain(': 3 delivered');
  expect(receiver.violations).toEqual([]);
  expect(receiver.events).toHaveLength(3);

  expect(await run('deliveries', '--status', 'lost')).toMatchObject({ code: 2 });
  expect(await run('deliveries', '--destination', 'nobody')).toMatchObject({ code: 2 });
  expect(await run('redeliver', '--destination', 'nobody')).toMatchObject({ code: 2 });
  expect(await run('redeliver', '--destination', 'events', '--status', 'delivered')).toMatchObject({ code: 2 });
});

it('deliveries does not call delivered what a dry run keeps', async () => {
  const destination = {
    name: 'events',
    kind: 'webhook',
    url: 'http://127.0.0.1:9/hook',
    secret: 'secret',
    dryRun: true,
  };
  const test = await openTestApp({
    database: { client: 'sqlite', file: 'data/rollcall.db' },
    feed: { destinations: [destination] },
  });
  await test.drop('first.csv', csvOf(syntheticEmployees(3)));

  const { stdout } = await rollcall(['deliveries', '--config', join(test.dir, 'config', 'rollcall.yaml')]);
  expect(stdout).toContain(`events of feed ${test.feed}: 3 kept by a dry run`);
  expect(stdout).not.toContain('delivered');
});
