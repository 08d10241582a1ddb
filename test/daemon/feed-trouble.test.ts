import { setTimeout as delay } from 'node:timers/promises';
import { expect, it, onTestFinished, vi } from 'vitest';
import { createAlerting } from '../../src/daemon/alerting.ts';
import { createDatabaseOutage } from '../../src/daemon/database-outage.ts';
import { createFeedTrouble } from '../../src/daemon/feed-trouble.ts';
import { AppError } from '../../src/domain/app-error.ts';
import { systemClock } from '../../src/runtime/clock.ts';
import { createStore } from '../../src/store/index.ts';
import { keepLogLines } from '../fixtures/log-lines.ts';
import { onDatabase } from '../services/databases.ts';

vi.setConfig({ testTimeout: 30_000 });

const alertAfterMs = 100;
const full = new AppError('database-full', 'The database has no room left.', { hint: 'Free disk space.' });
const unreachable = new AppError('inbox-unreachable', "The inbox can't be reached.", { hint: 'Check it.' });

onDatabase('sqlite', 'the trouble of a feed', (databases) => {
  const open = async () => {
    const { log, seen, until } = keepLogLines();
    const store = await createStore({ ...(await databases.createConfig()), leaseExpiryMs: 30_000 }, log);
    const direct: string[] = [];
    const outage = createDatabaseOutage({
      mailOf:
        (event, { code }) =>
        async (to) =>
          void direct.push(`${event} ${code} ${to}`),
      recipients: ['tech@example.org'],
      clock: systemClock,
      log,
      alertAfterMs,
      backoff: { startMs: 10, capMs: 20 },
    });
    const alerting = createAlerting({
      store,
      clock: systemClock,
      log,
      recipientsOf: () => ['tech@example.org'],
      onMail: () => {},
      staleAfterMs: () => 60_000,
    });
    onTestFinished(async () => {
      await outage.stop();
      await store.close();
    });
    const troubleOf = (feed: string) =>
      createFeedTrouble({ feed, alerting, outage, clock: systemClock, log, alertAfterMs });
    const events = async () => (await store.outbox.claimDue(new Date().toISOString(), 10, 1)).map(({ event }) => event);
    return { troubleOf, events, seen, until, direct, outage };
  };

  it('is told when it lasts, and not when it was over in a moment', async () => {
    const { troubleOf, events, seen, until } = await open();
    const trouble = troubleOf('acme');
    trouble.failed(unreachable);
    await trouble.worked();
    await delay(2 * alertAfterMs);
    const before = seen('alert');
    trouble.failed(new TypeError('of a secret value'));
    await until('alert');
    await trouble.worked();

    expect(before).toEqual([]);
    expect(seen('alert')).toMatchObject([{ feed: 'acme', code: 'feed-fault' }]);
    expect(JSON.stringify(seen('alert'))).not.toContain('secret value');
    expect(seen('alert ended')).toHaveLength(1);
    expect(await events()).toEqual(['alert', 'recovered']);
  });

  it('with the database is told past the outbox once for all feeds, and ends when all of them got through', async () => {
    const { troubleOf, events, seen, until, direct, outage } = await open();
    const [one, other] = [troubleOf('one'), troubleOf('other')];
    one.failed(full);
    other.failed(full);
    await until('mail sent', { event: 'alert' });
    await one.worked();
    const lasts = outage.lasts();
    // It got as far as its inbox.
    other.failed(unreachable);
    await until('mail sent', { event: 'recovered' });
    other.stop();

    expect(lasts).toBe(true);
    expect(outage.lasts()).toBe(false);
    expect(direct).toEqual(['alert database-full tech@example.org', 'recovered database-full tech@example.org']);
    expect(seen('alert')).toMatchObject([{ code: 'database-full' }]);
    expect(await events()).toEqual([]);
  });

  it("is nobody's while the feed is paused", async () => {
    const { troubleOf, seen, direct, outage } = await open();
    const [one, other] = [troubleOf('one'), troubleOf('other')];
    one.failed(full);
    other.failed(unreachable);
    one.paused();
    other.paused();
    await delay(2 * alertAfterMs);

    expect(outage.lasts()).toBe(false);
    expect(seen('alert')).toEqual([]);
    expect(direct).toEqual([]);
  });
});
