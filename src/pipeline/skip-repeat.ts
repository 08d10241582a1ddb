import { restsOnRegister } from '../domain/issue-codes.ts';
import { noChanges, type PlanCounts } from '../domain/plan.ts';
import { registerName } from '../domain/roster-kind.ts';
import type { RosterFile } from '../store/contract.ts';
import type { FileRun } from './context.ts';
import { fitsManifest } from './manifest-findings.ts';
import { settleVerdict } from './settle-verdict.ts';

/**
 * Skips a file whose bytes are those of the feed's last full roster of that kind, where nothing else has changed since: neither the
 * config nor the register, and no issue that was found then rested on what that roster changed in the register.
 * Null where the file has to be read.
 */
export async function skipRepeat(run: FileRun, file: RosterFile): Promise<RosterFile | null> {
  const { lastFull, registerVersion } = await run.parts.store.feeds.get(registerName(run.rules.id, file.kind));
  if (lastFull === null || file.sha256 !== lastFull.sha256) return null;
  if (lastFull.configFingerprint !== run.rules.fingerprint || lastFull.registerVersion !== registerVersion) return null;

  const last = await run.parts.store.ledger.get(lastFull.fileId);
  if (!fitsManifest(file.manifest, { sha256: file.sha256, rows: last?.rows ?? null })) return null;
  const restsOnChanges = Object.keys(last?.issueCounts.byCode ?? {}).some(restsOnRegister) && hasChanges(last?.plan);
  if (restsOnChanges) return null;
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

function hasChanges(plan: PlanCounts | null | undefined): boolean {
  if (plan == null) return true;
  return plan.created + plan.updated + plan.reactivated + plan.deactivated + plan.renumbered > 0;
}
