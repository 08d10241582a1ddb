import type { Issue, IssueCounts } from '../domain/issue.ts';
import type { Manifest } from '../domain/manifest.ts';
import type { RosterDialect } from '../domain/roster-dialect.ts';
import type { RosterKind } from '../domain/roster-kind.ts';
import type { FeedRules, Parts } from './context.ts';
import type { PositionsHost } from './positions/reading-positions.ts';
import { positionsOrderFor } from './positions/stage-positions.ts';
import type { ReadingHost } from './reading.ts';
import { isRejected, orderFor } from './stage-roster.ts';

/** A file to be looked at where it lies. */
export interface LookedAtFile {
  fileName: string;
  path: string;
  /** Bytes. */
  size: number;
  /** Null where there is none. */
  manifest: Manifest | null;
  /** Null where neither the manifest nor the plan asks for it. */
  sha256: string | null;
}

export interface CheckedFile {
  kind: RosterKind;
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
  { reader, kindOf }: Pick<Parts, 'reader' | 'kindOf'>,
  now: Date,
  signal: AbortSignal,
): Promise<CheckedFile> {
  const kind = await kindOf(rules, { name: source.fileName, path: source.path });
  const file = { ...source, name: source.fileName };
  const { facts, dialect, issueCounts, issues } =
    kind === 'positions'
      ? await reader.readPositions(positionsOrderFor(rules, file, { report: false }), noRegister, signal)
      : await reader.read(orderFor(rules, file, now, { encoding: null, report: false }), nobody, signal);
  return { kind, rows: facts.rows, rejected: isRejected(rules, issueCounts), dialect, issueCounts, issues };
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
  findUsers: async () => ({ owners: new Map(), kept: new Set() }),
  fieldsInUse: async () => new Set(),
  takeReport: async () => {},
};

/** Who holds a position is not looked up. */
const noRegister: PositionsHost = {
  takePositions: async () => {},
  nextUnknownHolders: async () => null,
  takeReport: async () => {},
};
