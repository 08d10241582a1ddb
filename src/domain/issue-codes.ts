import { fileIssues } from './issue-codes/file-issues.ts';
import type { IssueCode } from './issue-codes/issue-code.ts';
import { positionIssues } from './issue-codes/position-issues.ts';
import { rowIssues } from './issue-codes/row-issues.ts';
import { structureIssues } from './issue-codes/structure-issues.ts';

/** The advice for an issue; a code without an entry gets the one that is always right. */
export function adviceFor(code: string): string {
  return entryFor(code)?.advice ?? adviceOfUnknown;
}

export const adviceOfUnknown = 'Correct the source system and send the whole roster again.';

/** Whether the same file may be judged otherwise once it has been applied. */
export function restsOnRegister(code: string): boolean {
  return entryFor(code)?.restsOnRegister === true;
}

function entryFor(code: string): IssueCode | undefined {
  return Object.hasOwn(issueCodes, code) ? issueCodes[code as IssueCodeName] : undefined;
}

export type IssueCodeName = keyof typeof issueCodes;

export const issueCodes = {
  ...fileIssues,
  ...structureIssues,
  ...rowIssues,
  ...positionIssues,
} as const satisfies Record<string, IssueCode>;
