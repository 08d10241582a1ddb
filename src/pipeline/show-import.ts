import type { ImportId } from '../domain/import-id.ts';
import type { Issue } from '../domain/issue.ts';
import { maskNationalIds } from '../domain/mask.ts';
import type { Correction, RosterFile, StagedEmployee, StagedImport } from '../store/contract.ts';
import type { FeedRules, Parts } from './context.ts';
import type { FoundRow } from './find-rows.ts';
import { refuseNoRoster, showFields, unknownImport } from './import-fields.ts';
import { loadCorrections } from './load-corrections.ts';
import { loadFile } from './load-file.ts';
import { orderFor } from './stage-roster.ts';

export interface ShownImport extends ImportId {
  /** `known`: the register has this very row, which is not staged; `unreadable`: nobody can tell whose it is. */
  state: StagedImport['state'] | 'known' | 'unreadable';
  change: StagedImport['change'];
  companyId: string | null;
  employeeNo: string | null;
  /** By the layout's own names as long as the file is at hand, and then in its own text; else as the register will have them. */
  fields: Record<string, unknown>;
  fieldsAs: 'layout' | 'register';
  corrections: Correction[];
  issues: Issue[];
}

/**
 * One row of a file, with what was corrected and what is wrong in it.
 *
 * @throws AppError `import-unknown`, `file-unknown`, `usage-import`
 */
export async function showImport(parts: Parts, rules: FeedRules, id: ImportId): Promise<ShownImport> {
  const { store } = parts;
  const file = await loadFile({ parts }, id.fileId);
  refuseNoRoster(file);
  const staged = await store.staging.importAt(file.id, id);
  const row = await findRow(parts, rules, file, id);
  if (staged === null && row === null) throw unknownImport(id);
  const key = staged ?? row?.key ?? null;
  const corrections = (await store.corrections.list(file.id)).filter((one) => isAt(id, one));
  const issues = await issuesOf(parts, id, row, key?.employeeNo ?? null);
  return {
    ...id,
    state: staged?.state ?? (row?.key === null ? 'unreadable' : 'known'),
    change: staged === null ? (row?.key === null ? null : 'unchanged') : staged.change,
    companyId: key === null ? null : maskNationalIds(key.companyId),
    employeeNo: key === null ? null : maskNationalIds(key.employeeNo),
    ...(row === null
      ? { fields: registerFields(staged), fieldsAs: 'register' as const }
      : { fields: showFields(rules.layout, row.values, issues), fieldsAs: 'layout' as const }),
    corrections,
    issues,
  };
}

/** Null where the file does not lie in the spool of this host, or not any more. */
async function findRow(parts: Parts, rules: FeedRules, file: RosterFile, id: ImportId): Promise<FoundRow | null> {
  const { spool, vault, store, reader } = parts;
  if (file.spoolName === null || !(await spool.exists(file.spoolName))) return null;
  const wanted = { encoding: null, report: false, ...(await loadCorrections(vault, store, file)) };
  const path = spool.path(file.spoolName);
  const [row] = await reader.find(orderFor(rules, { path, ...file }, parts.clock(), wanted), [id]);
  return row ?? null;
}

/** What the row's own rules say, and what the whole file was found to say of it: of that the ledger keeps the first issues. */
async function issuesOf(
  { store }: Parts,
  { fileId, line }: ImportId,
  row: FoundRow | null,
  employeeNo: string | null,
): Promise<Issue[]> {
  const kept = (await store.ledger.issues(fileId)).filter(
    (issue) => issue.line === line && issue.code !== 'column-pattern',
  );
  // Where several rows stand on one line, an issue names its employee.
  const own = kept.filter(
    (issue) => issue.employeeNo === null || employeeNo === null || issue.employeeNo === employeeNo,
  );
  if (row === null) return own;
  const isSame = (one: Issue, other: Issue) => one.code === other.code && one.field === other.field;
  return [...row.issues, ...own.filter((issue) => !row.issues.some((other) => isSame(issue, other)))];
}

function registerFields(staged: StagedEmployee | null): Record<string, unknown> {
  return Object.fromEntries(Object.entries(staged?.values ?? {}).filter(([, value]) => value !== null));
}

function isAt({ line, nth }: ImportId, other: Pick<ImportId, 'line' | 'nth'>): boolean {
  return line === other.line && nth === other.nth;
}
