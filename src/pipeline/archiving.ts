import { AppError } from '../domain/app-error.ts';
import type { Inbox } from '../inbox/contract.ts';
import { errorFields } from '../runtime/log.ts';
import type { RosterFile } from '../store/contract.ts';
import { archiveFile } from './archive-file.ts';
import type { ArchiveMode, Parts } from './context.ts';

/**
 * What this process has found out about moving files in one feed's inbox.
 *
 * Where nothing may be moved, the ledger alone knows what was taken, and the files of years may lie there: to try each of them
 * in every round would be hundreds of requests every half minute.
 */
export interface Archiving {
  /** Whether no file that has waited is moved now. One that has just got its verdict is tried all the same. */
  rests(): boolean;
  /** Whether this file may not be moved, as was found out not long ago. */
  restsFor(fileId: number): boolean;
  /** Whether the last pass over the waiting files left some that may be movable: its time was up. */
  left: boolean;
  /** The order in which waiting files are moved: after a rest the newest shows whether the others can be, too. */
  inOrder(files: readonly RosterFile[]): RosterFile[];
  /**
   * Moves one file. Its verdict stands in the ledger, so that nothing is lost where that can't be done now.
   *
   * @throws AppError where the ledger can't be told, or the inbox is out of reach and the round is to end with it
   */
  archive(parts: Parts, inbox: Inbox, file: RosterFile, mode: ArchiveMode): Promise<void>;
}

export interface ArchivingOptions {
  /** How long a file that may not be moved is left alone, and with it the inbox in which no other could be moved. */
  readOnlyRetryMs: number;
  /**
   * Whether an inbox that is out of reach ends the round: a daemon waits then, so that a refused login is not tried again with
   * the next file. A command has its result all the same, and only moves nothing more.
   */
  endsRound: boolean;
}

/** With these codes the next file would meet the same, and a login more. */
const outOfReach = ['inbox-login', 'inbox-host-key', 'inbox-unreachable'];

export function createArchiving({ readOnlyRetryMs, endsRound }: ArchivingOptions): Archiving {
  const refusedUntilMs = new Map<number, number>();
  let isReadOnly = false;
  let restUntilMs = 0;
  let movedAtMs = Number.NEGATIVE_INFINITY;

  function onMoved(parts: Parts, { id, feed }: RosterFile): void {
    movedAtMs = performance.now();
    restUntilMs = 0;
    refusedUntilMs.delete(id);
    if (isReadOnly) parts.log.info('inbox can be written to again', { feed });
    isReadOnly = false;
  }

  function onRefused(parts: Parts, { id, feed, name }: RosterFile, error: AppError): void {
    const nowMs = performance.now();
    const isNews = !refusedUntilMs.has(id);
    refusedUntilMs.set(id, nowMs + readOnlyRetryMs);
    // Somebody has this one open, say: others were moved.
    if (nowMs - movedAtMs < readOnlyRetryMs) {
      if (isNews) parts.log.warn('file can not be moved', { feed, fileId: id, file: name, ...errorFields(error) });
      return;
    }
    restUntilMs = nowMs + readOnlyRetryMs;
    if (!isReadOnly)
      parts.log.warn('inbox is read-only: the ledger alone tells what was taken', { feed, ...errorFields(error) });
    isReadOnly = true;
  }

  return {
    left: false,
    rests: () => performance.now() < restUntilMs,
    restsFor: (fileId) => performance.now() < (refusedUntilMs.get(fileId) ?? 0),
    inOrder: (files) => (isReadOnly ? [...files.slice(-1), ...files.slice(0, -1)] : [...files]),
    async archive(parts, inbox, file, mode) {
      try {
        if (await archiveFile(parts, inbox, file, mode)) onMoved(parts, file);
      } catch (error) {
        // The ledger could not be told: the feed waits for its database, and then does it again.
        if (!(error instanceof AppError) || error.code.startsWith('database-')) throw error;
        if (error.code === 'inbox-read-only') return onRefused(parts, file, error);
        parts.log.warn('file not archived yet', { feed: file.feed, fileId: file.id, ...errorFields(error) });
        if (!outOfReach.includes(error.code)) return;
        if (endsRound) throw error;
        restUntilMs = Number.POSITIVE_INFINITY;
      }
    },
  };
}
