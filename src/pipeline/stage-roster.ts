import type { Employee } from '../domain/employee.ts';
import type { Issue, IssueCounts } from '../domain/issue.ts';
import { createRosterIndex, type RosterIndex, sourceDigestLength } from '../domain/roster-index.ts';
import type { Vault } from '../runtime/vault.ts';
import type { RosterFile, StagedRow, Staging, StoreAreas } from '../store/contract.ts';
import { type FileRun, timed } from './context.ts';
import { createFindings, type ReportTarget } from './findings.ts';
import { createStagingQueue } from './staging-queue.ts';
import { type DifferingRow, type RosterFacts, validateRoster } from './validate-roster.ts';

/** Where the bytes come from, how staging is written to, and where the complete issue list goes: null keeps none. */
export interface RosterSource {
  open(): AsyncIterable<Uint8Array>;
  /** Does something with the staging area, as long as this process is the one that works on the feed. */
  write(work: (staging: Staging) => Promise<void>): Promise<void>;
  report: ReportTarget | null;
}

export interface StagedRoster {
  facts: RosterFacts;
  issueCounts: IssueCounts;
  /** The kept issues, most important first. */
  issues: Issue[];
  rejected: boolean;
  /** The feed's register version before its digests were read: a plan on them is good for that one only. */
  registerVersion: number;
  /** Whether the plan has to look for the missing only among the unmatched employees. */
  unmatchedOnly: boolean;
}

/** Employees without a digest are handed on in batches of this size. */
const unmatchedBatch = 5000;

/**
 * Validates a file and stages what differs from the register. A file that is to be rejected leaves nothing.
 *
 * @param areas the store itself, or a transaction that will be rolled back
 */
export async function stageRoster(
  run: FileRun,
  areas: StoreAreas,
  file: RosterFile,
  source: RosterSource,
): Promise<StagedRoster> {
  const { parts, rules } = run;
  await source.write((staging) => staging.purge(file.id));

  const state = await areas.feeds.get(rules.id);
  const digestsUsable = state.digestFingerprint === rules.fingerprint;
  const index = createRosterIndex();
  if (digestsUsable) await timed(run, 'digests', () => loadDigests(areas, file, source, index));

  let rows = 0;
  const findings = createFindings(source.report, () => rows);
  const queue = createStagingQueue<StagedRow>((staged) =>
    timed(run, 'stage', () => source.write((staging) => staging.stage(file.id, rules.id, staged))),
  );
  const facts = await timed(run, 'validate', async () => {
    try {
      const found = await validateRoster({
        fileName: file.name,
        size: file.size,
        open: source.open,
        rules,
        formats: parts.formats,
        now: parts.clock(),
        index,
        digestRow: parts.vault.rowDigester(rules.fingerprint),
        findings,
        signal: run.signal,
        onRecords: (count) => {
          rows += count;
        },
        onConflicts: async (keys) => {
          await queue.end();
          await source.write((staging) => staging.quarantine(file.id, keys));
        },
        onRows: (differing) => queue.add(differing.map((row) => sealRow(row, parts.vault))),
      });
      await queue.end();
      return found;
    } finally {
      await queue.abandon();
    }
  });
  const issues = await findings.finish();
  const { counts } = findings;
  const rejected = counts.fatal > 0 || (rules.rejectOn === 'any' && counts.row > 0);
  if (rejected) await source.write((staging) => staging.purge(file.id));
  else await timed(run, 'stage', () => finishStaging(areas, file, source, digestsUsable ? index : null));
  const { registerVersion } = state;
  return { facts, issueCounts: counts, issues, rejected, registerVersion, unmatchedOnly: digestsUsable };
}

async function loadDigests(
  areas: StoreAreas,
  file: RosterFile,
  source: RosterSource,
  index: RosterIndex,
): Promise<void> {
  // Grown step by step, the index would leave twice its own size behind for the garbage collector.
  index.reserve(Math.ceil((await areas.register.countActive(file.feed)) * 1.05));
  for await (const { ids, digests } of areas.staging.digests(file.feed)) {
    const unheld: number[] = [];
    for (const [position, id] of ids.entries()) {
      if (!index.addRegistered(digests, position * sourceDigestLength, id)) unheld.push(id);
    }
    if (unheld.length > 0) await source.write((staging) => staging.addUnmatched(file.id, unheld));
  }
}

async function finishStaging(
  areas: StoreAreas,
  file: RosterFile,
  source: RosterSource,
  index: RosterIndex | null,
): Promise<void> {
  if (index === null) return;
  const add = (ids: number[]) => source.write((staging) => staging.addUnmatched(file.id, ids));
  let batch: number[] = [];
  for (const id of index.unmatched()) {
    batch.push(id);
    if (batch.length < unmatchedBatch) continue;
    await add(batch);
    batch = [];
  }
  await add(batch);
  for await (const ids of areas.staging.withoutDigest(file.feed)) await add(ids);
}

function sealRow(row: DifferingRow, vault: Vault): StagedRow {
  const { line, key, employee } = row;
  if (employee === null) {
    return { line, key, employee, sealed: null, sealedDigest: null, nationalIdIndex: null, sourceDigest: null };
  }
  const plain = sensitiveText(employee);
  return {
    line,
    key,
    employee,
    sealed: plain === null ? null : vault.seal(plain),
    sealedDigest: plain === null ? null : vault.sealedDigest(plain),
    nationalIdIndex: employee.nationalId === null ? null : vault.nationalIdIndex(employee.nationalId),
    sourceDigest: row.sourceDigest === null ? null : Buffer.from(row.sourceDigest),
  };
}

/** The sealed fields as one JSON text, or null where there is nothing to seal. */
function sensitiveText(employee: Employee): string | null {
  const { nationalId, disabilityGrade, disabilityFromDate } = employee;
  if (nationalId === null && disabilityGrade === null && disabilityFromDate === null) return null;
  return JSON.stringify({ nationalId, disabilityGrade, disabilityFromDate });
}
