import { expect, it, onTestFinished } from 'vitest';
import { createAlerting } from '../../src/daemon/alerting.ts';
import { createLogWatch } from '../../src/daemon/log-watch.ts';
import { createStore } from '../../src/store/index.ts';
import { keepLogLines } from '../fixtures/log-lines.ts';
import { onDatabase } from '../services/databases.ts';

onDatabase('sqlite', 'the watch on a log', (databases) => {
  it('keeps seeing a log that loses lines, so that no other daemon takes it for mended, and ends with the last one', async () => {
    let lost = 1;
    let isFull = true;
    let at = '2025-06-02T06:00:00.000Z';
    const clock = () => new Date(at);
    const { log, seen } = keepLogLines(() => {
      if (isFull) lost += 1;
    });
    const store = await createStore({ ...(await databases.createConfig()), leaseExpiryMs: 30_000 }, log);
    onTestFinished(() => store.close());
    const alerting = createAlerting({
      ...{ store, clock, log },
      recipientsOf: () => ['tech@example.org'],
      onMail: () => {},
      staleAfterMs: () => 60_000,
    });
    const look = createLogWatch(alerting, { count: () => lost, code: () => 'ENOSPC' }, clock, log);
    const lookOfSoundLog = createLogWatch(alerting, { count: () => 0, code: () => '' }, clock, log);
    await look();
    at = '2025-06-02T06:10:00.000Z';
    await look();
    const standing = await store.alerts.standing();
    const probes = seen('log lines were lost').length;
    isFull = false;
    await lookOfSoundLog();

    expect(standing).toMatchObject([{ code: 'log-failed', since: '2025-06-02T06:00:00.000Z', seenAt: at }]);
    expect(probes).toBe(1);
    expect(seen('log lines were lost')).toHaveLength(1);
    expect(seen('alert ended')).toHaveLength(1);
  });
});
