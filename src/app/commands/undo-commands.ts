import { undoFile } from '../../pipeline/undo-file.ts';
import { operatorName } from '../../runtime/operator.ts';
import { type AppContext, leaseOfCommand } from '../app-context.ts';
import type { App } from '../contract.ts';
import { feedOf, feedRules } from '../feed-rules.ts';
import { loadKeptFile } from '../load-kept-file.ts';
import { sendDue } from '../send-due.ts';

/** What takes a processed file back. */
export function undoCommands(context: AppContext): Pick<App, 'undo'> {
  const { config, parts, stop } = context;
  return {
    async undo(id, { dryRun, changes }) {
      const opened = await parts();
      const { feed, kind, name } = await loadKeptFile(opened.store, id);
      const rules = feedRules(config, feedOf(config, feed));
      const order = { fileId: id, by: operatorName(), dryRun, changes, lease: leaseOfCommand(config), stop };
      const undone = await undoFile(opened, rules, order);
      if (!dryRun) await sendDue(context, feed, []);
      return { ...undone, feed, kind, name, dryRun };
    },
  };
}
