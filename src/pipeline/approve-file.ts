import { AppError } from '../domain/app-error.ts';
import type { Spool } from '../spool/contract.ts';
import type { RosterFile, Store, StoreAreas } from '../store/contract.ts';
import { loadFile } from './load-file.ts';

interface Ledgered {
  parts: { store: Pick<StoreAreas, 'ledger'> };
}

/**
 * Ends a hold with yes: bound to the plan that was shown, and by it to the file's bytes.
 *
 * @throws AppError `file-not-held`
 */
export async function approveFile(run: Ledgered, fileId: number, at: string): Promise<RosterFile> {
  const file = await loadFile(run, fileId);
  const patch = { status: 'approved' as const, approvedPlanNo: file.planNo, waitsSince: at };
  if (!(await run.parts.store.ledger.update(fileId, patch, ['held']))) throw notHeld(file);
  return loadFile(run, fileId);
}

/**
 * Ends a hold with no: the file changes nothing, and its copy in the spool goes.
 *
 * @throws AppError `file-not-held`
 */
export async function discardFile(
  run: { parts: { store: Pick<Store, 'ledger' | 'transaction'>; spool: Pick<Spool, 'remove'> } },
  fileId: number,
  at: string,
): Promise<RosterFile> {
  const file = await loadFile(run, fileId);
  const patch = { status: 'discarded' as const, spoolName: null, processedAt: at };
  await run.parts.store.transaction(async ({ ledger, staging }) => {
    if (!(await ledger.update(fileId, patch, ['held', 'approved']))) throw notHeld(file);
    await staging.purge(fileId);
  });
  if (file.spoolName !== null) await run.parts.spool.remove(file.spoolName);
  return loadFile(run, fileId);
}

/**
 * Takes up a file that was given up: it begins anew, and its crashes are forgotten.
 *
 * @throws AppError `file-not-failed`
 */
export async function retryFile(run: Ledgered, fileId: number): Promise<RosterFile> {
  const file = await loadFile(run, fileId);
  const patch = { status: 'received' as const, crashes: 0, failure: null, processedAt: null };
  if (await run.parts.store.ledger.update(fileId, patch, ['failed'])) return loadFile(run, fileId);
  throw new AppError('file-not-failed', `File ${file.id} (${file.name}) is ${file.status}, not failed.`, {
    hint: 'Only a failed file can be taken up again: see "rollcall files --status failed".',
  });
}

function notHeld(file: RosterFile): AppError {
  return new AppError('file-not-held', `File ${file.id} (${file.name}) is ${file.status}, not held.`, {
    hint: 'Only a held file can be approved or discarded: see "rollcall files --status held".',
  });
}
