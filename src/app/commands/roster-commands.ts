import { checkFile } from '../../pipeline/check-file.ts';
import { nameOf } from '../../pipeline/receive-file.ts';
import { rehearseFile } from '../../pipeline/rehearse-file.ts';
import { orderFor } from '../../pipeline/stage-roster.ts';
import { importFile } from '../../pipeline/work-feed.ts';
import { newKey } from '../../runtime/vault.ts';
import { rowEncodings } from '../../store/row-encoding.ts';
import type { AppContext } from '../app-context.ts';
import type { App, WantedChanges } from '../contract.ts';
import { feedOf, feedRules } from '../feed-rules.ts';
import { finishAndReport } from '../finish-and-report.ts';
import { manifestBeside, withManifest } from '../manifest-beside.ts';
import { checkReport } from '../reports.ts';
import { rosterAt } from '../roster-at.ts';
import { rosterKindOf } from '../roster-kind-of.ts';
import { createRosterReader } from '../roster-reader.ts';
import { startCopy } from '../start-copy.ts';

const everyChange: WantedChanges = { changes: Number.POSITIVE_INFINITY };

/** What is done with a roster that is given as a file. `check` needs neither a key nor a database. */
export function rosterCommands(context: AppContext): Pick<App, 'check' | 'plan' | 'import'> {
  const { config, options, spool, stop } = context;
  return {
    async check(path, feedId) {
      const rules = feedRules(config, feedOf(config, feedId));
      const parts = { reader: createRosterReader(newKey(), options.rosterWorker), kindOf: rosterKindOf };
      const source = await withManifest(rules, await rosterAt(path));
      const checked = await checkFile(source, rules, parts, options.clock(), stop);
      return checkReport(path, feedId, rules.layout.name, checked);
    },

    async plan(path, feedId) {
      const rules = feedRules(config, feedOf(config, feedId));
      const source = await withManifest(rules, await rosterAt(path), { wantsSha256: true });
      const rehearsed = await rehearseFile(await context.parts(), rules, source, stop);
      const { plan, holdReasons, diagnosis, changes } = rehearsed;
      return {
        ...checkReport(path, feedId, rules.layout.name, rehearsed),
        plan,
        held: holdReasons.length > 0,
        holdReasons,
        diagnosis,
        changes,
      };
    },

    async import(path, feedId, wanted: WantedChanges & { deliver?: boolean } = everyChange) {
      const rules = feedRules(config, feedOf(config, feedId));
      const manifest = await manifestBeside(rules, path);
      const source = { ...(await rosterAt(path)), manifest, deliver: wanted.deliver ?? true };
      const reader = await context.reader();
      const target = spool.begin();
      // The file is copied, and read as far as the copy has come, while the database is opened.
      const copy = startCopy(spool, target, source.open(), stop);
      try {
        const encoding = rowEncodings[config.database.client];
        const file = { ...target, size: source.size, name: nameOf(source, rules), manifest, sha256: null };
        if (rules.positions === null) {
          reader.readAhead(orderFor(rules, file, options.clock(), { encoding, report: true, growth: target.growth }));
        }
        return await finishAndReport(context, feedId, path, wanted, (work) => importFile(work, source, copy.take()));
      } finally {
        await reader.forget(target.path);
        await copy.drop();
      }
    },
  };
}
