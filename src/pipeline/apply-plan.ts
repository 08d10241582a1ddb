import { AppError } from '../domain/app-error.ts';
import type { RosterFile, StoreAreas } from '../store/contract.ts';
import { type FileRun, timed } from './context.ts';
import { loadFile } from './load-file.ts';
import { writeVerdict } from './settle-verdict.ts';

/**
 * Applies the file's plan: register, history, verdict and outgoing mails in ONE transaction, which also proves that the
 * lease is still ours and that the register is still the one that the plan was made on.
 *
 * @returns the processed file, or null when the register or the feed's rules have moved: the file is then `received` again
 */
export async function applyPlan(run: FileRun, file: RosterFile): Promise<RosterFile | null> {
  const { store } = run.parts;
  if (file.configFingerprint !== run.rules.fingerprint) {
    await store.ledger.update(file.id, { status: 'received', waitsSince: null }, [file.status]);
    return null;
  }
  await store.ledger.update(file.id, { status: 'processing', waitsSince: null }, [file.status]);
  try {
    await timed(run, 'apply', () => store.transaction((areas) => applyAndRecord(run, areas, file)));
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.code === 'register-moved') {
      await store.ledger.update(file.id, { status: 'received' }, ['processing']);
      return null;
    }
    // The answer to COMMIT was lost: the ledger tells whether it came through.
    if (error.code !== 'commit-unknown' || !(await isApplied(run, file))) throw error;
  }
  return loadFile(run, file.id);
}

async function applyAndRecord(run: FileRun, areas: StoreAreas, file: RosterFile): Promise<void> {
  const { rules, parts } = run;
  const at = parts.clock().toISOString();
  const version = file.planVersion ?? 0;
  const withWarnings = file.issueCounts.row + file.issueCounts.warning > 0;
  await writeVerdict(run, areas, file, ['processing'], {
    status: withWarnings ? 'processed_with_warnings' : 'processed',
    patch: { processedAt: at, spoolName: null },
    issues: null,
    event: withWarnings ? 'warnings' : 'processed',
  });
  if (!(await areas.feeds.advance(rules.id, version))) throw registerMoved(rules.id);
  await areas.register.apply({
    fileId: file.id,
    feed: rules.id,
    planNo: file.planNo,
    at,
    manualFields: rules.manualFields,
  });
  await areas.feeds.setLastFull(
    rules.id,
    { fileId: file.id, sha256: file.sha256, configFingerprint: rules.fingerprint, registerVersion: version + 1 },
    rules.fingerprint,
  );
  parts.log.debug('commit began', { feed: rules.id, fileId: file.id });
}

async function isApplied(run: FileRun, file: RosterFile): Promise<boolean> {
  const { status } = await loadFile(run, file.id);
  return status === 'processed' || status === 'processed_with_warnings';
}

function registerMoved(feed: string): AppError {
  return new AppError('register-moved', `The register of feed ${feed} has changed since the plan was made.`, {
    hint: 'The file is planned again.',
    retryable: true,
  });
}
