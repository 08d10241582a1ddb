import type { IssueText } from '../../../domain/issue-codes/issue-code.ts';
import type { IssueCodeName } from '../../../domain/issue-codes.ts';
import { fileIssues } from './issue-codes/file-issues.ts';
import { positionIssues } from './issue-codes/position-issues.ts';
import { rowIssues } from './issue-codes/row-issues.ts';
import { structureIssues } from './issue-codes/structure-issues.ts';

export const issueCodes: Record<IssueCodeName, IssueText> = {
  ...fileIssues,
  ...structureIssues,
  ...rowIssues,
  ...positionIssues,
};
