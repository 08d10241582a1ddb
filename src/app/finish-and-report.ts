import type { FeedWork } from '../pipeline/feed-work.ts';
import type { FinishedFile } from '../pipeline/work-feed.ts';
import type { AppContext } from './app-context.ts';
import type { ImportReport, WantedChanges } from './contract.ts';
import { importReport } from './reports.ts';
import { sendDue } from './send-due.ts';

/** Does something with a feed, sends the mails that come of it, and tells what became of the file. */
export async function finishAndReport(
  context: AppContext,
  feedId: string,
  path: string,
  wanted: WantedChanges,
  task: (work: FeedWork) => Promise<FinishedFile>,
): Promise<ImportReport> {
  const work = await context.workOn(feedId);
  try {
    const { file, timings, copiesDropped } = await task(work);
    try {
      await sendDue(context, feedId, [file.id]);
      return await importReport(work, path, file, timings, wanted);
    } finally {
      await copiesDropped;
    }
  } finally {
    await work.inbox?.close();
  }
}
