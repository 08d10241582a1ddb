import { sleep } from '../runtime/backoff.ts';
import { dateIn } from '../runtime/clock.ts';
import type { ErasureRules, FileCursor } from '../store/contract.ts';
import { keepLastFull } from './apply-plan.ts';
import type { FeedRules, Parts } from './context.ts';
import type { FeedWork } from './feed-work.ts';
import { leaseLost } from './settle-verdict.ts';
import { withLease } from './with-lease.ts';

/** What has gone. */
export interface ErasedCounts {
  employees: number;
  files: number;
  archiveKeys: number;
}

type ErasureWork = Pick<FeedWork, 'parts' | 'rules' | 'lease' | 'stop'>;

const dayMs = 86_400_000;
/** So long what a wrong roster did can be undone, also of people whose employment has ended long ago. */
const undoableDays = 7;
/** Employees in one transaction. */
const employeesPerStep = 50;
/** Between two steps, so that files and mails come in between. */
const restMs = 20;

/**
 * Erases the personal data of a feed that is due (`retention` in the config): of people who have left, and what stood in files of
 * before. In small steps, each of which is good by itself: whatever ends it, it goes on the next time.
 *
 * @throws AppError `feed-busy`, `register-moved`, `lease-lost` (retryable)
 */
export async function eraseDue(work: ErasureWork): Promise<ErasedCounts> {
  const { parts, rules, stop } = work;
  const erasedCounts = { employees: 0, files: 0, archiveKeys: 0 };
  if (rules.personalDataAfterDays === null) return erasedCounts;
  const startedMs = performance.now();
  const due = await rulesNow(parts, rules, rules.personalDataAfterDays);
  // First, so that there are fewer files in which people are looked for.
  erasedCounts.files = await eraseFiles(work, due.inactiveSince);
  for await (const ids of parts.store.erasure.due(due)) {
    for (let from = 0; from < ids.length && !stop.aborted; from += employeesPerStep) {
      erasedCounts.employees += await eraseSome(work, due, ids.slice(from, from + employeesPerStep));
      await sleep(restMs, stop);
    }
    if (stop.aborted) return erasedCounts;
  }
  erasedCounts.archiveKeys = await parts.store.erasure.archiveKeys(rules.id, due.inactiveSince, now(parts));
  if (Object.values(erasedCounts).some((count) => count > 0)) {
    const durationMs = Math.round(performance.now() - startedMs);
    parts.log.info('personal data erased', { feed: rules.id, ...erasedCounts, durationMs });
  }
  return erasedCounts;
}

async function rulesNow({ store, clock }: Parts, { id, timeZone }: FeedRules, days: number): Promise<ErasureRules> {
  const nowMs = clock().getTime();
  const daysAgo = (count: number) => new Date(nowMs - count * dayMs);
  const { lastFull } = await store.feeds.get(id);
  const last = lastFull === null ? null : await store.ledger.get(lastFull.fileId);
  return {
    feed: id,
    inactiveSince: daysAgo(days).toISOString(),
    endedBy: dateIn(timeZone, daysAgo(days)),
    undoableSince: daysAgo(Math.min(days, undoableDays)).toISOString(),
    lastRosterAt: last?.processedAt ?? null,
  };
}

/** Plans that were made before are made anew: they may bring back who is erased. */
async function eraseSome(work: ErasureWork, due: ErasureRules, ids: readonly number[]): Promise<number> {
  const { parts, rules } = work;
  return withLease(parts, rules.id, work.lease, work.stop, (lease) =>
    parts.store.transaction(async (areas) => {
      const still = await areas.erasure.stillDue(due, ids);
      if (still.length === 0) return 0;
      await eraseEmployees(areas, rules.id, still, { at: now(parts), actor: 'retention' });
      if (!(await areas.leases.renew(lease))) throw leaseLost({ lease });
      return still.length;
    }),
  );
}

/** In the caller's transaction. The feed's last roster still changes nothing: it does not bring them. @returns their numbers */
export async function eraseEmployees(
  areas: Pick<Parts['store'], 'erasure' | 'feeds'>,
  feed: string,
  ids: readonly number[],
  by: { at: string; actor: string },
): Promise<string[]> {
  const numbers = await areas.erasure.employees(feed, ids, by);
  const { registerVersion } = await areas.feeds.get(feed);
  await areas.feeds.advance(feed, registerVersion);
  await keepLastFull(areas, feed, registerVersion);
  return numbers;
}

async function eraseFiles({ parts, rules, stop }: ErasureWork, before: string): Promise<number> {
  const { store, spool } = parts;
  let files = 0;
  while (!stop.aborted) {
    const ids = await store.erasure.agedFiles(rules.id, before);
    if (ids.length === 0) break;
    for (const id of ids) {
      let cursor: FileCursor | null = null;
      do {
        cursor = await store.erasure.fileRows(id, cursor);
        await sleep(restMs, stop);
      } while (cursor !== null && !stop.aborted);
      if (stop.aborted) return files;
      await store.transaction(({ erasure }) => erasure.file(id, now(parts)));
      await spool.dropReport(id);
      files += 1;
    }
  }
  return files;
}

/** Complete issue lists lie on the host that has read the files, which need not be the one that erases. */
export async function dropErasedReports({ store, spool }: Pick<Parts, 'store' | 'spool'>): Promise<void> {
  for (const id of await store.erasure.erasedFiles(await spool.reports())) await spool.dropReport(id);
}

function now({ clock }: Parts): string {
  return clock().toISOString();
}
