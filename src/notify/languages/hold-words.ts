import type { Diagnosis, DiagnosisCode } from '../../domain/diagnosis.ts';
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
  /** The same two where no file is held, but what end dates would do. */
  endDates: { discard: string; whereToRun: string };
  ended: {
    headline(name: string, status: FileStatus, supersededBy: number | null): string;
    why: string;
    nothingToDo: string;
  };
  /** Why it is held, in a few words with figures: for a subject. */
  phrases: Record<HoldCode, (plan: PlanCounts, kind: RosterKind) => string>;
  /** The likely cause, in a few words. */
  diagnosisPhrases: Record<DiagnosisCode, string>;
  reason(reason: HoldReason, kind: RosterKind): { message: string; hint: string };
  /** One sentence. */
  diagnosis(diagnosis: Diagnosis): string;
}

/** The codes of hold reasons (interface.md). */
export type HoldCode =
  | 'too-many-deactivated'
  | 'too-many-updated'
  | 'too-many-renumbered'
  | 'too-many-created'
  | 'too-many-quarantined'
  | 'company-missing'
  | 'roster-empty'
  | 'window-full'
  | 'older-than-last'
  | 'resent'
  | 'repeats-undone'
  | 'unreadable-keys';
