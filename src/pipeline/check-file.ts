import { randomBytes } from 'node:crypto';
import type { Issue, IssueCounts } from '../domain/issue.ts';
import { createRosterIndex } from '../domain/roster-index.ts';
import type { Formats } from '../formats/contract.ts';
import { createVault } from '../runtime/vault.ts';
import type { FeedRules } from './context.ts';
import { createFindings } from './findings.ts';
import { validateRoster } from './validate-roster.ts';

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
  formats: Formats,
  now: Date,
): Promise<CheckedFile> {
  let rows = 0;
  const findings = createFindings(null, () => rows);
  const facts = await validateRoster({
    ...source,
    rules,
    formats,
    now,
    index: createRosterIndex(),
    digestRow: createVault(randomBytes(32).toString('hex')).rowDigester(rules.fingerprint),
    findings,
    signal: new AbortController().signal,
    onRecords: (count) => {
      rows += count;
    },
    onRows: async () => {},
    onConflicts: async () => {},
  });
  const issues = await findings.finish();
  const { counts } = findings;
  const rejected = counts.fatal > 0 || (rules.rejectOn === 'any' && counts.row > 0);
  return { rows: facts.rows, rejected, issueCounts: counts, issues };
}
