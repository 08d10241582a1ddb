import { expect, test } from 'vitest';
import type { Alert } from '../../src/domain/alert.ts';
import { createAlerts } from '../../src/store/alerts.ts';
import type { Database } from '../../src/store/connect.ts';
import { createFeeds } from '../../src/store/feeds.ts';
import { type ProcessIdentity, processIdentity } from '../../src/store/process-identity.ts';
import { eachDatabase } from '../services/databases.ts';

const at = '2026-03-01T06:00:00.000Z';
const later = '2026-03-01T06:10:00.000Z';
/** On a host that can't be seen from here. */
const elsewhere: ProcessIdentity = { ...processIdentity(), host: 'elsewhere', bootId: 'another' };

const alert: Alert = {
  feed: 'acme',
  code: 'inbox-unreachable',
  subject: '',
  message: "The inbox can't be reached.",
  hint: 'Check the server.',
  since: at,
};

eachDatabase('alerts', ({ open, connectTo, configOf }) => {
  const alertsOf = ({ knex, dialect }: Database, self?: ProcessIdentity) => createAlerts(knex, dialect, self);

  test('are new once of all that raise them at the same time, and ended once', async () => {
    const one = await open();
    const other = await connectTo(configOf(one));
    const raised = await Promise.all(
      Array.from({ length: 6 }, (_, index) =>
        (index % 2 === 0 ? one : other).transaction((trx) => createAlerts(trx, one.dialect).raise(alert, at)),
      ),
    );
    const [standing] = await alertsOf(one).standing();
    const ended = await Promise.all(
      Array.from({ length: 6 }, (_, index) =>
        (index % 2 === 0 ? one : other).transaction((trx) => createAlerts(trx, one.dialect).end(alert, at)),
      ),
    );

    expect(raised.filter(Boolean)).toHaveLength(1);
    expect(standing).toEqual({ ...alert, seenAt: at, times: 1, account: null });
    expect(ended.filter((outcome) => outcome.ended !== null)).toHaveLength(1);
    expect(await alertsOf(one).standing()).toEqual([]);
  });

  test('are told apart by feed, code and subject, whatever the length and the letters of the subject', async () => {
    const alerts = alertsOf(await open());
    const subjects = ['', 'A.csv', 'a.csv', 'å.csv', 'a.csv ', '😀'.repeat(255), '😀'.repeat(300)];
    const raised: boolean[] = [];
    for (const subject of subjects) raised.push(await alerts.raise({ ...alert, subject }, at));
    await alerts.raise({ ...alert, feed: 'other' }, at);

    // The last one is cut to the one before it.
    expect(raised).toEqual([true, true, true, true, true, true, false]);
    expect(await alerts.standing()).toHaveLength(7);
  });

  test('are ended by whoever saw them last, and by others when that one has seen them no more for a while', async () => {
    const database = await open();
    const theirs = alertsOf(database, elsewhere);
    const ours = alertsOf(database);
    await theirs.raise(alert, at);

    const tooSoon = await ours.end(alert, at);
    const stale = await ours.end(alert, later);
    const gone = await ours.end(alert, later);

    expect(tooSoon).toEqual({ ended: null, stands: true });
    expect(stale).toMatchObject({ ended: alert, stands: false });
    expect(gone).toEqual({ ended: null, stands: false });
  });

  test('are ended at once when who saw them last has died on this host', async () => {
    const database = await open();
    const dead = { ...processIdentity(), startedAt: '1' };
    await alertsOf(database, dead).raise(alert, at);

    expect((await alertsOf(database).end(alert, at)).ended).toMatchObject(alert);
  });

  test('count a login for one of two daemons', async () => {
    const database = await open();
    const other = await connectTo(configOf(database));
    const login: Alert = { ...alert, code: 'inbox-login' };
    await alertsOf(database).raise(login, at, 'account');

    const claims = await Promise.all([database, other].map((each) => alertsOf(each).claimAttempt(login, 1, later)));

    expect(claims.sort()).toEqual([false, true]);
    expect(await alertsOf(database).standing()).toMatchObject([{ times: 2, seenAt: later, account: 'account' }]);
  });

  test('of a roster that is late are told by one of two daemons', async () => {
    const one = await open();
    const other = await connectTo(configOf(one));
    const feeds = [one, other].map(({ knex, dialect }) => createFeeds(knex, dialect));
    const seen = await Promise.all(feeds.map((each) => each.expectedAt('acme', at)));
    const moved = await Promise.all(feeds.map((each) => each.moveExpectedAt('acme', at, later)));

    expect(seen).toEqual([at, at]);
    expect(moved.sort()).toEqual([false, true]);
    expect(await feeds[0]?.expectedAt('acme', at)).toBe(later);
  });
});
