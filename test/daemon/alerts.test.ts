import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, it, onTestFinished, vi } from 'vitest';
import { openTestApp, startDaemon, type TestApp, type TestAppOptions, untilStatus } from '../fixtures/app.ts';
import { eventually } from '../fixtures/daemon.ts';
import { keptLog } from '../fixtures/kept-log.ts';
import { csvOf, syntheticEmployees } from '../fixtures/roster.ts';
import { onDatabase } from '../services/databases.ts';

vi.setConfig({ testTimeout: 60_000 });

const soon = { start: '50ms', cap: '150ms' };
const times = {
  alertAfter: '150ms',
  strayFileAfter: '250ms',
  backoff: { inbox: soon, database: soon, mail: soon, login: { start: '400ms', cap: '800ms' } },
};
const roster = csvOf(syntheticEmployees(40));

onDatabase('sqlite', 'a daemon that tells of a feed', (databases) => {
  const open = async (options: Partial<TestAppOptions> = {}) => {
    const kept = keptLog();
    const test = await openTestApp({
      database: await databases.createConfig(),
      clock: () => new Date(),
      log: kept.log,
      ...options,
      config: { times, ...options.config },
    });
    return { ...kept, test, inbox: join(test.dir, 'data', 'inbox', test.feed) };
  };

  it('tells once of an inbox that was deleted, deactivates nobody, and goes on when it is back', async () => {
    const { test, inbox, seen } = await open();
    const stop = await startDaemon(test);
    await dropInto(inbox, 'first.csv', roster);
    await untilStatus(test, 'first.csv', 'processed');
    await rename(inbox, `${inbox}.gone`);
    await mailLike(test, /ALERT/);
    // Through several rounds and a restart.
    await delay(500);
    await stop();
    await test.reopen({});
    const [before] = await active(test);
    const again = await startDaemon(test);
    await mkdir(inbox, { recursive: true });
    const solved = await mailLike(test, /SOLVED/);
    await dropInto(inbox, 'second.csv', csvOf(syntheticEmployees(39)));
    await untilStatus(test, 'second.csv', 'processed');
    await again();

    const alerts = (await test.mails()).filter(({ subject }) => /ALERT|SOLVED/.test(subject ?? ''));
    expect(alerts.map(({ subject }) => subject)).toEqual([
      `[Rollcall] ALERT ${test.feed}: the inbox can't be reached`,
      `[Rollcall] SOLVED ${test.feed}: the inbox works again`,
    ]);
    expect(oneLine(alerts[0]?.text)).toContain('Nobody is deactivated because of it.');
    expect(oneLine(alerts[0]?.text)).toContain('Create the directory, or mount the share');
    expect(oneLine(solved.text)).toMatch(/It lasted \d+ seconds?\./);
    expect(before).toMatchObject({ n: 40 });
    expect(seen('alert', { feed: test.feed, code: 'inbox-unreachable' })).toHaveLength(1);
    expect(seen('alert ended', { feed: test.feed, code: 'inbox-unreachable' })).toHaveLength(1);
    expect(await test.sql('SELECT * FROM feed_alerts')).toEqual([]);
  });
});

async function dropInto(inbox: string, name: string, content: string): Promise<void> {
  await writeFile(join(inbox, `${name}.part`), content);
  await rename(join(inbox, `${name}.part`), join(inbox, name));
}

function mailLike(test: TestApp, subject: RegExp) {
  return eventually(`mail like ${subject}`, async () =>
    (await test.mails()).find((mail) => subject.test(mail.subject ?? '')),
  );
}

async function active({ sql }: TestApp) {
  return sql<{ n: number }>('SELECT COUNT(*) AS n FROM employees WHERE active = 1');
}

function oneLine(text: string | undefined): string {
  return (text ?? '').replace(/\s+/g, ' ');
}
