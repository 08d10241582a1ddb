import { backoffMs, sleep } from '../runtime/backoff.ts';
import type { Clock } from '../runtime/clock.ts';
import { errorFields, type Log } from '../runtime/log.ts';
import type { Spool } from '../spool/contract.ts';
import type { Store } from '../store/contract.ts';

export interface PruningJob {
  store: Pick<Store, 'pruning' | 'ledger' | 'transaction'>;
  spool: Pick<Spool, 'reports' | 'dropReport'>;
  /** How old what is kept may become; null is for ever. */
  keep: { filesMs: number | null; historyMs: number | null; mailsMs: number | null };
  clock: Clock;
  log: Log;
  stop: AbortSignal;
}

const lookEveryMs = 3_600_000;
const againAfterMs = 86_400_000;
/** Between two steps, so that files and mails come in between. */
const restMs = 20;
const failed = { startMs: 60_000, capMs: lookEveryMs };

/** Once a day, and in one of the daemons of a database alone, removes what is older than the config wants it kept. */
export async function prune(job: PruningJob): Promise<void> {
  const { store, keep, clock, log, stop } = job;
  if (keep.filesMs === null && keep.historyMs === null && keep.mailsMs === null) return;
  let failures = 0;
  while (!stop.aborted) {
    try {
      const now = clock();
      if (await store.pruning.claim(now.toISOString(), before(now, againAfterMs))) await pruneOnce(job, now);
      if (keep.filesMs !== null) await dropLostReports(job);
      failures = 0;
    } catch (error) {
      failures += 1;
      log.warn('not pruned', { ...errorFields(error), failures });
    }
    await sleep(failures === 0 ? lookEveryMs : backoffMs(failed, failures), stop);
  }
}

async function pruneOnce(job: PruningJob, now: Date): Promise<void> {
  const { store, keep, log, stop } = job;
  const startedMs = performance.now();
  try {
    const files = keep.filesMs === null ? 0 : await pruneFiles(job, before(now, keep.filesMs));
    const changes = keep.historyMs === null ? 0 : await pruneHistory(job, before(now, keep.historyMs));
    const mailsBefore = keep.mailsMs === null ? null : before(now, keep.mailsMs);
    const mails = mailsBefore === null ? 0 : await untilNone(stop, () => store.pruning.mails(mailsBefore));
    log.info('pruned', { files, changes, mails, durationMs: Math.round(performance.now() - startedMs) });
    if (!stop.aborted) return;
  } catch (error) {
    // Where that fails, too, it goes on tomorrow.
    await store.pruning.giveBack().catch(() => {});
    throw error;
  }
  await store.pruning.giveBack();
}

async function pruneFiles({ store, stop }: PruningJob, beforeTime: string): Promise<number> {
  let removed = 0;
  let after = 0;
  while (!stop.aborted) {
    const ids = await store.pruning.files(beforeTime, after);
    if (ids.length === 0) break;
    for (const id of ids) {
      await untilNone(stop, () => store.pruning.fileRows(id));
      if (stop.aborted) break;
      if (await store.transaction(({ pruning }) => pruning.file(id))) removed += 1;
      after = id;
      await sleep(restMs, stop);
    }
    await store.pruning.note({ files: beforeTime });
  }
  return removed;
}

async function pruneHistory({ store, stop }: PruningJob, beforeTime: string): Promise<number> {
  const removed = await untilNone(stop, () => store.pruning.history(beforeTime));
  if (removed > 0) await store.pruning.note({ history: beforeTime });
  return removed;
}

/** Does a step again and again. @returns how many rows went in all */
async function untilNone(stop: AbortSignal, step: () => Promise<number>): Promise<number> {
  let all = 0;
  while (!stop.aborted) {
    const removed = await step();
    if (removed === 0) break;
    all += removed;
    await sleep(restMs, stop);
  }
  return all;
}

/** The complete issue lists lie on the host that has read the files, which need not be the one that has pruned them. */
async function dropLostReports({ store, spool }: PruningJob): Promise<void> {
  const ids = await spool.reports();
  const known = new Set(await store.ledger.known(ids));
  for (const id of ids) if (!known.has(id)) await spool.dropReport(id);
}

function before(now: Date, ms: number): string {
  return new Date(now.getTime() - ms).toISOString();
}
