import type { Completeness } from '../domain/companion.ts';
import type { GuardLimits } from '../domain/guard.ts';
import type { RosterKind } from '../domain/roster-kind.ts';
import type { CsvSettings, DecryptKeys } from '../formats/contract.ts';
import type { Inbox } from '../inbox/contract.ts';
import type { Layout, LayoutChoice } from '../layouts/contract.ts';
import type { MailEvent } from '../notify/contract.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Log } from '../runtime/log.ts';
import type { Vault } from '../runtime/vault.ts';
import type { Spool } from '../spool/contract.ts';
import type { DeliveryTarget, Lease, Store } from '../store/contract.ts';
import type { RosterReader } from './reading.ts';

/** `keep` it where finished files lie, replace it there by an encrypted one, or have nothing of it. */
export type ArchiveMode = 'keep' | 'encrypt' | 'delete';

/** What the pipeline has to know of a feed; app/feed-rules.ts makes it from the config. */
export interface FeedRules {
  id: string;
  layout: Layout;
  /** How the layout was asked for. */
  layoutChoice: LayoutChoice;
  companies: readonly string[] | null;
  allowSyntheticIds: boolean;
  /** IANA name; undefined is the host's. */
  timeZone: string | undefined;
  /** `identity`: only fatal issues reject a file; `any`: row issues too. */
  rejectOn: 'identity' | 'any';
  guard: GuardLimits;
  manualFields: readonly string[];
  reactivate: 'always' | 'absent-only' | 'never';
  /** Full rosters in a row that somebody has to be absent from. */
  deactivateAfterMissing: number;
  /** Whether end dates deactivate, and for which causes they don't; null where they are data alone. */
  endDates: { exceptCauses: readonly string[] } | null;
  /** Whether a staged file is processed at once; otherwise the schedule does it. */
  immediate: boolean;
  /** The schedule's last tick at or before `at`; null where there was none. */
  lastTick(at: Date): Date | null;
  maxCrashes: number;
  /** What becomes of a finished file. */
  archive: ArchiveMode;
  /** After which personal data of who has left is erased; null for never. */
  personalDataAfterDays: number | null;
  csv: CsvSettings;
  decrypt: DecryptKeys | null;
  /** What has to lie beside a roster before it is taken. */
  complete: Completeness;
  /** How files of positions are known beside the rosters of the feed; null where its layout has none. */
  positions: { csvFiles: string | null } | null;
  recipients: readonly { email: string; events: readonly MailEvent[] }[];
  /** For how long the same failure again is gathered in one mail; 0: each is mailed in full. */
  digestAfterMs: number;
  /** Who is told of the changes. */
  destinations: readonly DeliveryTarget[];
  /** Digest of everything that decides what a row means: layout, its revision, the config. */
  fingerprint: string;
}

/**
 * Tells what a file lists, by its name and its first bytes.
 *
 * @param file `path` is where it lies on this machine, whole
 */
export type RosterKindOf = (rules: FeedRules, file: { name: string; path: string }) => Promise<RosterKind>;

/** What the stages work with. */
export interface Parts {
  store: Store;
  spool: Spool;
  reader: RosterReader;
  kindOf: RosterKindOf;
  vault: Vault;
  clock: Clock;
  log: Log;
  /** Files that this very process gave up on without dying; they are not counted as crashed. */
  interrupted: Set<number>;
}

/** One file's run under the feed's lease. */
export interface FileRun {
  parts: Parts;
  rules: FeedRules;
  /** Null where it may not be used: an SFTP server without a pinned host key, or a rehearsal. */
  inbox: Inbox | null;
  lease: Lease;
  /** Aborted when the process is to stop or the lease is lost. */
  signal: AbortSignal;
  /**
   * When the feed was taken up. The schedule of all its files is judged by this moment: were it by the clock, a tick that comes
   * while a newer roster is being read would make that one overtake an older one that is staged.
   */
  startedAt: Date;
  timings: Record<string, number>;
}

/** Adds the milliseconds that `work` took to the run's timings. */
export async function timed<T>(run: FileRun, stage: string, work: () => Promise<T>): Promise<T> {
  const startedMs = performance.now();
  run.parts.log.debug('stage began', { feed: run.rules.id, stage });
  try {
    return await work();
  } finally {
    const durationMs = performance.now() - startedMs;
    run.parts.log.debug('stage ended', { feed: run.rules.id, stage, durationMs: Math.round(durationMs) });
    run.timings[stage] = Math.round((run.timings[stage] ?? 0) + durationMs);
  }
}
