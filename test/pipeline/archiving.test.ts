import { expect, it, onTestFinished, vi } from 'vitest';
import type { FileStatus } from '../../src/domain/file-status.ts';
import type { Inbox } from '../../src/inbox/contract.ts';
import { archiveFile } from '../../src/pipeline/archive-file.ts';
import { archiveUnlessBusy } from '../../src/pipeline/archive-finished.ts';
import { createArchiving } from '../../src/pipeline/archiving.ts';
import type { Parts } from '../../src/pipeline/context.ts';
import type { FeedWork } from '../../src/pipeline/feed-work.ts';
import { finishFeed } from '../../src/pipeline/work-feed.ts';
import { createLog } from '../../src/runtime/log.ts';
import { createStore } from '../../src/store/index.ts';
import { onDatabase } from '../services/databases.ts';

vi.setConfig({ testTimeout: 30_000 });

onDatabase('sqlite', 'the archiving of a feed', (databases) => {
  const open = async () => {
    const log = createLog('silent');
    const store = await createStore({ ...(await databases.createConfig()), leaseExpiryMs: 30_000 }, log);
    onTestFinished(() => store.close());
    return { store, log, clock: () => new Date() } as unknown as Parts;
  };

  const addFile = async ({ store }: Parts, status: FileStatus) => {
    const id = await store.ledger.add({
      feed: 'acme',
      layout: 'personnel-ticket',
      name: 'roster.csv',
      size: 1,
      sha256: '0'.repeat(64),
      modifiedAt: null,
      source: 'inbox',
      inboxFingerprint: '1:1',
      spoolName: null,
      receivedAt: '2025-06-02T06:00:00.000Z',
      archiveFrom: '',
    });
    await store.ledger.update(id, { status });
    return id;
  };

  it('leaves nothing for later once another daemon has moved what it had left', async () => {
    const archiving = createArchiving({ readOnlyRetryMs: 1000, endsRound: true });
    archiving.left = true;

    await finishFeed(
      { parts: await open(), rules: { id: 'acme', endDates: null }, inbox: null, archiving } as FeedWork,
      false,
    );

    expect(archiving.left).toBe(false);
  });

  it('knows where a file lies whose hold was approved while it was moved', async () => {
    const parts = await open();
    const { ledger } = parts.store;
    const id = await addFile(parts, 'held');
    const held = await ledger.get(id);
    if (held === null) throw new Error('not in the ledger');
    const move: Inbox['move'] = async ({ name }) => {
      await ledger.update(id, { status: 'approved' });
      return { moved: true, name };
    };

    await archiveFile(parts, { move } as Inbox, held, 'keep');

    expect(await ledger.get(id)).toMatchObject({ status: 'approved', archiveFrom: 'held', archivedAs: 'roster.csv' });
  });

  it('is not done by a command while somebody else works on the feed', async () => {
    const parts = await open();
    const { ledger, leases } = parts.store;
    const id = await addFile(parts, 'discarded');
    const inbox = { move: async ({ name }) => ({ moved: true, name }) } as Pick<Inbox, 'move'> as Inbox;
    const archiving = createArchiving({ readOnlyRetryMs: 1000, endsRound: false });
    const lease = { renewMs: 1000, waitMs: 1000 };
    const stop = new AbortController().signal;
    const work = { parts, rules: { id: 'acme' }, inbox, archiving, lease, stop } as FeedWork;
    const theirs = await leases.acquire('acme');
    if (theirs === null) throw new Error('somebody has the lease');

    await archiveUnlessBusy(work);
    const before = await ledger.get(id);
    await leases.release(theirs);
    await archiveUnlessBusy(work);

    expect(before?.archiveFrom).toBe('');
    expect((await ledger.get(id))?.archiveFrom).toBeNull();
  });
});
