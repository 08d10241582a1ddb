import type { Issue, IssueCounts } from '../domain/issue.ts';
import type { FeedRules } from './context.ts';
import type { RosterReader } from './reading.ts';
import { createByteSource } from './roster-host.ts';
import { isRejected, orderFor } from './stage-roster.ts';

export interface CheckedFile {
  rows: number;
  rejected: boolean;
  issueCounts: IssueCounts;
  issues: Issue[];
}

/** Validates a file by the very rules of an import, in memory: without a database, without a key, without a trace. */
export async function checkFile(
  source: { fileName: string; size: number; open(): AsyncIterable<Uint8Array> },
  rules: FeedRules,
  reader: RosterReader,
  now: Date,
  signal: AbortSignal,
): Promise<CheckedFile> {
  const nobody = async () => {};
  const order = orderFor(rules, { name: source.fileName, size: source.size }, now, { encoding: null, report: false });
  const bytes = createByteSource(source.open, signal);
  const host = {
    ...bytes,
    nextDigests: async () => null,
    takeRows: nobody,
    takeQuarantined: nobody,
    takeConflicts: nobody,
    takeUnmatched: nobody,
    takeReport: nobody,
  };
  const { facts, issueCounts, issues } = await reader.read(order, host, signal).finally(bytes.close);
  return { rows: facts.rows, rejected: isRejected(rules, issueCounts), issueCounts, issues };
}
