import { type Change, noChanges } from '../domain/plan.ts';
import { registerName } from '../domain/roster-kind.ts';
import type { CheckedFile } from '../pipeline/check-file.ts';
import type { Parts } from '../pipeline/context.ts';
import type { FeedWork } from '../pipeline/feed-work.ts';
import type { RosterFile } from '../store/contract.ts';
import type { CheckReport, ImportReport, WantedChanges } from './contract.ts';

export function checkReport(path: string, feed: string, layout: string, checked: CheckedFile): CheckReport {
  const { kind, rows, rejected, dialect, issueCounts, issues } = checked;
  const verdict = verdictOf(rejected, issueCounts.total);
  return { file: path, feed, layout, kind, rows, verdict, dialect, issueCounts, issues };
}

/** What became of a file, as the ledger has it. */
export async function importReport(
  { parts, rules }: Pick<FeedWork, 'parts' | 'rules'>,
  path: string,
  file: RosterFile,
  timings: Record<string, number>,
  wanted: WantedChanges,
): Promise<ImportReport> {
  const rejected = file.status === 'rejected';
  return {
    fileId: file.id,
    status: file.status,
    ...(file.status === 'skipped' && (await sameFile(parts, file))),
    file: path,
    feed: file.feed,
    layout: file.layout,
    kind: file.kind,
    rows: file.rows ?? 0,
    verdict: verdictOf(rejected, file.issueCounts.total),
    dialect: file.dialect ?? {},
    issueCounts: file.issueCounts,
    issues: file.issueCounts.total === 0 ? [] : await parts.store.ledger.issues(file.id),
    plan: file.plan ?? noChanges(),
    held: file.status === 'held',
    holdReasons: file.holdReasons,
    diagnosis: file.diagnosis,
    changes: rejected || file.planNo === 0 ? [] : await firstChanges(parts, file, wanted.changes),
    timings,
    ...(rules.destinations.length > 0 && { deliveries: await parts.store.deliveries.counts({ fileId: file.id }) }),
  };
}

async function sameFile({ store }: Parts, file: RosterFile): Promise<Pick<ImportReport, 'sameAs'>> {
  const { lastFull } = await store.feeds.get(registerName(file.feed, file.kind));
  // Another roster may have been applied since.
  return lastFull?.sha256 === file.sha256 ? { sameAs: lastFull.fileId } : {};
}

async function firstChanges({ store }: Parts, file: RosterFile, limit: number): Promise<Change[]> {
  if (limit === 0) return [];
  const plans = file.kind === 'positions' ? store.positions : store.plans;
  return Array.fromAsync(plans.changes(file.id, file.planNo, limit));
}

function verdictOf(rejected: boolean, issues: number): CheckReport['verdict'] {
  if (rejected) return 'rejected';
  return issues > 0 ? 'valid_with_warnings' : 'valid';
}
