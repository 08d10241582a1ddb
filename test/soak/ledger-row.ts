import type { Drop } from './drop-files.ts';
import type { Options } from './options.ts';
import type { SoakProject } from './project.ts';

/** A file of the ledger, as the database has it. */
export interface LedgerRow {
  id: number;
  feed: string;
  name: string;
  sha256: string;
  status: string;
  plan: Record<string, number> | null;
  planNo: number;
  /** The feed's register version that the plan stands on; 0 is the empty register, and each applied roster adds 1. */
  planVersion: number | null;
  approvedPlanNo: number | null;
  holdReasons: string[];
  issues: number;
  supersededBy: number | null;
  archiveFrom: string | null;
  archivedAs: string | null;
  companions: string[];
  spoolName: string | null;
  crashes: number;
  failure: string | null;
}

export async function readLedger({ sql }: Pick<SoakProject, 'sql'>): Promise<LedgerRow[]> {
  const rows = await sql('SELECT * FROM roster_files ORDER BY id');
  const parsed = <T>(text: unknown): T | null => (typeof text === 'string' ? JSON.parse(text) : null);
  return rows.map((row) => ({
    id: Number(row.id),
    feed: String(row.feed),
    name: String(row.name),
    sha256: String(row.sha256),
    status: String(row.status),
    plan: parsed(row.plan),
    planNo: Number(row.plan_no),
    planVersion: numberOrNull(row.plan_version),
    approvedPlanNo: numberOrNull(row.approved_plan_no),
    holdReasons: (parsed<{ code: string }[]>(row.hold_reasons) ?? []).map(({ code }) => code),
    issues: parsed<{ total: number }>(row.issue_counts)?.total ?? 0,
    supersededBy: numberOrNull(row.superseded_by),
    archiveFrom: textOrNull(row.archive_from),
    archivedAs: textOrNull(row.archived_as),
    companions: (parsed<{ name: string }[]>(row.companions) ?? []).map(({ name }) => name),
    spoolName: textOrNull(row.spool_name),
    crashes: Number(row.crashes),
    failure: textOrNull(row.failure),
  }));
}

/**
 * Whether a file failed because one daemon took it, died, and another one found a new file in its place: the only copy lies
 * where the first one runs, and `rollcall retry` there takes it up. On one host that can't be.
 */
export function isCopyElsewhere(
  row: LedgerRow,
  drops: readonly Drop[],
  { shareData }: Pick<Options, 'shareData'>,
): boolean {
  if (shareData || row.status !== 'failed' || !row.failure?.includes('"spool-lost"')) return false;
  return drops.some((drop) => drop.mayBeMissed && drop.feed === row.feed && drop.sha256 === row.sha256);
}

/** How a deviation names a file. */
export function told({ id, feed, name, status }: LedgerRow): string {
  return `File ${id} (${feed}: ${name}, ${status})`;
}

function numberOrNull(value: unknown): number | null {
  return value === null || value === undefined ? null : Number(value);
}

function textOrNull(value: unknown): string | null {
  return value === null || value === undefined ? null : String(value);
}
