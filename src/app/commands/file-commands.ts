import { renderImportId } from '../../domain/import-id.ts';
import { approveFile, cancelFile, discardFile, retryFile } from '../../pipeline/approve-file.ts';
import { archiveUnlessBusy } from '../../pipeline/archive-finished.ts';
import { loadFile } from '../../pipeline/load-file.ts';
import { pauseOf, refusePaused } from '../../pipeline/pause.ts';
import { readArchived } from '../../pipeline/read-archived.ts';
import { finishFile } from '../../pipeline/work-feed.ts';
import { operatorName } from '../../runtime/operator.ts';
import type { RosterFile } from '../../store/contract.ts';
import type { AppContext } from '../app-context.ts';
import type { App } from '../contract.ts';
import { feedOf, feedRules } from '../feed-rules.ts';
import { finishAndReport } from '../finish-and-report.ts';
import { loadKeptFile } from '../load-kept-file.ts';
import { importReport } from '../reports.ts';

type FileCommands = Pick<
  App,
  'files' | 'file' | 'fileErrors' | 'fileChanges' | 'fileRoster' | 'approve' | 'retry' | 'discard' | 'cancel'
>;

/** What is asked of the files of the ledger, and what somebody decides about them. */
export function fileCommands(context: AppContext): FileCommands {
  const { config, options, parts, spool, workOn } = context;
  return {
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
        corrections: (await store.corrections.list(id)).map(({ line, nth, ...correction }) => ({
          importId: renderImportId({ fileId: id, line, nth }),
          line,
          ...correction,
        })),
        mails: await store.outbox.ofFile(id),
        deliveries: await store.deliveries.counts({ fileId: id }),
        undoneBy: (await store.ledger.list({ feed: file.feed, undoes: id, limit: 1 }))[0] ?? null,
      };
    },

    // Not that of the parts, which gives the kept list instead of the complete one: whoever asks must be told which it is.
    fileErrors: (id) => spool.readReport(id),

    async *fileChanges(id) {
      const { store } = await parts();
      const file = await loadFile({ parts: { store } }, id);
      if (file.undoes !== null) yield* store.undoing.changes(id);
      else
        yield* file.kind === 'positions'
          ? store.positions.changes(id, file.planNo)
          : store.plans.changes(id, file.planNo);
    },

    async fileRoster(id) {
      const work = await workOn((await loadKeptFile((await parts()).store, id)).feed);
      const roster = await readArchived(work, id).catch(async (error: unknown) => {
        await work.inbox?.close();
        throw error;
      });
      roster.once('close', () => void work.inbox?.close());
      return roster;
    },

    async approve(id, wanted, by = operatorName()) {
      const opened = await parts();
      const feed = feedOf(config, (await loadFile({ parts: opened }, id)).feed);
      const approved = await approveFile({ parts: opened }, id, { at: options.clock().toISOString(), by });
      const pause = await pauseOf(opened.store, approved.feed);
      if (pause !== null) {
        const work = { parts: opened, rules: feedRules(config, feed) };
        return { ...(await importReport(work, approved.name, approved, {}, wanted)), pause };
      }
      return finishAndReport(context, approved.feed, approved.name, wanted, (work) => finishFile(work, id, wanted.now));
    },

    async retry(id, wanted) {
      const opened = await parts();
      const { feed } = await loadFile({ parts: opened }, id);
      feedOf(config, feed);
      await refusePaused(opened.store, feed);
      const taken = await retryFile({ parts: opened }, id);
      return finishAndReport(context, taken.feed, taken.name, wanted, (work) => finishFile(work, id, false));
    },

    discard: (id, by) => giveUp(context, id, discardFile, by),

    cancel: (id, by) => giveUp(context, id, cancelFile, by),
  };
}

/** Ends a file's way for good, and puts it where such files lie. */
async function giveUp(
  { config, options, parts, workOn }: AppContext,
  id: number,
  how: typeof discardFile,
  by = operatorName(),
): Promise<RosterFile> {
  const opened = await parts();
  const { feed } = await how({ parts: opened }, id, { at: options.clock().toISOString(), by });
  // A file of a feed that is not in the config any more stays where it is.
  if (!config.feeds.some((known) => known.id === feed)) return loadFile({ parts: opened }, id);
  const work = await workOn(feed);
  try {
    await archiveUnlessBusy(work);
  } finally {
    await work.inbox?.close();
  }
  return loadFile({ parts: opened }, id);
}
