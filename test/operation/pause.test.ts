import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, it, vi } from 'vitest';
import { rollcall } from '../cli/run.ts';
import { openTestApp, startDaemon, type TestAppOptions, untilStatus } from '../fixtures/app.ts';
import { dropIntoInbox } from '../fixtures/drop-into-inbox.ts';
import { keepLogLines } from '../fixtures/log-lines.ts';
import { csvOf, syntheticEmployees } from '../fixtures/roster.ts';
import { eachDatabase, onDatabase } from '../services/databases.ts';
import { startWebhookReceiver } from '../services/webhook-receiver.ts';

vi.setConfig({ testTimeout: 30_000 });

async function open(options: TestAppOptions) {
  const { log, lines } = keepLogLines();
  const test = await openTestApp({ ...options, log });
  const run = async (...args: string[]) => {
    const { code, stdout, stderr } = await rollcall([
      ...args,
      '--json',
      '--config',
      join(test.dir, 'config', 'rollcall.yaml'),
    ]);
    return { code, stderr, json: stdout === '' ? null : JSON.parse(stdout) };
  };
  const seen = (message: string) => lines.filter((line) => line.message === message && line.feed === test.feed);
  return {
    test,
    run,
    seen,
    until: (message: string, times = 1) => vi.waitFor(() => expect(seen(message)).toHaveLength(times), 10_000),
  };
}

const first = csvOf(syntheticEmployees(20));
const second = csvOf(syntheticEmployees(20, 0, { addressLine: 'Nyveien 1' }));

eachDatabase('a feed', (databases) => {
  it('that is paused takes nothing until it is resumed, and says so once each', async () => {
    const { test, run, seen, until } = await open({ database: await databases.createConfig() });
    const stop = await startDaemon(test);
    await dropIntoInbox(test, 'first.csv', first);
    await untilStatus(test, 'first.csv', 'processed');

    const paused = await run('pause', test.feed);
    await dropIntoInbox(test, 'second.csv', second);
    await until('feed is paused');
    // Several polls and the settling time.
    await delay(600);

    expect(paused).toMatchObject({
      code: 0,
      json: { feed: test.feed, paused: true, changed: true, by: expect.stringMatching(/.+@.+/), inWork: [] },
    });
    expect(await run('pause', test.feed)).toMatchObject({ code: 0, json: { changed: false, by: paused.json.by } });
    expect(await test.app.files({})).toHaveLength(1);
    expect(seen('feed has to wait')).toEqual([]);

    expect(await run('resume', test.feed)).toMatchObject({ code: 0, json: { paused: false, changed: true } });
    expect(await run('resume', test.feed)).toMatchObject({ code: 0, json: { paused: false, changed: false } });
    await untilStatus(test, 'second.csv', 'processed');
    expect([seen('feed is paused').length, seen('feed goes on').length]).toEqual([1, 1]);
    await stop();
  });
});

onDatabase('sqlite', 'a feed that is paused while a file is read', (databases) => {
  it('does not apply it before it is resumed', async () => {
    let pausing: Promise<unknown> | null = null;
    const { log } = keepLogLines(({ message, fileId }) => {
      if (message === 'file received' && fileId === 2) pausing = test.app.pause(test.feed);
    });
    const test = await openTestApp({ database: await databases.createConfig(), log });
    await test.drop('first.csv', csvOf(syntheticEmployees(4000)));
    const stop = await startDaemon(test);
    const moved = syntheticEmployees(1000, 0, { addressLine: 'Nyveien 1' });
    await dropIntoInbox(test, 'second.csv', csvOf([...moved, ...syntheticEmployees(3000, 1000)]));

    await untilStatus(test, 'second.csv', 'staged');
    await pausing;
    await delay(300);
    const [{ status } = { status: null }] = await test.app.files({ feed: test.feed });
    expect(status).toBe('staged');

    await test.app.resume(test.feed);
    await untilStatus(test, 'second.csv', 'processed');
    await stop();
  });
});

