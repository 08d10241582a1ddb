import { sealedFields } from '../../domain/employee.ts';
import { parseSealedText } from '../../domain/sealed-text.ts';
import type { FieldToAskFor, Overview, OverviewRow, OverviewSummary, RenderOverview } from '../../export/contract.ts';
import { type EmployeeColumn, overviewColumns, overviewRow } from '../../export/overview-columns.ts';
import type { Vault } from '../../runtime/vault.ts';
import type { ListedEmployee, StoreAreas } from '../../store/contract.ts';
import type { AppContext } from '../app-context.ts';
import type { App, ExportRequest } from '../contract.ts';
import { feedOf } from '../feed-rules.ts';

/** The register as a file. */
export function exportCommands({ config, options, parts }: AppContext): Pick<App, 'export'> {
  return {
    async export({ feed, out, format, fields, stop }) {
      feedOf(config, feed);
      const { store, vault } = await parts();
      const [render, { writeWholeFile }] = await Promise.all([
        loadFormat(format),
        import('../../export/write-whole-file.ts'),
      ]);
      // Rows and counts of different moments would not add up, and a roster may be applied meanwhile.
      return store.snapshot(async (areas) => {
        const summary = await sumUp(areas, feed, options.clock());
        const overview = describeOverview(areas, vault, summary, fields);
        const bytes = await writeWholeFile(out, await render(overview), stop);
        const { active, deactivated } = summary;
        options.log.info('register exported', { feed, format, fields, active, deactivated });
        return { ...summary, file: out, format, bytes, fields };
      });
    },
  };
}

async function loadFormat(format: ExportRequest['format']): Promise<RenderOverview> {
  if (format === 'csv') return (await import('../../export/csv.ts')).renderCsv;
  return (await import('../../export/xlsx.ts')).renderXlsx;
}

async function sumUp({ register, ledger }: StoreAreas, feed: string, now: Date): Promise<OverviewSummary> {
  const companies = await register.countPerCompany(feed);
  return {
    feed,
    at: now.toISOString(),
    lastRoster: await ledger.lastRoster(feed),
    companies,
    active: companies.reduce((sum, { active }) => sum + active, 0),
    deactivated: companies.reduce((sum, { deactivated }) => sum + deactivated, 0),
  };
}

function describeOverview(
  { register }: StoreAreas,
  vault: Vault,
  summary: OverviewSummary,
  fields: readonly FieldToAskFor[],
): Overview {
  const columns = overviewColumns(fields);
  const wanted = {
    attributes: fields.includes('attributes'),
    sealed: sealedFields.some((field) => fields.includes(field)),
  };
  return { columns, summary, rows: rowsOf(register.list(summary.feed, wanted), columns, vault) };
}

async function* rowsOf(
  parts: AsyncIterable<readonly ListedEmployee[]>,
  columns: readonly EmployeeColumn[],
  vault: Vault,
): AsyncGenerator<OverviewRow[]> {
  for await (const part of parts) {
    yield part.map((employee) => overviewRow(columns, employee, openSealed(employee, vault)));
  }
}

function openSealed({ sealed }: ListedEmployee, vault: Vault): Record<string, unknown> {
  return sealed === null || sealed.length === 0 ? {} : parseSealedText(vault.open(sealed));
}
