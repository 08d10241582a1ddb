import { randomUUID } from 'node:crypto';
import { AppError } from '../domain/app-error.ts';
import type { FileStatus } from '../domain/file-status.ts';
import type { Issue } from '../domain/issue.ts';
import type { VerdictEvent } from '../notify/contract.ts';
import type { RosterFile, RosterFilePatch, StoreAreas } from '../store/contract.ts';
import type { FileRun } from './context.ts';

/** What becomes of a file, with everything that must become true together with it. */
export interface Verdict {
  status: FileStatus;
  patch: RosterFilePatch;
  /** The issues to keep; null leaves those that are kept. */
  issues: readonly Issue[] | null;
  /** What the technical users are told; null for nothing. */
  event: VerdictEvent | null;
}

/** The verdicts that make an older hold of the feed pointless (interface.md), where it is of the same kind. */
const supersedes: readonly FileStatus[] = ['processed', 'processed_with_warnings', 'skipped', 'held'];

/**
 * Writes a verdict, its issues and its mails, inside the caller's transaction.
 *
 * @returns the file as the ledger has it when the transaction is committed
 * @throws AppError `lease-lost` when another process has taken the feed over
 */
export async function writeVerdict(
  run: FileRun,
  areas: StoreAreas,
  file: RosterFile,
  expected: readonly FileStatus[],
  verdict: Verdict,
): Promise<RosterFile> {
  if (!(await areas.leases.renew(run.lease))) throw leaseLost(run);
  const written = await areas.ledger.update(file.id, { ...verdict.patch, status: verdict.status }, expected);
  if (!written) throw statusMoved(file, expected);
  if (verdict.issues !== null) await areas.ledger.keepIssues(file.id, verdict.issues);
  if (supersedes.includes(verdict.status)) await supersedeHolds(areas, file, run.parts.clock().toISOString());
  if (verdict.event !== null) await areas.outbox.add(mailsFor(run, file, verdict.event));
  return { ...file, ...verdict.patch, status: verdict.status };
}

/** The same in a transaction of its own, for verdicts that change nothing in the register. */
export async function settleVerdict(
  run: FileRun,
  file: RosterFile,
  expected: readonly FileStatus[],
  verdict: Verdict,
): Promise<RosterFile> {
  return run.parts.store.transaction((areas) => writeVerdict(run, areas, file, expected, verdict));
}

async function supersedeHolds(areas: StoreAreas, file: RosterFile, at: string): Promise<void> {
  for (const older of await areas.ledger.list({ feed: file.feed, statuses: ['held', 'approved'] })) {
    if (older.id >= file.id || older.kind !== file.kind || isOfDates(older) !== isOfDates(file)) continue;
    const patch = { status: 'discarded' as const, supersededBy: file.id, spoolName: null, processedAt: at };
    if (await areas.ledger.update(older.id, patch, ['held', 'approved'])) await areas.staging.purge(older.id);
  }
}

/** A roster does not settle whose end dates have come, nor the other way round. */
function isOfDates({ source }: RosterFile): boolean {
  return source === 'end-dates';
}

function mailsFor(run: FileRun, file: RosterFile, event: VerdictEvent) {
  return run.rules.recipients
    .filter((recipient) => recipient.events.includes(event))
    .map(({ email }) => ({
      feed: file.feed,
      fileId: file.id,
      event,
      recipient: email,
      messageId: `<rollcall.${file.id}.${event}.${randomUUID()}@rollcall>`,
    }));
}

export function leaseLost({ lease }: Pick<FileRun, 'lease'>): AppError {
  return new AppError('lease-lost', `Another process has taken over feed ${lease.feed} while a file was in work.`, {
    hint: 'Nothing was changed here; the other process goes on with the file.',
    retryable: true,
  });
}

function statusMoved(file: RosterFile, expected: readonly FileStatus[]): AppError {
  return new AppError('status-moved', `File ${file.id} is no longer ${expected.join(' or ')}.`, {
    hint: `Somebody else has dealt with it: see "rollcall file ${file.id}".`,
    retryable: true,
  });
}
