import { AppError } from '../domain/app-error.ts';
import { type FileStatus, inWorkStatuses, isFinal } from '../domain/file-status.ts';
import { kindsInOrder } from '../domain/roster-kind.ts';
import type { DroppedRoster, Inbox } from '../inbox/contract.ts';
import { errorFields } from '../runtime/log.ts';
import type { SpooledFile } from '../spool/contract.ts';
import type { RosterFile } from '../store/contract.ts';
import { archiveFinished, archiveOne, movable } from './archive-finished.ts';
import { claimFile, type Unclaimed } from './claim-file.ts';
import type { FileRun } from './context.ts';
import { areEndDatesDue, receiveEndDates } from './end-dates.ts';
import { type FeedWork, underLease } from './feed-work.ts';
import { isDue } from './is-due.ts';
import { loadFile } from './load-file.ts';
import { pauseOf, refusePaused } from './pause.ts';
import { type HandedFile, receiveFile } from './receive-file.ts';
import { replanFile, runFile } from './run-file.ts';
import { withLease } from './with-lease.ts';

/**
 * Takes one settled file of the inbox the whole way. Files that are still on their way are finished first, so that the
 * rosters of a feed are processed in the order in which they were taken.
 *
 * @returns the file, or why there was nothing to take
 */
export async function takeFile(work: FeedWork, inbox: Inbox, roster: DroppedRoster): Promise<RosterFile | Unclaimed> {
  return underLease(work, async (lease, signal) => {
    const run = startRun(work, lease, signal);
    const finished = await finishOpen(work, run, false);
    if (finished.length > 0) await refusePaused(work.parts.store, work.rules.id);
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
  return underLease(work, (lease, signal) =>
    claimFile(work.parts, work.rules, inbox, roster, work.parts.spool.begin(), lease, signal),
  );
}

/**
 * Finishes what is on its way: after a start, after a failure, and when the schedule says so.
 *
 * @param due whether staged and approved files are processed now although the feed has a schedule
 */
export async function finishFeed(work: FeedWork, due: boolean): Promise<RosterFile[]> {
  if (!(await hasWork(work, due))) {
    // What a pass had left was moved by another daemon; whoever waits for it would ask again at once, for ever.
    work.archiving.left = false;
    return [];
  }
  return underLease(work, (lease, signal) => finishOpen(work, startRun(work, lease, signal), due));
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
  let isUnknown = true;
  try {
    return await underLease(work, async (lease, signal) => {
      const fileId = await receive(work, source, spooled, () => {
        isUnknown = false;
      });
      return finishInTurn(work, lease, signal, fileId, true);
    });
  } catch (error) {
    if (isUnknown) await work.parts.spool.remove(spooled.spoolName);
    throw error;
  }
}

/**
 * Where the answer of the database is lost the row may be there all the same: without the copy, which lies nowhere else, nobody
 * could ever take that file up. A daemon sweeps a copy that has no row.
 *
 * @param onKnown called when the ledger knows of the copy, or may know of it
 */
async function receive(
  { parts, rules }: FeedWork,
  source: HandedFile,
  spooled: SpooledFile,
  onKnown: () => void,
): Promise<number> {
  try {
    const fileId = await receiveFile(parts, rules, source, spooled);
    onKnown();
    return fileId;
  } catch (error) {
    if (error instanceof AppError && error.code === 'database-unreachable') onKnown();
    throw error;
  }
}

/** Takes a file of the ledger as far as it gets, e.g. after an approval; those that came before it first. */
export async function finishFile(work: FeedWork, fileId: number, due: boolean): Promise<FinishedFile> {
  return underLease(work, (lease, signal) => finishInTurn(work, lease, signal, fileId, due));
}

/**
 * Does something that makes the file's plan a thing of the past, and plans it anew; it is not applied, also where its feed is
 * paused or its schedule would have it.
 *
 * @param task returns false where the plan is good as it is
 */
export async function planAnew(
  work: FeedWork,
  fileId: number,
  task: (run: FileRun) => Promise<boolean>,
): Promise<RosterFile> {
  const { parts, rules, lease: times, stop } = work;
  return withLease(parts, rules.id, times, stop, async (lease, signal) => {
    const run = startRun(work, lease, signal);
    if (!(await task(run))) return loadFile(run, fileId);
    const { file, copiesDropped } = await bringOn(work, () => replanFile(run, fileId));
    await copiesDropped;
    return file;
  });
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

function startRun(work: FeedWork, lease: FileRun['lease'], signal: AbortSignal): FileRun {
  const { parts, rules, inbox } = work;
  return { parts, rules, inbox, lease, signal, startedAt: parts.clock(), timings: {} };
}

async function hasWork(work: FeedWork, due: boolean): Promise<boolean> {
  const { ledger } = work.parts.store;
  const open = await ledger.open(work.rules.id);
  const at = work.parts.clock();
  if (open.some((file) => goesOn(work, file, due, at)) || (await areEndDatesDue(work))) return true;
  return (await movable(work)).length > 0;
}

async function finishOpen(work: FeedWork, run: FileRun, due: boolean): Promise<RosterFile[]> {
  const { ledger } = work.parts.store;
  const finished: RosterFile[] = [];
  for (const file of (await ledger.open(work.rules.id)).sort(inOrder)) {
    if (!goesOn(work, file, due, run.startedAt) || !(await isAtHand(work, file))) continue;
    if (finished.length > 0 && (await pauseOf(work.parts.store, work.rules.id)) !== null) break;
    finished.push(await finish(work, run, file.id, due));
    if (run.signal.aborted) return finished;
  }
  const datesId = await receiveEndDates(work);
  if (datesId !== null) finished.push(await finish(work, run, datesId, due));
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
    if ((await pauseOf(work.parts.store, work.rules.id)) !== null) return;
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
  return file.source !== 'command' || (file.spoolName !== null && (await parts.spool.exists(file.spoolName)));
}

function goesOn({ rules }: FeedWork, file: RosterFile, due: boolean, at: Date): boolean {
  if (inWorkStatuses.includes(file.status)) return true;
  const waits = file.status === 'staged' || file.status === 'approved';
  return waits && (due || isDue(rules, file, at));
}

/** What the log says of a file that has come as far as it gets now. */
const statusEvents: Readonly<Record<FileStatus, string>> = {
  received: 'file received',
  validating: 'file validating',
  staged: 'file staged',
  held: 'file held',
  approved: 'file approved',
  processing: 'file processing',
  processed: 'file processed',
  processed_with_warnings: 'file processed_with_warnings',
  rejected: 'file rejected',
  skipped: 'file skipped',
  discarded: 'file discarded',
  cancelled: 'file cancelled',
  failed: 'file failed',
  undone: 'file undone',
};

async function finish(work: FeedWork, run: FileRun, fileId: number, due: boolean): Promise<RosterFile> {
  const { file, copiesDropped } = await bringToEnd(work, run, fileId, due);
  await copiesDropped;
  return file;
}

function bringToEnd(
  work: FeedWork,
  run: FileRun,
  fileId: number,
  due: boolean,
): Promise<Pick<FinishedFile, 'file' | 'copiesDropped'>> {
  return bringOn(work, () => runFile(run, fileId, due));
}

async function bringOn(
  work: FeedWork,
  go: () => Promise<RosterFile>,
): Promise<Pick<FinishedFile, 'file' | 'copiesDropped'>> {
  const startedMs = performance.now();
  const { ledger } = work.parts.store;
  const spooled = await ledger.open(work.rules.id);
  const file = await go();
  const copiesDropped = dropCopies(work, file, spooled);
  // Whoever waits for it meets the failure; until then it must not count as unhandled.
  copiesDropped.catch(() => {});
  work.parts.log.info(statusEvents[file.status], {
    feed: file.feed,
    fileId: file.id,
    rows: file.rows,
    issues: file.issueCounts.total,
    ...file.plan,
    durationMs: Math.round(performance.now() - startedMs),
  });
  await archiveOne(work, file);
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
