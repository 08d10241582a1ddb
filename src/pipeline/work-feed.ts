import { AppError } from '../domain/app-error.ts';
import { isFinal } from '../domain/file-status.ts';
import { kindsInOrder } from '../domain/roster-kind.ts';
import type { DroppedRoster, Inbox } from '../inbox/contract.ts';
import { errorFields } from '../runtime/log.ts';
import type { SpooledFile } from '../spool/contract.ts';
import type { RosterFile } from '../store/contract.ts';
import { archiveFile, isUnarchived } from './archive-file.ts';
import { claimFile, type Unclaimed } from './claim-file.ts';
import type { FeedRules, FileRun, Parts } from './context.ts';
import { isDue } from './is-due.ts';
import { type HandedFile, receiveFile } from './receive-file.ts';
import { runFile } from './run-file.ts';
import { type LeaseTimes, withLease } from './with-lease.ts';

/** A feed with what its files need on their way. */
export interface FeedWork {
  parts: Parts;
  rules: FeedRules;
  /** Null where it may not be used: an SFTP server without a pinned host key, or a rehearsal. */
  inbox: Inbox | null;
  lease: LeaseTimes;
  stop: AbortSignal;
}

/** Statuses of files that go on by themselves, as soon as somebody works on the feed. */
const goingOn: readonly RosterFile['status'][] = ['received', 'validating', 'processing'];

/**
 * Takes one settled file of the inbox the whole way. Files that are still on their way are finished first, so that the
 * rosters of a feed are processed in the order in which they were taken.
 *
 * @returns the file, or why there was nothing to take
 */
export async function takeFile(work: FeedWork, inbox: Inbox, roster: DroppedRoster): Promise<RosterFile | Unclaimed> {
  return withLease(work.parts, work.rules.id, work.lease, work.stop, async (lease, signal) => {
    const run = startRun(work, lease, signal);
    await finishOpen(work, run, false);
    const copy = work.parts.spool.begin();
    try {
      const id = await claimFile(work.parts, work.rules, inbox, roster, copy, lease, signal);
      return typeof id === 'string' ? id : await finish(work, run, id, false);
    } finally {
      await work.parts.reader.forget(copy.path);
    }
  });
}

/**
 * Takes one settled file of the inbox, and leaves it where it can be finished later, with others that are taken meanwhile:
 * of those that are found together, employees come before positions.
 *
 * @returns the file's id, or why there was nothing to take
 */
export async function takeForLater(work: FeedWork, inbox: Inbox, roster: DroppedRoster): Promise<number | Unclaimed> {
  return withLease(work.parts, work.rules.id, work.lease, work.stop, (lease, signal) =>
    claimFile(work.parts, work.rules, inbox, roster, work.parts.spool.begin(), lease, signal),
  );
}

/**
 * Finishes what is on its way: after a start, after a failure, and when the schedule says so.
 *
 * @param due whether staged and approved files are processed now although the feed has a schedule
 */
export async function finishFeed(work: FeedWork, due: boolean): Promise<RosterFile[]> {
  if (!(await hasWork(work, due))) return [];
  return withLease(work.parts, work.rules.id, work.lease, work.stop, (lease, signal) =>
    finishOpen(work, startRun(work, lease, signal), due),
  );
}

/** What became of a file, and the milliseconds per stage. */
export interface FinishedFile {
  file: RosterFile;
  timings: FileRun['timings'];
  /** Resolves when the spool has let go of what nobody needs any more: 7 ms for 17 MB, beside the mails and the report. */
  copiesDropped: Promise<void>;
}

/**
 * Takes a file that is handed over the whole way, now; those that came before it first.
 *
 * @param copy its copy in the spool, which may still be under way
 */
export async function importFile(
  work: FeedWork,
  source: HandedFile,
  copy: Promise<SpooledFile>,
): Promise<FinishedFile> {
  const spooled = await copy;
  let fileId: number | null = null;
  try {
    return await withLease(work.parts, work.rules.id, work.lease, work.stop, async (lease, signal) => {
      fileId = await receiveFile(work.parts, work.rules, source, spooled);
      return finishInTurn(work, lease, signal, fileId, true);
    });
  } catch (error) {
    if (fileId === null) await work.parts.spool.remove(spooled.spoolName);
    throw error;
  }
}

/** Takes a file of the ledger as far as it gets, e.g. after an approval; those that came before it first. */
export async function finishFile(work: FeedWork, fileId: number, due: boolean): Promise<FinishedFile> {
  return withLease(work.parts, work.rules.id, work.lease, work.stop, (lease, signal) =>
    finishInTurn(work, lease, signal, fileId, due),
  );
}

async function finishInTurn(
  work: FeedWork,
  lease: FileRun['lease'],
  signal: AbortSignal,
  fileId: number,
  due: boolean,
): Promise<FinishedFile> {
  await finishEarlier(work, startRun(work, lease, signal), fileId, due);
  const run = startRun(work, lease, signal);
  const { file, copiesDropped } = await bringToEnd(work, run, fileId, due);
  return { file, timings: run.timings, copiesDropped };
}

/** Moves what has its verdict and still lies where it was dropped or held. */
export async function archiveFinished(work: FeedWork): Promise<void> {
  for (const file of await work.parts.store.ledger.unarchived(work.rules.id)) {
    if (isUnarchived(file)) await archive(work, file);
  }
}

