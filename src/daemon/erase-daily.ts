import { AppError } from '../domain/app-error.ts';
import type { Parts } from '../pipeline/context.ts';
import { dropErasedReports, eraseDue } from '../pipeline/erase-due.ts';
import type { FeedWork } from '../pipeline/feed-work.ts';
import { pauseOf } from '../pipeline/pause.ts';
import { backoffMs, sleep } from '../runtime/backoff.ts';
import { errorFields } from '../runtime/log.ts';

const lookEveryMs = 3_600_000;
const againAfterMs = 86_400_000;
const failed = { startMs: 60_000, capMs: lookEveryMs };
/** A feed is worked on for moments, but for its largest files. */
const leaseWaitMs = 60_000;

/** Once a day, and in one of the daemons of a database alone, erases the personal data that is due. */
export async function eraseDaily(feeds: readonly FeedWork[], stop: AbortSignal): Promise<void> {
  const erasing = feeds.filter(({ rules }) => rules.personalDataAfterDays !== null);
  const [first] = erasing;
  if (first === undefined) return;
  const { parts } = first;
  let failures = 0;
  while (!stop.aborted) {
    try {
      const now = parts.clock();
      const notSince = new Date(now.getTime() - againAfterMs).toISOString();
      if (await parts.store.erasure.claim(now.toISOString(), notSince)) await eraseAll(parts, erasing, stop);
      await dropErasedReports(parts);
      failures = 0;
    } catch (error) {
      failures += 1;
      parts.log.warn('personal data not erased', { ...errorFields(error), failures });
    }
    await sleep(failures === 0 ? lookEveryMs : backoffMs(failed, failures), stop);
  }
}

/** A feed that can't be worked on now must not keep the others from their turn. */
async function eraseAll(parts: Parts, feeds: readonly FeedWork[], stop: AbortSignal): Promise<void> {
  let failure: unknown = null;
  try {
    for (const work of feeds) {
      if (stop.aborted) break;
      // Somebody has stopped it to look at what went wrong.
      if ((await pauseOf(parts.store, work.rules.id)) !== null) continue;
      await eraseDue({ ...work, lease: { ...work.lease, waitMs: leaseWaitMs } }).catch((error: unknown) => {
        if (!(error instanceof AppError)) throw error;
        failure ??= error;
      });
    }
    if (failure === null && !stop.aborted) return;
  } catch (error) {
    failure = error;
  }
  // Where that fails, too, it goes on tomorrow.
  await parts.store.erasure.giveBack().catch(() => {});
  if (failure !== null) throw failure;
}
