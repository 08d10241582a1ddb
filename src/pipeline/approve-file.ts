import { AppError } from '../domain/app-error.ts';
import type { RosterFile, StoreAreas } from '../store/contract.ts';
import { loadFile } from './load-file.ts';

interface Ledgered {
  parts: { store: Pick<StoreAreas, 'ledger'> };
}

/**
 * Ends a hold with yes: bound to the plan that was shown, and by it to the file's bytes.
 *
 * @throws AppError `file-not-held`
 */
export async function approveFile(run: Ledgered, fileId: number): Promise<RosterFile> {
  const file = await loadFile(run, fileId);
  const patch = { status: 'approved' as const, approvedPlanNo: file.planNo };
  if (!(await run.parts.store.ledger.update(fileId, patch, ['held']))) throw notHeld(file);
  return loadFile(run, fileId);
}

/**
 * Ends a hold with no: the file changes nothing.
 *
 * @throws AppError `file-not-held`
 */
export async function discardFile(run: Ledgered, fileId: number, at: string): Promise<RosterFile> {
  const file = await loadFile(run, fileId);
  const patch = { status: 'discarded' as const, spoolName: null, processedAt: at };
  if (!(await run.parts.store.ledger.update(fileId, patch, ['held', 'approved']))) throw notHeld(file);
  return loadFile(run, fileId);
}

function notHeld(file: RosterFile): AppError {
  return new AppError('file-not-held', `File ${file.id} (${file.name}) is ${file.status}, not held.`, {
    hint: 'Only a held file can be approved or discarded: see "rollcall files --status held".',
  });
}
