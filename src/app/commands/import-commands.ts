import { AppError } from '../../domain/app-error.ts';
import { type ImportId, parseImportId, renderImportId } from '../../domain/import-id.ts';
import { correctImports, type ImportCorrection } from '../../pipeline/correct-imports.ts';
import { identityColumns, refuseNoRoster } from '../../pipeline/import-fields.ts';
import { type ShownImport, showImport } from '../../pipeline/show-import.ts';
import { planAnew } from '../../pipeline/work-feed.ts';
import { operatorName } from '../../runtime/operator.ts';
import type { AppContext } from '../app-context.ts';
import type { App, ImportDetail } from '../contract.ts';
import { feedOf, feedRules } from '../feed-rules.ts';
import { loadKeptFile } from '../load-kept-file.ts';
import { importReport } from '../reports.ts';
import { sendDue } from '../send-due.ts';

type ImportCommands = Pick<App, 'imports' | 'importDetail' | 'correctImports' | 'identityFields'>;

/** The rows of a file before it is processed, and their corrections. */
export function importCommands(context: AppContext): ImportCommands {
  const { config, parts } = context;
  const rulesOf = (feed: string) => feedRules(config, feedOf(config, feed));
  const load = async (fileId: number) => loadKeptFile((await parts()).store, fileId);
  return {
    async imports(fileId, filter) {
      const { store } = await parts();
      const file = await load(fileId);
      refuseNoRoster(file);
      const staged = await store.staging.imports(fileId, filter);
      const imports = staged.map(({ line, nth, ...row }) => ({
        id: renderImportId({ fileId, line, nth }),
        line,
        ...row,
      }));
      return { file, imports, counts: await store.staging.countImports(fileId) };
    },

    async importDetail(id) {
      const place = readId(id);
      const { feed } = await load(place.fileId);
      return detailOf(await showImport(await parts(), rulesOf(feed), place));
    },

    async identityFields(id) {
      const { feed } = await load(readId(id).fileId);
      return identityColumns(rulesOf(feed).layout);
    },

    async correctImports(wanted, by = operatorName()) {
      const places = wanted.map(({ id }) => readId(id));
      const fileId = fileOf(places);
      const { feed } = await load(fileId);
      const corrections = wanted.map(({ values }, index): ImportCorrection => {
        const { line, nth } = places[index] as ImportId;
        return { line, nth, values };
      });
      const work = await context.workOn(feed);
      try {
        let changed = false;
        const file = await planAnew(work, fileId, async (run) => {
          changed = await correctImports(run, fileId, corrections, by);
          return changed;
        });
        await sendDue(context, feed, [file.id]);
        const imports = [];
        for (const place of places) imports.push(detailOf(await showImport(work.parts, work.rules, place)));
        return { ...(await importReport(work, file.name, file, {}, { changes: 0 })), changed, imports };
      } finally {
        await work.inbox?.close();
      }
    },
  };
}

function detailOf({ fileId, line, nth, corrections, ...shown }: ShownImport): ImportDetail {
  const made = corrections.map(({ at, actor, fields }) => ({ at, actor, fields }));
  return { id: renderImportId({ fileId, line, nth }), fileId, line, ...shown, corrections: made };
}

/** @throws AppError `usage-import` */
function readId(text: string): ImportId {
  const id = parseImportId(text);
  if (id !== null) return id;
  throw new AppError('usage-import', 'The id of an import is that of its file and its line, like 12-345.', {
    hint: '"rollcall imports --file 12" lists the imports of file 12 with their ids.',
  });
}

function fileOf(places: readonly ImportId[]): number {
  const [fileId, ...others] = new Set(places.map((place) => place.fileId));
  if (fileId !== undefined && others.length === 0) return fileId;
  throw new AppError('usage-import', 'Imports of one file can be corrected together, and at least one must be named.', {
    hint: 'Give a command for each file.',
  });
}
