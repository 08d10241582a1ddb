import { figure } from '../../../domain/figure.ts';
import { issueCodes } from '../../../domain/issue-codes.ts';
import type { PlanCounts } from '../../../domain/plan.ts';
import type { RosterKind } from '../../../domain/roster-kind.ts';
import type { RejectionCauses } from '../../causes.ts';
import type { VerdictWords } from '../verdict-words.ts';
import { counted, grammar } from './grammar.ts';

/** What a file is called that lists employees or positions. */
export const fileWord: Record<RosterKind, string> = { employees: 'roster', positions: 'file of positions' };

export const verdicts: VerdictWords = {
  rejected: {
    details: (causes) => [
      ...identityParts(causes),
      ...causes.others.map(({ code, count }) => (count === 1 ? titleOf(code) : `${figure(count)} × ${titleOf(code)}`)),
    ],
    headline: (name, causes) => {
      const identity = identityParts(causes);
      const isOne = identity.length === 1 && causes.birthDates + causes.ssns === 1;
      const invalid =
        identity.length === 0
          ? ''
          : `${grammar.listed(identity)} ${isOne ? 'is' : 'are'} invalid${causes.someMissing ? ' or missing' : ''}`;
      const others = causes.others.reduce((sum, { count }) => sum + count, 0);
      const error = invalid === '' ? 'error' : 'other error';
      const more = others === 0 ? '' : `${counted(others, error)} ${others === 1 ? 'was' : 'were'} found`;
      return `Rollcall rejected ${name}: ${[invalid, more].filter((part) => part !== '').join(', and ')}.`;
    },
    headlineOfWholeFile: (name, why) => `Rollcall rejected ${name}. ${why}`,
    nothingChanged: (feed, kind) =>
      `Nothing was changed: every ${kind === 'positions' ? 'position' : 'employee'} of the feed ${feed} is as before this file came.`,
    oneCause: (message) => `One cause for many of the errors: ${message}`,
    correct: (kind, isOnItsWay) =>
      `Correct what is listed below${isOnItsWay ? '' : ` in the system that the ${fileWord[kind]} comes from`}, and send the whole ${fileWord[kind]} again. Rollcall takes it by itself as soon as it arrives.`,
  },
  processed: {
    headline: (name, isWithWarnings) => `Rollcall processed ${name}${isWithWarnings ? ', with warnings' : ''}.`,
    changes: (plan, kind) => {
      const parts = plan === null ? [] : planParts(plan);
      if (parts.length > 0) return `${kind === 'positions' ? 'Positions' : 'Employees'}: ${grammar.listed(parts)}.`;
      return kind === 'positions' ? 'No position had to be changed.' : 'Nobody had to be changed.';
    },
    noChanges: 'no changes',
    parts: planParts,
    warnings: (row, warning) => [
      ...(row > 0 ? [`${counted(row, 'issue')} in rows that were left out`] : []),
      ...(warning > 0 ? [counted(warning, 'warning')] : []),
    ],
    leftOut: (rows, kind) =>
      `${counted(rows, 'row')} could not be used and ${rows === 1 ? 'was' : 'were'} left out. The ${kind === 'positions' ? 'positions' : 'people'} in ${rows === 1 ? 'it' : 'them'} stay as they were before: neither changed nor deactivated.`,
    whatWasDone: 'What was done',
    nothingToDo: 'Nothing. This mail is for your information.',
    correctLeftOut: (kind) =>
      `Correct what is listed below in the system that the ${fileWord[kind]} comes from. The next ${fileWord[kind]} brings it in; there is no hurry to send one.`,
    lookThrough: (kind) =>
      `Nothing at once. Look through the list below, and correct in the system that the ${fileWord[kind]} comes from what is not meant.`,
  },
  failed: {
    headline: (name) => `Rollcall could not process ${name}.`,
    nothingChanged: (crashes) =>
      `Nothing was changed. The file itself may be fine: something went wrong in Rollcall or in what it needs${crashes > 1 ? `, ${figure(crashes)} times in a row` : ''}.`,
    whatWentWrong: 'What went wrong',
    title: (code) => code.replaceAll('-', ' '),
    tell: ({ message, hint }) => ({ message, hint }),
    lookIntoLog: 'Look into the log of Rollcall.',
  },
  planLabels: {
    deactivated: 'Deactivated',
    renumbered: 'New employee number',
    created: 'Added',
    reactivated: 'Activated again',
    updated: 'Changed',
    unchanged: 'Unchanged',
  },
  rowsLeftOut: 'Rows left out',
  rowsToBeLeftOut: 'Rows to be left out',
};

function identityParts({ birthDates, ssns }: RejectionCauses): string[] {
  return [...(birthDates > 0 ? [counted(birthDates, 'birth date')] : []), ...(ssns > 0 ? [counted(ssns, 'SSN')] : [])];
}

/** "3 deactivated", "1 added" */
function planParts(plan: PlanCounts): string[] {
  const all: [number, string][] = [
    [plan.deactivated, 'deactivated'],
    [plan.renumbered, 'given a new employee number'],
    [plan.created, 'added'],
    [plan.reactivated, 'activated again'],
    [plan.updated, 'changed'],
  ];
  return all.filter(([count]) => count > 0).map(([count, what]) => `${figure(count)} ${what}`);
}

function titleOf(code: string): string {
  return Object.hasOwn(issueCodes, code)
    ? issueCodes[code as keyof typeof issueCodes].title
    : code.replaceAll('-', ' ');
}
