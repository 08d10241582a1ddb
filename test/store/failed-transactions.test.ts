import { once } from 'node:events';
import { createServer, connect as openSocket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { beginHeavily } from '../fixtures/heavy-transaction.ts';
import { onDatabase } from '../services/databases.ts';

onDatabase('mysql', 'a transaction that has failed', ({ open, connectTo, configOf }) => {
  test('writes nothing more, neither what was sent meanwhile nor what comes later: a deadlock has ended it', async () => {
    const database = await open();
    const other = await beginHeavily(await connectTo(configOf(database)));
    await other('settings').insert({ name: 'b', value: 'other' });
    const seen: unknown[] = [];
    let runs = 0;

    await database.transaction(async (trx) => {
      runs += 1;
      if (runs > 1) return;
      await trx('settings').insert({ name: 'a', value: 'ours' });
      const sentTogether = Promise.allSettled([
        trx('settings').insert({ name: 'b', value: 'ours' }),
        trx('feeds').insert({ feed: 'sent with it' }),
      ]);
      await sleep(100);
      await other('settings').insert({ name: 'a', value: 'other' });
      seen.push(...(await sentTogether));
      await trx('feeds')
        .insert({ feed: 'sent later' })
        .catch((error: unknown) => seen.push(error));
    });
    await other.rollback();

    const deadlock = { code: 'database-busy', driverCode: 'ER_LOCK_DEADLOCK' };
    expect(seen).toMatchObject([{ reason: deadlock }, { reason: deadlock }, deadlock]);
    expect(runs).toBe(2);
    expect(await database.knex('feeds')).toEqual([]);
    expect(await database.knex('settings').where('value', 'ours')).toEqual([]);
  });

  test('is over only when the server has rolled it back, however long that takes', async () => {
    const direct = await open();
    const config = configOf(direct);
    if (config.client !== 'mysql') throw new Error('MariaDB was asked for.');
    const slow = await startSlowProxy(new URL(config.url));
    const database = await connectTo({ client: 'mysql', url: slow.url });

    const startedMs = performance.now();
    const failing = database.transaction(async (trx) => {
      await trx('feeds').insert({ feed: 'acme' });
      throw new Error('changed my mind');
    });
    await expect(failing).rejects.toThrow('changed my mind');

    expect(performance.now() - startedMs).toBeGreaterThan(slow.delayMs);
    // Neither its row nor its lock stands in the way.
    await direct.knex('feeds').insert({ feed: 'acme' });
  });
});

onDatabase('sqlite', 'a transaction that has failed', ({ open }) => {
  test('writes nothing more, neither what was sent meanwhile nor what comes later: a full disk has ended it', async () => {
    const { transaction, knex } = await open();
    const seen: unknown[] = [];

    const failing = transaction(async (trx) => {
      const [pages] = await trx.raw('PRAGMA page_count');
      await trx.raw(`PRAGMA max_page_count = ${pages.page_count + 2}`);
      await trx('feeds').insert({ feed: 'acme' });
      const sentTogether = await Promise.allSettled([
        trx('settings').insert({ name: 'large', value: 'x'.repeat(200_000) }),
        trx('feeds').insert({ feed: 'sent with it' }),
      ]);
      seen.push(...sentTogether);
      await trx('feeds')
        .insert({ feed: 'sent later' })
        .catch((error: unknown) => seen.push(error));
    });

    await expect(failing).rejects.toMatchObject({ code: 'database-full' });
    const full = { code: 'database-full', driverCode: 'SQLITE_FULL' };
    expect(seen).toMatchObject([{ reason: full }, { reason: full }, full]);
    expect(await knex('feeds')).toEqual([]);
  });
});

/** Hands everything on to the server, but the first ROLLBACK only after a while: longer than the 5 s that knex waits for it. */
async function startSlowProxy(server: URL): Promise<{ url: string; delayMs: number }> {
  const delayMs = 5500;
  let isDelayed = false;
  const proxy = createServer((client) => {
    const upstream = openSocket(Number(server.port), server.hostname);
    let sent = Promise.resolve();
    client.on('data', (bytes) => {
      sent = sent.then(async () => {
        if (!isDelayed && bytes.includes('ROLLBACK')) {
          isDelayed = true;
          await sleep(delayMs);
        }
        upstream.write(bytes);
      });
    });
    upstream.pipe(client);
    for (const socket of [client, upstream]) socket.on('error', () => {}).on('close', () => upstream.destroy());
  }).listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  onTestFinished(() => void proxy.close());
  const address = proxy.address();
  if (address === null || typeof address === 'string') throw new Error('The system gave no port.');
  const url = new URL(server);
  url.port = String(address.port);
  return { url: url.href, delayMs };
}
