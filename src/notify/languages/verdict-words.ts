import type { PlanCounts } from '../../domain/plan.ts';
import type { RosterKind } from '../../domain/roster-kind.ts';
import type { RosterFile } from '../../store/contract.ts';
import type { FailureText, RejectionCauses } from '../causes.ts';

/** The mails about what became of a file. Names come as they may be shown. */
export interface VerdictWords {
  rejected: {
    /** "2 birth dates", "1 SSN": what of it stands in a subject. */
    details(causes: RejectionCauses): string[];
    headline(name: string, causes: RejectionCauses): string;
    /** @param why a whole sentence, or a few words */
    headlineOfWholeFile(name: string, why: string): string;
    nothingChanged(feed: string, kind: RosterKind): string;
    oneCause(message: string): string;
    /** @param isOnItsWay whether the way of the file went wrong, or the feed's keys: its source system has nothing to correct */
    correct(kind: RosterKind, isOnItsWay: boolean): string;
  };
  processed: {
    headline(name: string, isWithWarnings: boolean): string;
    changes(plan: PlanCounts | null, kind: RosterKind): string;
    /** For a subject. */
    noChanges: string;
    /** "3 deactivated", "1 added": the weightiest first. */
    parts(plan: PlanCounts): string[];
    /** "2 issues in rows that were left out", "1 warning": for a subject. */
    warnings(row: number, warning: number): string[];
    leftOut(rows: number, kind: RosterKind): string;
    whatWasDone: string;
    nothingToDo: string;
    correctLeftOut(kind: RosterKind): string;
    lookThrough(kind: RosterKind): string;
  };
  failed: {
    headline(name: string): string;
    nothingChanged(crashes: number): string;
    whatWentWrong: string;
    /** In a few words, for a subject. */
    title(code: string): string;
    tell(failure: NonNullable<RosterFile['failure']>, file: RosterFile): FailureText;
    lookIntoLog: string;
  };
  /** Of a plan, in its own order. */
  planLabels: Record<Exclude<keyof PlanCounts, 'quarantined' | 'missing'>, string>;
  rowsLeftOut: string;
  rowsToBeLeftOut: string;
}
