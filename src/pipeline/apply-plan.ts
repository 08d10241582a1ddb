import { AppError } from '../domain/app-error.ts';
import type { Issue, IssueCounts } from '../domain/issue.ts';
import { registerName } from '../domain/roster-kind.ts';
import type { RosterFile, RosterFilePatch, StoreAreas } from '../store/contract.ts';
import { type FileRun, timed } from './context.ts';
import { targetsOf } from './delivery-targets.ts';
import { loadFile } from './load-file.ts';
import { writeVerdict } from './settle-verdict.ts';

/**
 * Applies the file's plan: register, history, verdict, outgoing mails and deliveries in ONE transaction, which also proves that the
 * lease is still ours and that the register is still the one that the plan was made on.
 *
 * @returns the processed file, or null when the register or the feed's rules have moved: the file is then `received` again
 */
export async function applyPlan(run: FileRun, file: RosterFile): Promise<RosterFile | null> {
  const { store } = run.parts;
  if (file.configFingerprint !== run.rules.fingerprint || (await haveEmployeesMoved(run, file))) {
    await store.ledger.update(file.id, { status: 'received', waitsSince: null }, [file.status]);
    return null;
  }
  await store.ledger.update(file.id, { status: 'processing', waitsSince: null }, [file.status]);
  const taken = { ...file, waitsSince: null };
  try {
    return await timed(run, 'apply', () => store.transaction((areas) => applyAndRecord(run, areas, taken)));
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.code === 'register-moved') {
      await store.ledger.update(file.id, { status: 'received' }, ['processing']);
      return null;
    }
    if (error.code !== 'commit-unknown' || !(await isApplied(run, file))) throw error;
  }
  return loadFile(run, file.id);
}

/** A plan of positions that has waited for the schedule says who of the employees is not known; a roster may have come since. */
async function haveEmployeesMoved(run: FileRun, { employeesVersion }: RosterFile): Promise<boolean> {
  if (employeesVersion === null) return false;
  return (await run.parts.store.feeds.get(run.rules.id)).registerVersion !== employeesVersion;
}

async function applyAndRecord(run: FileRun, areas: StoreAreas, file: RosterFile): Promise<RosterFile> {
  const { rules, parts } = run;
  const at = parts.clock().toISOString();
  const processed = await recordProcessed(run, areas, file, {
    from: 'processing',
    version: file.planVersion ?? 0,
    issueCounts: file.issueCounts,
    issues: null,
    patch: {},
    at,
  });
  const { id: fileId, planNo } = file;
  const request = { fileId, feed: rules.id, planNo, at };
  if (file.kind === 'positions') await areas.positions.apply(request);
  else {
    await areas.register.apply({ ...request, manualFields: rules.manualFields });
    await areas.deliveries.queueChanges(request, targetsOf(rules, file));
  }
  parts.log.debug('commit began', { feed: rules.id, fileId: file.id });
  return processed;
}

/**
 * Writes, inside the caller's transaction, that the file's roster is the feed's register from now on.
 *
 * @returns the file as the ledger has it when the transaction is committed
 * @throws AppError `lease-lost`; `register-moved` when the register has another version than `version`
 */
export async function recordProcessed(
  run: FileRun,
  areas: StoreAreas,
  file: RosterFile,
  processed: {
    from: 'validating' | 'processing';
    version: number;
    issueCounts: IssueCounts;
    issues: readonly Issue[] | null;
    patch: RosterFilePatch;
    at: string;
  },
): Promise<RosterFile> {
  const { rules } = run;
  const { version, issueCounts } = processed;
  const withWarnings = issueCounts.row + issueCounts.warning > 0;
  const written = await writeVerdict(run, areas, file, [processed.from], {
    status: withWarnings ? 'processed_with_warnings' : 'processed',
    patch: { ...processed.patch, processedAt: processed.at, spoolName: null },
    issues: processed.issues,
    event: withWarnings ? 'warnings' : 'processed',
  });
  const register = registerName(rules.id, file.kind);
  if (!(await areas.feeds.advance(register, version))) throw registerMoved(rules.id);
  const last = { fileId: file.id, sha256: file.sha256, configFingerprint: rules.fingerprint };
  if (file.source === 'end-dates') await keepLastFull(areas, register, version);
  else await areas.feeds.setLastFull(register, { ...last, registerVersion: version + 1 }, rules.fingerprint);
  return written;
}

/** End dates are no roster, nor is an erasure: its bytes are still the last one's, and would change nothing now as little as before. */
export async function keepLastFull(
  { feeds }: Pick<StoreAreas, 'feeds'>,
  register: string,
  version: number,
): Promise<void> {
  const { lastFull, digestFingerprint } = await feeds.get(register);
  if (lastFull === null || digestFingerprint === null || lastFull.registerVersion !== version) return;
  await feeds.setLastFull(register, { ...lastFull, registerVersion: version + 1 }, digestFingerprint);
}

/** For when the answer to COMMIT was lost: the ledger tells whether it came through. */
export async function isApplied(run: FileRun, file: RosterFile): Promise<boolean> {
  const { status } = await loadFile(run, file.id);
  return status === 'processed' || status === 'processed_with_warnings';
}

function registerMoved(feed: string): AppError {
  return new AppError('register-moved', `The register of feed ${feed} has changed since the plan was made.`, {
    hint: 'The file is planned again.',
    retryable: true,
  });
}
