import { restsOnRegister } from '../domain/issue-codes.ts';
import { noChanges } from '../domain/plan.ts';
import { registerName } from '../domain/roster-kind.ts';
import type { RosterFile } from '../store/contract.ts';
import type { FileRun } from './context.ts';
import { fitsManifest } from './manifest-findings.ts';
import { settleVerdict } from './settle-verdict.ts';

/**
 * Skips a file whose bytes are those of the feed's last full roster of that kind, where nothing else has changed since: neither the
 * config nor the register. Null where the file has to be read.
 */
export async function skipRepeat(run: FileRun, file: RosterFile): Promise<RosterFile | null> {
  const { lastFull, registerVersion } = await run.parts.store.feeds.get(registerName(run.rules.id, file.kind));
  if (lastFull === null || file.sha256 !== lastFull.sha256) return null;
  if (lastFull.configFingerprint !== run.rules.fingerprint || lastFull.registerVersion !== registerVersion) return null;

  const last = await run.parts.store.ledger.get(lastFull.fileId);
  if (!fitsManifest(file.manifest, { sha256: file.sha256, rows: last?.rows ?? null })) return null;
  if (last !== null && wouldBeJudgedAnew(last)) return null;
  if (await isAnotherStaged(run, file)) return null;
  if (await wasCorrected(run, [file.id, lastFull.fileId])) return null;
  const rows = last?.rows ?? 0;
  // Rows that were left out then are left out now.
  const quarantined = last?.plan?.quarantined ?? 0;
  return settleVerdict(run, file, ['validating'], {
    status: 'skipped',
    patch: {
      rows: last?.rows ?? null,
      plan: { ...noChanges(), unchanged: rows - quarantined, quarantined },
      spoolName: null,
      processedAt: run.parts.clock().toISOString(),
    },
    issues: null,
    event: null,
  });
}

/** What waits for the schedule will have changed the register by then: these are the bytes of the last roster only until it has. */
async function isAnotherStaged({ parts }: FileRun, { id, feed, kind }: RosterFile): Promise<boolean> {
  const staged = await parts.store.ledger.list({ feed, kind, statuses: ['staged'] });
  return staged.some((other) => other.id < id);
}

/** What was corrected by hand is not what these bytes say. */
async function wasCorrected({ parts }: FileRun, fileIds: readonly number[]): Promise<boolean> {
  for (const id of fileIds) if (await parts.store.corrections.areThere(id)) return true;
  return false;
}

/**
 * Whether issues rested on a register that the roster itself has changed: somebody may be known now who was not. Or whether
 * absences are being counted: the same bytes are one more.
 */
function wouldBeJudgedAnew({ issueCounts, plan }: RosterFile): boolean {
  const { unchanged: _unchanged, quarantined: _quarantined, missing = 0, ...changes } = plan ?? noChanges();
  if (missing > 0) return true;
  const hasChanged = Object.values(changes).some((count) => count > 0);
  return hasChanged && Object.keys(issueCounts.byCode).some(restsOnRegister);
}