onDatabase('sqlite', 'a paused feed', (databases) => {
  it('refuses import, process and retry with exit code 4, and leaves the other feeds alone', async () => {
    const { test, run } = await open({ database: await databases.createConfig(), feeds: { other: {} } });
    const path = await test.write('first.csv', first);
    await test.drop('first.csv', first);
    await test.sql("UPDATE roster_files SET status = 'failed'");
    await run('pause', test.feed);

    for (const args of [
      ['import', path, '--feed', test.feed],
      ['process', '--feed', test.feed],
      ['retry', '1'],
    ]) {
      expect(await run(...args)).toMatchObject({
        code: 4,
        json: { error: { code: 'feed-paused', hint: expect.stringContaining(`rollcall resume ${test.feed}`) } },
      });
    }
    expect(await run('process')).toMatchObject({ code: 0, json: { processed: [], paused: [test.feed] } });
    expect(await run('import', path, '--feed', 'other')).toMatchObject({ code: 0 });
    expect((await test.app.files({ feed: test.feed })).map(({ status }) => status)).toEqual(['failed']);
  });

  it('records an approval and a discard, and applies what was approved when it goes on', async () => {
    const { test, run } = await open({
      database: await databases.createConfig(),
      feed: { guard: { minDeactivated: 1 } },
    });
    await test.drop('first.csv', first);
    const held = await test.drop('held.csv', csvOf(syntheticEmployees(10)));
    await run('pause', test.feed);

    const approved = await run('approve', String(held.fileId), '--now');

    expect(approved).toMatchObject({ code: 0, json: { status: 'approved', pause: { feed: test.feed } } });
    const stop = await startDaemon(test);
    await delay(400);
    expect((await test.app.file(held.fileId)).file.status).toBe('approved');
    await run('resume', test.feed);
    await untilStatus(test, 'held.csv', 'processed');
    await stop();

    await run('pause', test.feed);
    await test.sql("UPDATE roster_files SET status = 'held' WHERE id = ?", [held.fileId]);
    expect(await run('discard', String(held.fileId))).toMatchObject({
      code: 0,
      json: { file: { status: 'discarded' } },
    });
  });

  it('lets nothing be processed by its schedule, also what was staged when it was paused', async () => {
    const { test, run } = await open({
      database: await databases.createConfig(),
      feed: { schedule: '0 6 * * *' },
      now: '2025-06-02T05:00:00.000Z',
    });
    await test.app.pause(test.feed);
    await test.app.resume(test.feed);
    const stop = await startDaemon(test);
    await dropIntoInbox(test, 'first.csv', first);
    const id = await untilStatus(test, 'first.csv', 'staged');
    await run('pause', test.feed);
    await test.sql('UPDATE roster_files SET waits_since = ?', ['2025-06-01T00:00:00.000Z']);
    await delay(400);
    await stop();
    expect((await test.app.file(id)).file.status).toBe('staged');

    await run('resume', test.feed);
    const again = await startDaemon(test);
    await untilStatus(test, 'first.csv', 'processed');
    await again();
  });

  it('has delivered what its rosters have changed before', async () => {
    const receiver = await startWebhookReceiver();
    const { url, secret } = receiver;
    const { test, run } = await open({
      database: await databases.createConfig(),
      feed: { destinations: [{ name: 'events', kind: 'webhook', url, secret }] },
      config: { times: { backoff: { delivery: { start: '20ms', cap: '60ms' } } } },
      clock: () => new Date(),
    });
    await receiver.stop();
    await test.drop('first.csv', first);
    await run('pause', test.feed);
    await receiver.start();
    expect(receiver.events).toEqual([]);

    const stop = await startDaemon(test);
    await vi.waitFor(() => expect(receiver.events).toHaveLength(20), 10_000);
    await stop();
    await receiver.stop();
    await run('redeliver', '--destination', 'events', '--employee-no', '100000');
    await receiver.start();
    // It was tried at once, in vain, and is due again after its backoff.
    await delay(100);
    expect(await run('process')).toMatchObject({ json: { paused: [test.feed] } });
    expect(receiver.events).toHaveLength(21);
  });

  it('is shown by files and doctor, and an unknown feed exits 2', async () => {
    const { test, run } = await open({ database: await databases.createConfig() });
    await run('pause', test.feed);
    const config = ['--config', join(test.dir, 'config', 'rollcall.yaml')];

    expect((await run('files')).json.paused).toMatchObject([{ feed: test.feed, by: expect.stringContaining('@') }]);
    expect((await rollcall(['files', ...config])).stdout).toMatch(
      new RegExp(`Feed ${test.feed} is paused by .+@.+ since 20`),
    );
    expect((await rollcall(['doctor', ...config])).stdout).toMatch(new RegExp(`feed ${test.feed}: Paused by .+@.+`));
    expect(await run('pause', 'nobody')).toMatchObject({ code: 2, json: { error: { code: 'feed-unknown' } } });
    expect(await run('resume', 'nobody')).toMatchObject({ code: 2 });
  });
});
