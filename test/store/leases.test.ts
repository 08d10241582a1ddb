import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import type { Database } from '../../src/store/connect.ts';
import { createLeases } from '../../src/store/leases.ts';
import { type ProcessIdentity, processIdentity } from '../../src/store/process-identity.ts';
import { eachDatabase } from '../services/databases.ts';

const elsewhere: ProcessIdentity = { host: 'another-host', bootId: 'another-boot', pid: 1, startedAt: '1' };

function leasesOf({ knex, dialect }: Database, holder?: ProcessIdentity) {
  return createLeases(knex, dialect, 30_000, holder);
}

/** A process of this host that has ended. */
async function deadProcess(): Promise<ProcessIdentity> {
  const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
  await once(child, 'exit');
  return { ...processIdentity(), pid: child.pid ?? 0 };
}

eachDatabase('leases', ({ open, connectTo, configOf }) => {
  test('gives a feed to one holder at a time', async () => {
    const database = await open();
    const mine = leasesOf(database);
    const theirs = leasesOf(database, elsewhere);

    const lease = await mine.acquire('acme');

    expect(lease).toEqual({ feed: 'acme', token: 1 });
    expect(await theirs.acquire('acme')).toBeNull();
    expect(await mine.acquire('acme')).toBeNull();
    expect(await theirs.acquire('other')).toEqual({ feed: 'other', token: 1 });
  });

  test('gives it on with a larger token once it is released', async () => {
    const database = await open();
    const mine = leasesOf(database);
    const theirs = leasesOf(database, elsewhere);

    const first = await mine.acquire('acme');
    await mine.release(first ?? neverNull());
    const second = await theirs.acquire('acme');

    expect(second).toEqual({ feed: 'acme', token: 2 });
    expect(await mine.renew(first ?? neverNull())).toBe(false);
    expect(await theirs.renew(second ?? neverNull())).toBe(true);
  });

  test('takes over from a dead process of this host at once', async () => {
    const database = await open();
    const dead = leasesOf(database, await deadProcess());
    const reused = leasesOf(database, { ...processIdentity(), startedAt: '1' });
    await dead.acquire('acme');
    await reused.acquire('other');

    const mine = leasesOf(database);

    expect(await mine.acquire('acme')).toEqual({ feed: 'acme', token: 2 });
    expect(await mine.acquire('other')).toEqual({ feed: 'other', token: 2 });
  });

  test('takes back at once what it could not release', async () => {
    const database = await open();
    const mine = leasesOf(database);
    const lease = await mine.acquire('left');
    const away = await connectTo(configOf(database));
    await away.close();
    await expect(leasesOf(away).release(lease ?? neverNull())).rejects.toThrow();

    expect(await mine.acquire('left')).toEqual({ feed: 'left', token: 2 });
    expect(await mine.acquire('left')).toBeNull();
  });

  test('gives a feed to one of several that ask in one process at once', async () => {
    const database = await open();
    const mine = leasesOf(database);

    const leases = await Promise.all(Array.from({ length: 8 }, () => mine.acquire('acme')));

    expect(leases.filter((lease) => lease !== null)).toHaveLength(1);
  });

  test('waits for the expiry of a holder on another host', async () => {
    const database = await open();
    const theirs = leasesOf(database, elsewhere);
    const mine = leasesOf(database);
    const lease = await theirs.acquire('acme');
    const [{ expires_at_ms: expiresAtMs }] = await database.knex('feed_leases');

    const before = await mine.acquire('acme');
    await database.knex('feed_leases').update({ expires_at_ms: Date.now() - 1000 });
    const after = await mine.acquire('acme');

    expect(Math.abs(expiresAtMs - Date.now() - 30_000)).toBeLessThan(5000);
    expect(before).toBeNull();
    expect(after).toEqual({ feed: 'acme', token: 2 });
    expect(await theirs.renew(lease ?? neverNull())).toBe(false);
  });

  test('a late release does not end the lease of the next holder', async () => {
    const database = await open();
    const theirs = leasesOf(database, elsewhere);
    const mine = leasesOf(database);
    const lost = await theirs.acquire('acme');
    await database.knex('feed_leases').update({ expires_at_ms: 1 });
    const lease = await mine.acquire('acme');

    await theirs.release(lost ?? neverNull());

    expect(await mine.renew(lease ?? neverNull())).toBe(true);
  });

  test('gives it to one of many who ask at the same moment', async () => {
    const database = await open();
    const other = await connectTo(configOf(database));
    const asking = Array.from({ length: 12 }, (_, index) => leasesOf(index % 2 === 0 ? database : other));

    const fresh = await Promise.all(asking.map((leases) => leases.acquire('acme')));
    await database.knex('feed_leases').update({ expires_at_ms: 1 });
    const expired = await Promise.all(asking.map((leases) => leases.acquire('acme')));

    expect(fresh.filter((lease) => lease !== null)).toEqual([{ feed: 'acme', token: 1 }]);
    expect(expired.filter((lease) => lease !== null)).toEqual([{ feed: 'acme', token: 2 }]);
  });

  test('an older holder can not commit', async () => {
    const database = await open();
    const lost = await leasesOf(database, elsewhere).acquire('acme');
    await database.knex('feed_leases').update({ expires_at_ms: 1 });
    await leasesOf(database).acquire('acme');

    const held = await database.transaction((trx) =>
      createLeases(trx, database.dialect, 30_000, elsewhere).renew(lost ?? neverNull()),
    );

    expect(held).toBe(false);
  });
});

function neverNull(): never {
  throw new Error('The lease was expected to be given.');
}
