import type { Issue, IssueCounts } from '../domain/issue.ts';
import type { Manifest } from '../domain/manifest.ts';
import type { RosterDialect } from '../domain/roster-dialect.ts';
import type { FeedRules } from './context.ts';
import type { ReadingHost, RosterReader } from './reading.ts';
import { isRejected, orderFor } from './stage-roster.ts';

/** A file to be looked at where it lies. */
export interface LookedAtFile {
  fileName: string;
  path: string;
  /** Bytes. */
  size: number;
  /** Null where there is none. */
  manifest: Manifest | null;
  /** Null where the manifest doesn't ask for it. */
  sha256: string | null;
}

export interface CheckedFile {
  rows: number;
  rejected: boolean;
  dialect: Partial<RosterDialect>;
  issueCounts: IssueCounts;
  issues: Issue[];
}

/** Validates a file by the very rules of an import, in memory: without a database, without a key, without a trace. */
export async function checkFile(
  source: LookedAtFile,
  rules: FeedRules,
  reader: RosterReader,
  now: Date,
  signal: AbortSignal,
): Promise<CheckedFile> {
  const order = orderFor(rules, { ...source, name: source.fileName }, now, { encoding: null, report: false });
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
