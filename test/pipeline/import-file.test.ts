import { expect, it, onTestFinished, vi } from 'vitest';
import { AppError } from '../../src/domain/app-error.ts';
import type { Parts } from '../../src/pipeline/context.ts';
import type { FeedWork } from '../../src/pipeline/feed-work.ts';
import type { HandedFile } from '../../src/pipeline/receive-file.ts';
import { importFile } from '../../src/pipeline/work-feed.ts';
import { createLog } from '../../src/runtime/log.ts';
import { createStore } from '../../src/store/index.ts';
import { onDatabase } from '../services/databases.ts';

vi.setConfig({ testTimeout: 30_000 });

onDatabase('sqlite', 'a file that a command hands over', (databases) => {
  it('keeps its copy where the ledger may know of it although its answer was lost, and only then', async () => {
    const log = createLog('silent');
    const store = await createStore({ ...(await databases.createConfig()), leaseExpiryMs: 30_000 }, log);
    onTestFinished(() => store.close());
    const lost = new AppError('database-unreachable', 'The database does not answer.', { hint: '', retryable: true });
    const add: Parts['store']['ledger']['add'] = async (file) => {
      await store.ledger.add(file);
      throw lost;
    };
    const removed: string[] = [];
    const spool = { path: (name: string) => name, remove: async (name: string) => void removed.push(name) };
    const parts = { store: { ...store, ledger: { ...store.ledger, add } }, spool, log, clock: () => new Date() };
    const kindOf = async () => 'employees';
    const rules = { id: 'acme', layout: { name: 'personnel-ticket' } };
    const lease = { renewMs: 1000, waitMs: 0 };
    const stop = new AbortController().signal;
    const work = { parts: { ...parts, kindOf }, rules, inbox: null, lease, stop } as unknown as FeedWork;
    const handed: HandedFile = {
      fileName: 'roster.csv',
      size: 1,
      modifiedAt: '2025-06-02T06:00:00.000Z',
      manifest: null,
      deliver: true,
      open: async function* () {},
    };
    const copy = (spoolName: string) => Promise.resolve({ spoolName, bytes: 1, sha256: '0'.repeat(64) });

    await expect(importFile(work, handed, copy('known'))).rejects.toBe(lost);
    await store.feeds.pause('acme', '2025-06-02T06:00:00.000Z', 'op@host');
    await expect(importFile(work, handed, copy('unknown'))).rejects.toMatchObject({ code: 'feed-paused' });

    expect(await store.ledger.spoolNamesInUse()).toEqual(['known']);
    expect(removed).toEqual(['unknown']);
  });
});