function startRun(work: FeedWork, lease: FileRun['lease'], signal: AbortSignal): FileRun {
  const { parts, rules, inbox } = work;
  return { parts, rules, inbox, lease, signal, startedAt: parts.clock(), timings: {} };
}

async function hasWork(work: FeedWork, due: boolean): Promise<boolean> {
  const { ledger } = work.parts.store;
  const open = await ledger.open(work.rules.id);
  const at = work.parts.clock();
  if (open.some((file) => goesOn(work, file, due, at))) return true;
  return (await ledger.unarchived(work.rules.id)).some(isUnarchived);
}

async function finishOpen(work: FeedWork, run: FileRun, due: boolean): Promise<RosterFile[]> {
  const { ledger } = work.parts.store;
  const finished: RosterFile[] = [];
  for (const file of (await ledger.open(work.rules.id)).sort(inOrder)) {
    if (!goesOn(work, file, due, run.startedAt) || !(await isAtHand(work, file))) continue;
    finished.push(await finish(work, run, file.id, due));
    if (run.signal.aborted) return finished;
  }
  await archiveFinished(work);
  return finished;
}

/** By the order in which they were taken; employees, whom positions name, before positions. */
function inOrder(one: Pick<RosterFile, 'id' | 'kind'>, other: Pick<RosterFile, 'id' | 'kind'>): number {
  return kindsInOrder.indexOf(one.kind) - kindsInOrder.indexOf(other.kind) || one.id - other.id;
}

/** An older roster that is processed after a newer one would take back what that one has changed; see `inOrder`. */
async function finishEarlier(work: FeedWork, run: FileRun, fileId: number, due: boolean): Promise<void> {
  const { ledger } = work.parts.store;
  const target = await ledger.get(fileId);
  if (target === null) return;
  const open = (await ledger.open(work.rules.id)).sort(inOrder);
  for (const { id, kind } of open) {
    const file = inOrder({ id, kind }, target) < 0 ? await ledger.get(id) : null;
    // Employees that came after positions wait for their own hour.
    const dueToo = due && id < fileId;
    if (file === null || !goesOn(work, file, dueToo, run.startedAt) || !(await isAtHand(work, file))) continue;
    try {
      await finish(work, run, id, dueToo);
    } catch (error) {
      const after = await ledger.get(id);
      if (after !== null && !isFinal(after.status)) throw error;
      // It has its verdict (`failed`), and its mail tells of it.
      work.parts.log.warn('earlier file failed', { feed: file.feed, fileId: id, ...errorFields(error) });
    }
  }
}

/** What was handed to a command on another host can be read only there: it is left to that command. */
async function isAtHand({ parts }: FeedWork, file: RosterFile): Promise<boolean> {
  if (file.status !== 'received' && file.status !== 'validating') return true;
  return file.source === 'inbox' || (file.spoolName !== null && (await parts.spool.exists(file.spoolName)));
}

function goesOn({ rules }: FeedWork, file: RosterFile, due: boolean, at: Date): boolean {
  if (goingOn.includes(file.status)) return true;
  const waits = file.status === 'staged' || file.status === 'approved';
  return waits && (due || isDue(rules, file, at));
}

async function finish(work: FeedWork, run: FileRun, fileId: number, due: boolean): Promise<RosterFile> {
  const { file, copiesDropped } = await bringToEnd(work, run, fileId, due);
  await copiesDropped;
  return file;
}

async function bringToEnd(
  work: FeedWork,
  run: FileRun,
  fileId: number,
  due: boolean,
): Promise<Pick<FinishedFile, 'file' | 'copiesDropped'>> {
  const startedMs = performance.now();
  const { ledger } = work.parts.store;
  const spooled = await ledger.open(work.rules.id);
  const file = await runFile(run, fileId, due);
  const copiesDropped = dropCopies(work, file, spooled);
  // Whoever waits for it meets the failure; until then it must not count as unhandled.
  copiesDropped.catch(() => {});
  work.parts.log.info(`file ${file.status}`, {
    feed: file.feed,
    fileId,
    rows: file.rows,
    issues: file.issueCounts.total,
    ...file.plan,
    durationMs: Math.round(performance.now() - startedMs),
  });
  await archive(work, file);
  return { file, copiesDropped };
}

/** The spool keeps a copy until the verdict is final: this file's, and those of the holds that it has superseded. */
async function dropCopies(work: FeedWork, finished: RosterFile, spooled: readonly RosterFile[]): Promise<void> {
  for (const { id, spoolName } of spooled) {
    if (spoolName === null) continue;
    const file = id === finished.id ? finished : await work.parts.store.ledger.get(id);
    if (file?.spoolName === null) await work.parts.spool.remove(spoolName);
  }
}

/** The verdict stands in the ledger: a file that can't be moved now is moved in a later round. */
async function archive(work: FeedWork, file: RosterFile): Promise<void> {
  if (work.inbox === null) return;
  try {
    await archiveFile(work.parts, work.inbox, file);
  } catch (error) {
    // The ledger could not be told: the feed waits for its database, and then does it again.
    if (!(error instanceof AppError) || error.code.startsWith('database-')) throw error;
    work.parts.log.warn('file not archived yet', { feed: file.feed, fileId: file.id, ...errorFields(error) });
  }
}
