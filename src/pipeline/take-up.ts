import { AppError } from '../domain/app-error.ts';
import { errorFields } from '../runtime/log.ts';
import type { RosterFile } from '../store/contract.ts';
import type { FileRun } from './context.ts';
import { loadFile } from './load-file.ts';
import { writeVerdict } from './settle-verdict.ts';

/**
 * Takes a file up where it stands. Under the lease nobody else works on it, so a file that is found in the middle of its
 * way was left there by a process that died: after `maxCrashes` of these it is given up and reported.
 */
export async function takeUp(run: FileRun, fileId: number): Promise<RosterFile> {
  const { parts, rules } = run;
  const file = await loadFile(run, fileId);
  if (file.status === 'received') return move(run, file, 'validating');
  if (file.status !== 'validating' && file.status !== 'processing') return file;

  const crashes = parts.interrupted.delete(file.id) ? file.crashes : file.crashes + 1;
  if (crashes >= rules.maxCrashes) return giveUp(run, file, crashes);
  if (crashes > file.crashes) {
    parts.log.warn('file found in the middle of its way', { feed: file.feed, fileId, status: file.status, crashes });
  }
  if (file.status === 'validating') return move(run, file, 'validating', crashes);
  return move(run, file, statusOfPlan(file), crashes);
}

/**
 * Leaves a file in a state in which it can be taken up again after `error`. A bug ends the file, so that it can't
 * stop the feed; what failed in the world is tried again.
 */
export async function putBack(run: FileRun, fileId: number, error: unknown): Promise<void> {
  const { parts } = run;
  // Should it stay as it is, this keeps it from counting as a crash.
  parts.interrupted.add(fileId);
  try {
    const file = await loadFile(run, fileId);
    if (await leaveMiddle(run, file, error)) parts.interrupted.delete(fileId);
  } catch (putBackError) {
    // The database is away too.
    parts.log.warn('file could not be put back', { feed: run.rules.id, fileId, ...errorFields(putBackError) });
  }
}

/** @returns false where another process has taken the feed over, and may work on this very file: it stays as it is */
async function leaveMiddle(run: FileRun, file: RosterFile, error: unknown): Promise<boolean> {
  const { parts } = run;
  if (file.status !== 'validating' && file.status !== 'processing') return true;
  if (isPassing(run, error)) {
    const status = file.status === 'validating' ? 'received' : statusOfPlan(file);
    return parts.store.transaction(async (areas) => {
      if (!(await areas.leases.renew(run.lease))) return false;
      await areas.ledger.update(file.id, { status }, [file.status]);
      return true;
    });
  }
  parts.log.error('file failed', { feed: file.feed, fileId: file.id, ...errorFields(error) });
  await fail(run, file, failureOf(error), file.crashes);
  return true;
}

/** Where a planned file waits to be applied. */
function statusOfPlan(file: RosterFile): RosterFile['status'] {
  return file.approvedPlanNo === file.planNo ? 'approved' : 'staged';
}

function isPassing(run: FileRun, error: unknown): boolean {
  return run.signal.aborted || (error instanceof AppError && error.retryable);
}

async function giveUp(run: FileRun, file: RosterFile, crashes: number): Promise<RosterFile> {
  return fail(
    run,
    file,
    {
      code: 'crashed-repeatedly',
      message: `Rollcall died ${crashes} times while it worked on this file, and has stopped trying.`,
      hint: `See the log for the cause, then run "rollcall retry ${file.id}".`,
    },
    crashes,
  );
}

async function fail(
  run: FileRun,
  file: RosterFile,
  failure: NonNullable<RosterFile['failure']>,
  crashes: number,
): Promise<RosterFile> {
  return run.parts.store.transaction(async (areas) => {
    const failed = await writeVerdict(run, areas, file, [file.status], {
      status: 'failed',
      patch: { failure, crashes, processedAt: run.parts.clock().toISOString() },
      issues: null,
      event: 'failed',
    });
    // To delete them is as large as to write them; they go when the file is taken up again under a higher limit.
    if (failure.code !== 'write-set-too-large') await areas.staging.purge(file.id);
    return failed;
  });
}

function failureOf(error: unknown): NonNullable<RosterFile['failure']> {
  if (error instanceof AppError) return { code: error.code, message: error.message, hint: error.hint };
  return {
    code: 'internal-error',
    message: 'Rollcall met a fault of its own while it worked on this file. The register is unchanged.',
    hint: 'The log has the details. Please report it to the makers of Rollcall, without the file.',
  };
}

async function move(
  run: FileRun,
  file: RosterFile,
  status: RosterFile['status'],
  crashes = file.crashes,
): Promise<RosterFile> {
  const moved = await run.parts.store.ledger.update(file.id, { status, crashes }, [file.status]);
  return moved ? { ...file, status, crashes } : loadFile(run, file.id);
}
