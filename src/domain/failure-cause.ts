import type { Diagnosis } from './diagnosis.ts';
import type { HoldReason } from './guard.ts';
import type { Issue, IssueCounts } from './issue.ts';
import type { PlanCounts } from './plan.ts';

/** What a failed file is told of by. */
export interface FailedFile {
  issueCounts: IssueCounts;
  holdReasons: readonly HoldReason[];
  diagnosis: readonly Diagnosis[];
  plan: PlanCounts | null;
  failure: { code: string } | null;
}

/**
 * Why a file failed, as a text that is equal where a reader would say "the same again": the same counts of the same kinds of
 * issues about the same people and fields, the same reasons and figures of a hold, the same failure. Neither the lines nor the
 * values count: a row further down is the same row.
 *
 * @param issues the kept ones
 */
export function failureCause(
  event: 'rejected' | 'held' | 'failed',
  file: FailedFile,
  issues: readonly Issue[],
): string {
  const causes = {
    rejected: () => [sorted(Object.entries(file.issueCounts.byCode)), sorted(issues.map(subjectOf))],
    held: () => [file.holdReasons.map(({ code, message }) => [code, message]), file.diagnosis, file.plan],
    failed: () => [file.failure?.code],
  };
  return JSON.stringify([event, ...causes[event]()]);
}

function subjectOf({ code, line, field, employeeNo, companyId, positionId = null, message }: Issue): unknown[] {
  // What is wrong with a whole file is told by its sentence alone.
  return [code, field, employeeNo, companyId, positionId, line === null ? message : null];
}

function sorted(items: readonly unknown[]): string[] {
  return items.map((item) => JSON.stringify(item)).sort();
}
