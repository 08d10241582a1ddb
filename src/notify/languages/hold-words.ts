import type { Diagnosis } from '../../domain/diagnosis.ts';
import type { FileStatus } from '../../domain/file-status.ts';
import type { HoldReason } from '../../domain/guard.ts';
import type { PlanCounts } from '../../domain/plan.ts';
import type { RosterKind } from '../../domain/roster-kind.ts';

/** The mail about a file that waits for a decision. */
export interface HoldWords {
  /** @param cause a whole sentence */
  headline(name: string, cause: string): string;
  nothingChanged: string;
  whatItWouldDo: string;
  whyHeld: string;
  seeChanges(kind: RosterKind): string;
  approve: string;
  discard(kind: RosterKind): string;
  whereToRun(kind: RosterKind): string;
  ended: {
    headline(name: string, status: FileStatus, supersededBy: number | null): string;
    why: string;
    nothingToDo: string;
  };
  /** Why it is held, in a few words with figures: for a subject. */
  phrase(reason: HoldReason, plan: PlanCounts, kind: RosterKind): string;
  /** The same of the likely cause. */
  diagnosisPhrase(diagnosis: Diagnosis): string;
  reason(reason: HoldReason, kind: RosterKind): { message: string; hint: string };
  diagnosis(diagnosis: Diagnosis): { message: string; hint: string };
}
