import { setTimeout as delay } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { createAlerting } from '../../src/daemon/alerting.ts';
import { createLoginWait } from '../../src/daemon/login-wait.ts';
import { AppError } from '../../src/domain/app-error.ts';
import type { Inbox } from '../../src/inbox/contract.ts';
import { systemClock as clock } from '../../src/runtime/clock.ts';
import { createLog } from '../../src/runtime/log.ts';
import { createStore } from '../../src/store/index.ts';
import { onDatabase } from '../services/databases.ts';

const stepMs = 2_000;

onDatabase('sqlite', 'the wait after a refused login', (databases) => {
  it('is not made longer by what asks for the inbox meanwhile', async () => {
    const log = createLog('silent');
    const store = await createStore({ ...(await databases.createConfig()), leaseExpiryMs: 30_000 }, log);
    onTestFinished(() => store.close());
    const alerting = createAlerting({
      ...{ store, clock, log },
      recipientsOf: () => [],
      onMail: () => {},
      staleAfterMs: () => 60_000,
    });
    const refusal = new AppError('inbox-login', 'The login is refused.', { hint: 'Check it.' });
    const inbox = { list: () => Promise.reject(refusal) } as Partial<Inbox> as Inbox;
    const backoff = { startMs: stepMs, capMs: stepMs };
    const logins = createLoginWait({ feed: 'acme', inbox, account: 'x', alerting, store, clock, log, backoff });
    const meet = () => logins.inbox.list().catch((error) => logins.refused(error));
    await logins.waitMs(false);
    const firstMs = await meet();
    await delay(stepMs / 2);

    // A file of the schedule that is to be archived.
    const restMs = await meet();

    expect(firstMs).toBe(stepMs);
    expect(restMs).toBeLessThanOrEqual(stepMs / 2);
    expect(await logins.waitMs(false)).toBeLessThanOrEqual(stepMs / 2);
    expect(await store.alerts.standing()).toMatchObject([{ code: 'inbox-login', times: 1 }]);
  });
});
