import type { Issue, IssueCounts } from '../domain/issue.ts';
import type { RosterDialect } from '../domain/roster-dialect.ts';
import type { FeedRules } from './context.ts';
import type { ReadingHost, RosterReader } from './reading.ts';
import { isRejected, orderFor } from './stage-roster.ts';

export interface CheckedFile {
  rows: number;
  rejected: boolean;
  dialect: Partial<RosterDialect>;
  issueCounts: IssueCounts;
  issues: Issue[];
}

/** Validates a file by the very rules of an import, in memory: without a database, without a key, without a trace. */
export async function checkFile(
  source: { fileName: string; path: string; size: number },
  rules: FeedRules,
  reader: RosterReader,
  now: Date,
  signal: AbortSignal,
): Promise<CheckedFile> {
  const { fileName, path, size } = source;
  const order = orderFor(rules, { name: fileName, path, size }, now, { encoding: null, report: false });
  const { facts, dialect, issueCounts, issues } = await reader.read(order, nobody, signal);
  return { rows: facts.rows, rejected: isRejected(rules, issueCounts), dialect, issueCounts, issues };
}

/** Nobody has digests, and nobody takes anything. */
const nobody: ReadingHost = {
  registerFacts: async () => ({ expectedDigests: 0, keysOnce: false }),
  nextDigests: async () => null,
  takeRows: async () => {},
  takeQuarantined: async () => {},
  takeConflicts: async () => {},
  takeUnmatched: async () => {},
  findActive: async () => null,
  findUserOwners: async () => new Map(),
  takeReport: async () => {},
};
