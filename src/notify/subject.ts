import { figure } from '../domain/figure.ts';
import type { HoldReason } from '../domain/guard.ts';
import type { Issue } from '../domain/issue.ts';
import { titleFor } from '../domain/issue-codes.ts';
import type { PlanCounts } from '../domain/plan.ts';
import type { RosterKind } from '../domain/roster-kind.ts';
import type { RosterFile } from '../store/contract.ts';
import type { VerdictEvent } from './contract.ts';
import { plainLine } from './plain-line.ts';
import { counted, people, planParts, rejectionCauses } from './wording.ts';

/** `[Rollcall] REJECTED acme: roster.csv (2 birth dates, 1 SSN)`: one line, whatever the file is called. */
export function renderSubject(event: VerdictEvent, file: RosterFile, issues: readonly Issue[]): string {
  return fileSubject(word[event], file, detailsOf(event, file, issues));
}

export function fileSubject(word: string, file: RosterFile, details: readonly string[] = []): string {
  const shown = details.slice(0, mostDetails).join(', ');
  const name = plainLine(file.name, longestName);
  return plainLine(`[Rollcall] ${word} ${file.feed}: ${name}${shown === '' ? '' : ` (${shown})`}`);
}

const mostDetails = 3;
/** Mail programs show some 80 characters of a subject: the figures behind the name must be among them. */
const longestName = 48;

const word: Record<VerdictEvent, string> = {
  rejected: 'REJECTED',
  held: 'HELD',
  warnings: 'WARNINGS',
  processed: 'PROCESSED',
  failed: 'FAILED',
};

function detailsOf(event: VerdictEvent, file: RosterFile, issues: readonly Issue[]): string[] {
  const { row, warning } = file.issueCounts;
  switch (event) {
    case 'rejected': {
      const causes = rejectionCauses(file.issueCounts, issues);
      return [...causes.identity, ...causes.others.map(({ code, count }) => times(count, code))];
    }
    case 'held':
      return [...new Set(file.holdReasons.map((reason) => holdPhrase(reason, file)))];
    case 'warnings':
      return [
        ...(row > 0 ? [`${counted(row, 'issue')} in rows that were left out`] : []),
        ...(warning > 0 ? [counted(warning, 'warning')] : []),
      ];
    case 'processed': {
      const parts = file.plan === null ? [] : planParts(file.plan);
      return parts.length === 0 ? ['no changes'] : parts;
    }
    case 'failed':
      return file.failure === null ? [] : [file.failure.code.replaceAll('-', ' ')];
  }
}

function times(count: number, code: string): string {
  return count === 1 ? titleFor(code) : `${figure(count)} × ${titleFor(code)}`;
}

function holdPhrase(reason: HoldReason, { plan, kind }: RosterFile): string {
  const phrase = plan === null ? undefined : phrases[reason.code]?.(plan, kind);
  return phrase ?? reason.code.replaceAll('-', ' ');
}

type Phrase = (plan: PlanCounts, kind: RosterKind) => string;

const wouldLeave: Phrase = (plan, kind) => `${people(plan.deactivated, kind)} would be deactivated`;

const phrases: Record<string, Phrase> = {
  'too-many-deactivated': wouldLeave,
  'window-full': wouldLeave,
  'unreadable-keys': () => "employee numbers that can't be read",
  'roster-empty': (plan, kind) => `no ${kind} in it, ${wouldLeave(plan, kind)}`,
  'company-missing': (plan, kind) => `a whole company is missing, ${wouldLeave(plan, kind)}`,
  'too-many-updated': (plan, kind) => `${people(plan.updated, kind)} would be changed`,
  'too-many-created': (plan, kind) => `${people(plan.created, kind)} would be added`,
  'too-many-renumbered': (plan, kind) => `${people(plan.renumbered, kind)} under a new employee number`,
  'too-many-quarantined': (plan) => `${counted(plan.quarantined, 'row')} can't be used`,
  'older-than-last': () => 'older than the last roster',
  resent: () => 'an earlier roster again',
  'repeats-undone': () => 'repeats what was undone',
};
