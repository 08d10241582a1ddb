import { noIssues } from '../domain/issue.ts';
import type { RosterFile } from './contract.ts';

type Kind = 'plain' | 'json' | 'boolean';

/** Every property of a roster file, its column and how it is kept there. */
const columns: Readonly<Record<keyof RosterFile, readonly [column: string, kind: Kind]>> = {
  id: ['id', 'plain'],
  feed: ['feed', 'plain'],
  layout: ['layout', 'plain'],
  kind: ['kind', 'plain'],
  name: ['name', 'plain'],
  size: ['size', 'plain'],
  sha256: ['sha256', 'plain'],
  modifiedAt: ['modified_at', 'plain'],
  source: ['source', 'plain'],
  inboxFingerprint: ['inbox_fingerprint', 'plain'],
  spoolName: ['spool_name', 'plain'],
  status: ['status', 'plain'],
  receivedAt: ['received_at', 'plain'],
  processedAt: ['processed_at', 'plain'],
  rows: ['rows', 'plain'],
  plan: ['plan', 'json'],
  planNo: ['plan_no', 'plain'],
  planVersion: ['plan_version', 'plain'],
  employeesVersion: ['employees_version', 'plain'],
  waitsSince: ['waits_since', 'plain'],
  approvedPlanNo: ['approved_plan_no', 'plain'],
  decidedBy: ['decided_by', 'plain'],
  decidedAt: ['decided_at', 'plain'],
  holdReasons: ['hold_reasons', 'json'],
  diagnosis: ['diagnosis', 'json'],
  activeBefore: ['active_before', 'plain'],
  undoes: ['undoes', 'plain'],
  doneBy: ['done_by', 'plain'],
  issueCounts: ['issue_counts', 'json'],
  dialect: ['dialect', 'json'],
  crashes: ['crashes', 'plain'],
  failure: ['failure', 'json'],
  supersededBy: ['superseded_by', 'plain'],
  configFingerprint: ['config_fingerprint', 'plain'],
  manifest: ['manifest', 'json'],
  companions: ['companions', 'json'],
  archiveFrom: ['archive_from', 'plain'],
  archivedAs: ['archived_as', 'plain'],
  deliver: ['deliver', 'boolean'],
  erasedAt: ['erased_at', 'plain'],
};

/** JSON that is not there yet. */
const whenEmpty: Partial<Record<keyof RosterFile, () => unknown>> = {
  holdReasons: () => [],
  diagnosis: () => [],
  issueCounts: noIssues,
  companions: () => [],
};

/** The columns of the properties that the patch has; JSON is text, in the store's hands alone. */
export function rosterFileColumns(patch: Partial<RosterFile>): Record<string, string | number | null> {
  const row: Record<string, string | number | null> = {};
  for (const [property, value] of Object.entries(patch)) {
    const entry = columns[property as keyof RosterFile];
    if (entry === undefined || value === undefined) continue;
    const [column, kind] = entry;
    row[column] = columnValue(kind, value);
  }
  return row;
}

export function rosterFile(row: Readonly<Record<string, unknown>>): RosterFile {
  const file: Record<string, unknown> = {};
  for (const [property, [column, kind]] of Object.entries(columns)) {
    const value = row[column] ?? null;
    const empty = whenEmpty[property as keyof RosterFile];
    if (value === null) file[property] = empty?.() ?? null;
    else file[property] = propertyValue(kind, value);
  }
  return file as unknown as RosterFile;
}

function columnValue(kind: Kind, value: unknown): string | number | null {
  if (kind === 'boolean') return Number(value);
  return kind === 'json' && value !== null ? JSON.stringify(value) : (value as string | number | null);
}

function propertyValue(kind: Kind, value: unknown): unknown {
  if (kind === 'boolean') return Boolean(value);
  return kind === 'json' ? JSON.parse(String(value)) : value;
}
