import type { Config } from '../../config/config.ts';
import { AppError } from '../../domain/app-error.ts';
import { adoptFeed } from '../../pipeline/adopt-feed.ts';
import { manualFeed } from '../../pipeline/edit-by-hand.ts';
import { type ErasedCounts, eraseDue } from '../../pipeline/erase-due.ts';
import { pauseOf, refusePaused } from '../../pipeline/pause.ts';
import { finishFeed } from '../../pipeline/work-feed.ts';
import { operatorName } from '../../runtime/operator.ts';
import { type AppContext, leaseOfCommand } from '../app-context.ts';
import type { App, ProcessReport } from '../contract.ts';
import { feedOf } from '../feed-rules.ts';
import { pauseFeed, resumeFeed } from '../pause-feed.ts';
import { sendDue } from '../send-due.ts';

/** What is done with whole feeds. */
export function feedCommands(context: AppContext): Pick<App, 'process' | 'pause' | 'resume' | 'pauses' | 'adopt'> {
  const { config, options, parts } = context;
  return {
    async process(feedId) {
      const feeds = feedId === undefined ? config.feeds : [feedOf(config, feedId)];
      const { store } = await parts();
      if (feedId !== undefined) await refusePaused(store, feedId);
      const processed: ProcessReport['processed'] = [];
      const paused: ProcessReport['paused'] = [];
      const erased: ProcessReport['erased'] = [];
      for (const { id } of feeds) {
        if ((await pauseOf(store, id)) === null) {
          processed.push(...(await processFeed(context, id)));
          const gone = await eraseOf(context, id);
          if (gone.employees + gone.files + gone.archiveKeys > 0) erased.push({ feed: id, ...gone });
        } else {
          paused.push(id);
          // What it has changed before goes out all the same.
          await sendDue(context, id, []);
        }
      }
      return { processed, paused, erased };
    },

    async pause(feedId) {
      return pauseFeed((await parts()).store, feedOf(config, feedId).id, options.clock);
    },

    async resume(feedId) {
      return resumeFeed((await parts()).store, feedOf(config, feedId).id);
    },

    async pauses() {
      return (await parts()).store.feeds.pauses(config.feeds.map(({ id }) => id));
    },

    async adopt(from, to) {
      feedOf(config, to);
      if (from === manualFeed) throw notManual(to);
      if (config.feeds.some(({ id }) => id === from)) throw stillThere(config, from);
      const order = { from, to, by: operatorName(), lease: leaseOfCommand(config), stop: context.stop };
      return { from, to, adopted: await adoptFeed(await parts(), order) };
    },
  };
}

async function processFeed(context: AppContext, feedId: string): Promise<ProcessReport['processed']> {
  const work = await context.workOn(feedId);
  try {
    const finished = await finishFeed(work, true);
    const processed = finished.map(({ id, status }) => ({ fileId: id, status }));
    await sendDue(
      context,
      feedId,
      processed.map(({ fileId }) => fileId),
    );
    return processed;
  } finally {
    await work.inbox?.close();
  }
}

function notManual(to: string): AppError {
  return new AppError('usage-adopt', `Who was added by hand belongs to no roster, and not to ${to}.`, {
    hint: 'The next roster would deactivate all of them, for not standing in it.',
  });
}

async function eraseOf(context: AppContext, feedId: string): Promise<ErasedCounts> {
  const work = await context.workOn(feedId);
  try {
    return await eraseDue(work);
  } finally {
    await work.inbox?.close();
  }
}

function stillThere(config: Config, feed: string): AppError {
  return new AppError('usage-adopt', `Feed ${feed} is still in ${config.path}, and would go on.`, {
    hint: `Rename it there first. The old name comes first: "rollcall feed adopt OLD NEW".`,
  });
}
