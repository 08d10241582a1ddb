import type { Issue } from '../../src/domain/issue.ts';
import { countIssue, noIssues } from '../../src/domain/issue.ts';
import { noChanges } from '../../src/domain/plan.ts';
import type { RosterFile } from '../../src/store/contract.ts';

export function issue(overrides: Partial<Issue> = {}): Issue {
  return {
    code: 'invalid-birth-date',
    severity: 'fatal',
    line: 14,
    column: 4,
    field: 'dateOfBirth',
    employeeNo: '100013',
    companyId: '1',
    message: 'The birth date 1984-02-30 is not a day in the calendar.',
    ...overrides,
  };
}

export function ssnIssue(overrides: Partial<Issue> = {}): Issue {
  return issue({
    code: 'invalid-ssn',
    line: 20,
    column: 5,
    field: 'ssn',
    employeeNo: '100019',
    message: 'The SSN ***** does not fit the birth date: its check digits are wrong.',
    ...overrides,
  });
}

export function rosterFile(overrides: Partial<RosterFile> = {}, issues: readonly Issue[] = []): RosterFile {
  const issueCounts = noIssues();
  for (const each of issues) countIssue(issueCounts, each);
  return {
    id: 12,
    feed: 'acme',
    layout: 'personnel-ticket',
    kind: 'employees',
    name: 'roster.csv',
    size: 20_000,
    sha256: 'ab'.repeat(32),
    modifiedAt: '2025-11-22T05:58:00.000Z',
    source: 'inbox',
    inboxFingerprint: null,
    spoolName: null,
    status: 'rejected',
    receivedAt: '2025-11-22T06:00:05.123Z',
    processedAt: null,
    rows: 200,
    plan: null,
    planNo: 0,
    planVersion: null,
    employeesVersion: null,
    approvedPlanNo: null,
    decidedBy: null,
    decidedAt: null,
    waitsSince: null,
    holdReasons: [],
    diagnosis: [],
    activeBefore: null,
    undoes: null,
    doneBy: null,
    issueCounts,
    dialect: null,
    crashes: 0,
    failure: null,
    supersededBy: null,
    configFingerprint: null,
    manifest: null,
    companions: [],
    archiveFrom: null,
    archivedAs: null,
    deliver: true,
    erasedAt: null,
    ...overrides,
  };
}

export function plan(overrides: Partial<ReturnType<typeof noChanges>>) {
  return { ...noChanges(), ...overrides };
}
