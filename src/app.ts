import { access, constants, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { App, ImportReport, ProcessReport, WantedChanges } from './app/contract.ts';
import { deliverNow } from './app/deliver-now.ts';
import { diagnose } from './app/diagnose.ts';
import { feedOf, feedRules } from './app/feed-rules.ts';
import { destinationsNamed, listDeliveries } from './app/list-deliveries.ts';
import { loadKeptFile } from './app/load-kept-file.ts';
import { manifestBeside, withManifest } from './app/manifest-beside.ts';
import { nationalIdForms } from './app/national-id-forms.ts';
import { openDeliverers } from './app/open-deliverers.ts';
import { openInbox } from './app/open-inbox.ts';
import { type AppOptions, type OpenParts, openParts } from './app/open-parts.ts';
import { pauseFeed, resumeFeed } from './app/pause-feed.ts';
import { checkReport, importReport } from './app/reports.ts';
import { rosterKindOf } from './app/roster-kind-of.ts';
import { createRosterReader } from './app/roster-reader.ts';
import { startCopy } from './app/start-copy.ts';
import { startDaemon } from './app/start-daemon.ts';
import { storeConfig } from './app/store-config.ts';
import type { Config } from './config/config.ts';
import { loadKey } from './config/key.ts';
import { AppError } from './domain/app-error.ts';
import { maskNationalIds } from './domain/mask.ts';
import { createSftpLogins, loginOnce } from './inbox/sftp-logins.ts';
import { adoptFeed } from './pipeline/adopt-feed.ts';
import { approveFile, cancelFile, discardFile, retryFile } from './pipeline/approve-file.ts';
import { createArchiving } from './pipeline/archiving.ts';
import { checkFile } from './pipeline/check-file.ts';
import { loadFile } from './pipeline/load-file.ts';
import { pauseOf, refusePaused } from './pipeline/pause.ts';
import type { RosterReader } from './pipeline/reading.ts';
import { nameOf } from './pipeline/receive-file.ts';
import { rehearseFile } from './pipeline/rehearse-file.ts';
import { orderFor } from './pipeline/stage-roster.ts';
import {
  archiveFinished,
  type FeedWork,
  type FinishedFile,
  finishFeed,
  finishFile,
  importFile,
} from './pipeline/work-feed.ts';
import { operatorName } from './runtime/operator.ts';
import { newKey } from './runtime/vault.ts';
import { createLocalSpool } from './spool/local-spool.ts';
import { readBytes } from './spool/read-bytes.ts';
import type { RosterFile } from './store/contract.ts';
import { createStore } from './store/index.ts';
import { rowEncodings } from './store/row-encoding.ts';

/**
 * The composition root: the only file, with those in app/, that names implementations. The database is opened by the
 * first command that needs it; `check` never does.
 */
export async function createApp(config: Config, options: AppOptions): Promise<App> {
  const stop = new AbortController();
  let loading: Promise<RosterReader> | null = null;
  const loadReader = () => {
    loading ??= loadKey(config, options.log).then((secret) => createRosterReader(secret, options.rosterWorker));
    return loading;
  };
  const logins = createSftpLogins(loginOnce);
  const spool = createLocalSpool(join(config.dataDirectory, 'spool'));
  const openAll = async () => openParts(config, await loadReader(), spool, options);
  let opening: Promise<OpenParts> | null = null;
  const open = () => {
    opening ??= openAll().catch((error: unknown) => {
      opening = null;
      throw error;
    });
    return opening;
  };
  const parts = async () => (await open()).parts;

  async function workOn(feedId: string): Promise<FeedWork> {
    const feed = feedOf(config, feedId);
    return {
      parts: await parts(),
      rules: feedRules(config, feed),
      inbox: openInbox(feed, options.log, logins),
      archiving: createArchiving({ readOnlyRetryMs: config.times.readOnlyRetryMs, endsRound: false }),
      lease: leaseTimes(config),
      stop: stop.signal,
    };
  }

  /** Sends the mails of these files, delivers what the feed has changed, and mails what comes of that. */
  async function sendDue(feedId: string, fileIds: readonly number[]): Promise<void> {
    const { mails, parts } = await open();
    for (const id of fileIds) await mails.sendDue(stop.signal, id);
    let hasMail = false;
    const deliverers = openDeliverers(config, parts, [feedOf(config, feedId)], () => {
      hasMail = true;
    });
    await deliverNow(deliverers, stop.signal);
    if (hasMail) await mails.sendDue(stop.signal);
  }

  /** Does something with a feed, sends the mails that come of it, and tells what became of the file. */
  async function finish(
    feedId: string,
    path: string,
    wanted: WantedChanges,
    task: (work: FeedWork) => Promise<FinishedFile>,
  ): Promise<ImportReport> {
    const work = await workOn(feedId);
    try {
      const { file, timings, copiesDropped } = await task(work);
      try {
        await sendDue(feedId, [file.id]);
        return await importReport(work, path, file, timings, wanted);
      } finally {
        await copiesDropped;
      }
    } finally {
      await work.inbox?.close();
    }
  }

  /** Ends a file's way for good, and puts it where such files lie. */
  async function giveUp(id: number, how: typeof discardFile): Promise<RosterFile> {
    const opened = await parts();
    const { feed } = await how({ parts: opened }, id, options.clock().toISOString());
    // A file of a feed that is not in the config any more stays where it is.
    if (!config.feeds.some((known) => known.id === feed)) return loadFile({ parts: opened }, id);
    const work = await workOn(feed);
    try {
      await archiveFinished(work);
    } finally {
      await work.inbox?.close();
    }
    return loadFile({ parts: opened }, id);
  }

  return {
    async check(path, feedId) {
      const rules = feedRules(config, feedOf(config, feedId));
      const parts = { reader: createRosterReader(newKey(), options.rosterWorker), kindOf: rosterKindOf };
      const checked = await checkFile(
        await withManifest(rules, await rosterAt(path)),
        rules,
        parts,
        options.clock(),
        stop.signal,
      );
      return checkReport(path, feedId, rules.layout.name, checked);
    },

    async plan(path, feedId) {
      const rules = feedRules(config, feedOf(config, feedId));
      const source = await withManifest(rules, await rosterAt(path), { wantsSha256: true });
      const rehearsed = await rehearseFile(await parts(), rules, source, stop.signal);
      const { plan, holdReasons, changes } = rehearsed;
      return {
        ...checkReport(path, feedId, rules.layout.name, rehearsed),
        plan,
        held: holdReasons.length > 0,
        holdReasons,
        changes,
      };
    },

    async import(path, feedId, wanted: WantedChanges & { deliver?: boolean } = everyChange) {
      const rules = feedRules(config, feedOf(config, feedId));
      const manifest = await manifestBeside(rules, path);
      const source = { ...(await rosterAt(path)), manifest, deliver: wanted.deliver ?? true };
      const reader = await loadReader();
      const target = spool.begin();
      // The file is copied, and read as far as the copy has come, while the database is opened.
      const copy = startCopy(spool, target, source.open(), stop.signal);
      try {
        const encoding = rowEncodings[config.database.client];
        const file = { ...target, size: source.size, name: nameOf(source, rules), manifest, sha256: null };
        if (rules.positions === null) {
          reader.readAhead(orderFor(rules, file, options.clock(), { encoding, report: true, growth: target.growth }));
        }
        return await finish(feedId, path, wanted, (work) => importFile(work, source, copy.take()));
      } finally {
        await reader.forget(target.path);
        await copy.drop();
      }
    },

    async process(feedId) {
      const feeds = feedId === undefined ? config.feeds : [feedOf(config, feedId)];
      const { store } = await parts();
      if (feedId !== undefined) await refusePaused(store, feedId);
      const processed: ProcessReport['processed'] = [];
      const paused: ProcessReport['paused'] = [];
      for (const { id } of feeds) {
        if ((await pauseOf(store, id)) !== null) {
          paused.push(id);
          // What it has changed before goes out all the same.
          await sendDue(id, []);
          continue;
        }
        const work = await workOn(id);
        try {
          const finished = await finishFeed(work, true);
          processed.push(...finished.map(({ id: fileId, status }) => ({ fileId, status })));
          await sendDue(
            id,
            finished.map((file) => file.id),
          );
        } finally {
          await work.inbox?.close();
        }
      }
      return { processed, paused };
    },

    async files({ feed, status, limit }) {
      const { store } = await parts();
      return store.ledger.list({ feed, statuses: status === undefined ? undefined : [status], limit });
    },

    async file(id) {
      const { store } = await parts();
      const file = await loadKeptFile(store, id);
      return {
        file,
        issues: await store.ledger.issues(id),
        mails: await store.outbox.ofFile(id),
        deliveries: await store.deliveries.counts({ fileId: id }),
      };
    },

    async fileErrors(id) {
      return (await parts()).spool.readReport(id);
    },

    async *fileChanges(id) {
      const { store } = await parts();
      const file = await loadFile({ parts: { store } }, id);
      yield* file.kind === 'positions'
        ? store.positions.changes(id, file.planNo)
        : store.plans.changes(id, file.planNo);
    },

    async approve(id, wanted) {
      const opened = await parts();
      const feed = feedOf(config, (await loadFile({ parts: opened }, id)).feed);
      const approved = await approveFile({ parts: opened }, id, options.clock().toISOString());
      const pause = await pauseOf(opened.store, approved.feed);
      if (pause !== null) {
        const work = { parts: opened, rules: feedRules(config, feed) };
        return { ...(await importReport(work, approved.name, approved, {}, wanted)), pause };
      }
      return finish(approved.feed, approved.name, wanted, (work) => finishFile(work, id, wanted.now));
    },

    async retry(id, wanted) {
      const opened = await parts();
      const { feed } = await loadFile({ parts: opened }, id);
      feedOf(config, feed);
      await refusePaused(opened.store, feed);
      const taken = await retryFile({ parts: opened }, id);
      return finish(taken.feed, taken.name, wanted, (work) => finishFile(work, id, false));
    },

    discard: (id) => giveUp(id, discardFile),

    cancel: (id) => giveUp(id, cancelFile),

    async pause(feedId) {
      return pauseFeed((await parts()).store, feedOf(config, feedId).id, options.clock);
    },

    async resume(feedId) {
      return resumeFeed((await parts()).store, feedOf(config, feedId).id);
    },

    async adopt(from, to) {
      feedOf(config, to);
      if (config.feeds.some(({ id }) => id === from)) throw stillThere(config, from);
      const lease = leaseTimes(config);
      const adopted = await adoptFeed(await parts(), { from, to, by: operatorName(), lease, stop: stop.signal });
      return { from, to, adopted };
    },

    async pauses() {
      return (await parts()).store.feeds.pauses(config.feeds.map(({ id }) => id));
    },

    async employees({ nationalId, ...query }) {
      const { store, vault } = await parts();
      if (nationalId === undefined) return store.register.find(query);
      const forms = nationalIdForms(config, query.feed, nationalId);
      return store.register.find({
        ...query,
        nationalIdIndexes: forms.flatMap((form) => vault.nationalIdIndexes(form)),
      });
    },

    async history(employeeId) {
      const history = await (await parts()).store.register.history(employeeId);
      if (history !== null) return history;
      throw new AppError('employee-unknown', `There is no employee with the id ${employeeId}.`, {
        hint: 'Look the id up with "rollcall employee --employee-no N".',
      });
    },

    async pruned() {
      return (await parts()).store.pruning.noted();
    },

    async positions(feed, filter) {
      feedOf(config, feed);
      return (await parts()).store.positions.list(feed, filter);
    },

    async positionHistory(feed, positionId) {
      feedOf(config, feed);
      const history = await (await parts()).store.positions.history(feed, positionId);
      if (history !== null) return history;
      throw new AppError(
        'position-unknown',
        `The feed ${feed} has never had a position ${maskNationalIds(positionId)}.`,
        {
          hint: `"rollcall positions --feed ${feed}" lists those that there are.`,
        },
      );
    },

    async deliveries(query) {
      if (query.feed !== undefined) feedOf(config, query.feed);
      return listDeliveries(config, (await parts()).store.deliveries, query);
    },

    async redeliver({ destination, feed, employeeNo }) {
      const { deliveries } = (await parts()).store;
      let redelivered = 0;
      for (const of of destinationsNamed(config, destination, feed)) {
        redelivered += await deliveries.redeliver(of, employeeNo);
        await sendDue(of.feed, []);
      }
      const report = await listDeliveries(config, deliveries, { destination, feed, limit: 0 });
      return { redelivered, destinations: report.destinations };
    },

    async migrate() {
      const store = await createStore(storeConfig(config), options.log);
      try {
        return await store.migrate();
      } finally {
        await store.close();
      }
    },

    doctor: () => diagnose(config, options),

    async run(signal, onReady) {
      signal.addEventListener('abort', () => stop.abort(), { once: true });
      await startDaemon({ config, open, options, stop: signal, onReady });
    },

    async close() {
      stop.abort();
      if (opening === null) return;
      const opened = await opening.catch(() => null);
      await opened?.close();
    },
  };
}

function leaseTimes({ times }: Config): FeedWork['lease'] {
  return { renewMs: times.leaseExpiryMs / 3, waitMs: times.leaseWaitMs };
}

function stillThere(config: Config, feed: string): AppError {
  return new AppError('usage-adopt', `Feed ${feed} is still in ${config.path}, and would go on.`, {
    hint: `Rename it there first. The old name comes first: "rollcall feed adopt OLD NEW".`,
  });
}

const everyChange: WantedChanges = { changes: Number.POSITIVE_INFINITY };

/** @throws AppError `file-not-found` */
async function rosterAt(path: string): Promise<RosterSource> {
  try {
    await access(path, constants.R_OK);
    const found = await stat(path);
    // A pipe has no size and can't be read twice.
    if (!found.isFile()) throw new Error('It is no regular file.');
    const { size, mtime } = found;
    return {
      fileName: basename(path),
      path,
      size,
      modifiedAt: mtime.toISOString(),
      open: () => readBytes(path),
    };
  } catch (cause) {
    throw new AppError('file-not-found', `${path} can't be read as a file.`, {
      hint: 'Give the path of a regular file that you may read; a pipe or a directory will not do.',
      cause,
    });
  }
}

interface RosterSource {
  fileName: string;
  path: string;
  size: number;
  modifiedAt: string;
  open(): AsyncIterable<Uint8Array>;
}
