import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { feedOf, feedRules } from '../../src/app/feed-rules.ts';
import { openParts } from '../../src/app/open-parts.ts';
import { createRosterReader } from '../../src/app/roster-reader.ts';
import { loadConfig } from '../../src/config/load.ts';
import type { Inbox } from '../../src/inbox/contract.ts';
import { createLocalInbox } from '../../src/inbox/local.ts';
import { claimFile } from '../../src/pipeline/claim-file.ts';
import { createLog } from '../../src/runtime/log.ts';
import { createLocalSpool } from '../../src/spool/local-spool.ts';
import { openTestApp, testKey } from '../fixtures/app.ts';
import { csvOf, syntheticEmployees } from '../fixtures/roster.ts';
import { onDatabase } from '../services/databases.ts';

onDatabase('sqlite', 'a file that is being copied', (databases) => {
  it('is not taken by who has lost the feed meanwhile', async () => {
    const test = await openTestApp({ database: await databases.createConfig() });
    const log = createLog('silent');
    const config = await loadConfig({ path: join(test.dir, 'config', 'rollcall.yaml'), env: {} });
    const spool = join(test.dir, 'spool');
    const options = { log, clock: () => new Date() };
    const { parts, close } = await openParts(config, createRosterReader(testKey), createLocalSpool(spool), options);
    onTestFinished(close);
    const path = join(test.dir, 'inbox');
    await mkdir(path);
    await writeFile(join(path, 'roster.csv'), csvOf(syntheticEmployees(5)));
    const inbox = createLocalInbox({ path, log });
    const [entry] = (await inbox.list()).entries;
    const lease = await parts.store.leases.acquire(test.feed);
    if (entry === undefined || lease === null) throw new Error('There is nothing to claim.');
    const losing: Inbox = {
      ...inbox,
      async read(listed) {
        await test.sql('UPDATE feed_leases SET token = token + 1 WHERE feed = ?', [test.feed]);
        return inbox.read(listed);
      },
    };
    const rules = feedRules(config, feedOf(config, test.feed));
    const copy = parts.spool.begin();
    const { signal } = new AbortController();

    const claim = claimFile(parts, rules, losing, { entry, companions: [] }, copy, lease, signal);

    await expect(claim).rejects.toMatchObject({ code: 'lease-lost', retryable: true });
    expect(await test.app.files({})).toEqual([]);
    expect(await readdir(spool)).toEqual([]);
    await parts.reader.forget(copy.path);
  });
});
