import { join } from 'node:path';
import type { Config } from '../config/config.ts';
import { loadKey } from '../config/key.ts';
import { createSftpLogins, loginOnce } from '../inbox/sftp-logins.ts';
import { createArchiving } from '../pipeline/archiving.ts';
import type { Parts } from '../pipeline/context.ts';
import type { FeedWork } from '../pipeline/feed-work.ts';
import type { RosterReader } from '../pipeline/reading.ts';
import type { Spool } from '../spool/contract.ts';
import { createLocalSpool } from '../spool/local-spool.ts';
import { feedOf, feedRules } from './feed-rules.ts';
import { openInbox } from './open-inbox.ts';
import { type AppOptions, type OpenParts, openParts } from './open-parts.ts';
import { createRosterReader } from './roster-reader.ts';

/** What the commands of one app share; each thing is opened by the first command that needs it. */
export interface AppContext {
  config: Config;
  options: AppOptions;
  spool: Spool;
  /** For whatever is under way. */
  stop: AbortSignal;
  /** Sets off the stop signal. */
  abort(): void;
  reader(): Promise<RosterReader>;
  /** Opens the database. */
  open(): Promise<OpenParts>;
  parts(): Promise<Parts>;
  /** A feed with what its files need; close its inbox afterwards. @throws AppError `feed-unknown`, and of `open` */
  workOn(feedId: string): Promise<FeedWork>;
  close(): Promise<void>;
}

export function createAppContext(config: Config, options: AppOptions): AppContext {
  const stop = new AbortController();
  const logins = createSftpLogins(loginOnce);
  const spool = createLocalSpool(join(config.dataDirectory, 'spool'));
  let loading: Promise<RosterReader> | null = null;
  const reader = () => {
    loading ??= loadKey(config, options.log).then((secret) => createRosterReader(secret, options.rosterWorker));
    return loading;
  };
  const openAll = async () => openParts(config, await reader(), spool, options);
  let opening: Promise<OpenParts> | null = null;
  const open = () => {
    opening ??= openAll().catch((error: unknown) => {
      opening = null;
      throw error;
    });
    return opening;
  };
  const parts = async () => (await open()).parts;

  return {
    config,
    options,
    spool,
    stop: stop.signal,
    abort: () => stop.abort(),
    reader,
    open,
    parts,
    async workOn(feedId) {
      const feed = feedOf(config, feedId);
      return {
        parts: await parts(),
        rules: feedRules(config, feed),
        inbox: openInbox(feed, options.log, logins),
        archiving: createArchiving({ readOnlyRetryMs: config.times.readOnlyRetryMs, endsRound: false }),
        lease: leaseOfCommand(config),
        stop: stop.signal,
      };
    },
    async close() {
      stop.abort();
      if (opening === null) return;
      const opened = await opening.catch(() => null);
      await opened?.close();
    },
  };
}

/** A command waits for a feed that somebody else works on. */
export function leaseOfCommand({ times }: Config): FeedWork['lease'] {
  return { renewMs: times.leaseExpiryMs / 3, waitMs: times.leaseWaitMs };
}
