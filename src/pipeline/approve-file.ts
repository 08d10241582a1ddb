import { AppError } from '../domain/app-error.ts';
import type { FileStatus } from '../domain/file-status.ts';
import type { Spool } from '../spool/contract.ts';
import type { RosterFile, Store, StoreAreas } from '../store/contract.ts';
import { loadFile } from './load-file.ts';

interface Ledgered {
  parts: { store: Pick<StoreAreas, 'ledger'> };
}

interface Spooled {
  parts: { store: Pick<Store, 'ledger' | 'transaction'>; spool: Pick<Spool, 'remove'> };
}

/** Who decides, `user@host` or an API key by its name, and when. */
export interface Decision {
  at: string;
  by: string;
}

/**
 * Ends a hold with yes: bound to the plan that was shown, and by it to the file's bytes.
 *
 * @throws AppError `file-not-held`
 */
export async function approveFile(run: Ledgered, fileId: number, { at, by }: Decision): Promise<RosterFile> {
  const file = await loadFile(run, fileId);
  const decided = { approvedPlanNo: file.planNo, waitsSince: at, decidedBy: by, decidedAt: at };
  const patch = { status: 'approved' as const, ...decided };
  // Somebody may correct it at this moment, which makes another plan.
  if (!(await run.parts.store.ledger.update(fileId, patch, ['held'], file.planNo))) throw notHeld(file);
  return loadFile(run, fileId);
}

/**
 * Ends a hold with no: the file changes nothing, and its copy in the spool goes.
 *
 * @throws AppError `file-not-held`
 */
export async function discardFile(run: Spooled, fileId: number, decision: Decision): Promise<RosterFile> {
  return giveUp(run, fileId, { status: 'discarded', from: ['held', 'approved'], decision, refusal: notHeld });
}

/**
 * Gives up a file that waits for the feed's schedule, in the same way.
 *
 * @throws AppError `file-not-staged`
 */
export async function cancelFile(run: Spooled, fileId: number, decision: Decision): Promise<RosterFile> {
  return giveUp(run, fileId, { status: 'cancelled', from: ['staged'], decision, refusal: notStaged });
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

interface GivingUp {
  status: 'discarded' | 'cancelled';
  from: readonly FileStatus[];
  decision: Decision;
  refusal(file: RosterFile): AppError;
}

async function giveUp(
  run: Spooled,
  fileId: number,
  { status, from, decision, refusal }: GivingUp,
): Promise<RosterFile> {
  const file = await loadFile(run, fileId);
  const { at, by } = decision;
  const patch = { status, spoolName: null, waitsSince: null, processedAt: at, decidedBy: by, decidedAt: at };
  await run.parts.store.transaction(async ({ ledger, staging }) => {
    if (!(await ledger.update(fileId, patch, from))) throw refusal(file);
    await staging.purge(fileId);
  });
  if (file.spoolName !== null) await run.parts.spool.remove(file.spoolName);
  return loadFile(run, fileId);
}

function notStaged(file: RosterFile): AppError {
  const waits = file.status === 'held' || file.status === 'approved';
  return new AppError('file-not-staged', `File ${file.id} (${file.name}) is ${file.status}, not staged.`, {
    hint: waits
      ? `To give it up, run "rollcall discard ${file.id}".`
      : 'Only a staged file can be cancelled: see "rollcall files --status staged".',
  });
}

function notHeld(file: RosterFile): AppError {
  return new AppError('file-not-held', `File ${file.id} (${file.name}) is ${file.status}, not held.`, {
    hint: 'Only a held file can be approved or discarded: see "rollcall files --status held".',
  });
}
