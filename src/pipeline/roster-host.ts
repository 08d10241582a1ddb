import type { Spool } from '../spool/contract.ts';
import type { DigestChunk, RegisterChunk } from '../store/contract.ts';
import { type FileRun, timed } from './context.ts';
import type { ReadingHost, RegisterFacts } from './reading.ts';

/** Who takes what a reading finds. */
export type RosterTaker = Pick<ReadingHost, 'takeRows' | 'takeQuarantined' | 'takeConflicts' | 'takeUnmatched'>;

/** Who looks people up in the register. */
export type PeopleFinder = Pick<ReadingHost, 'findActive' | 'findUsers' | 'fieldsInUse'>;

/** The host of a reading, to be closed when it has ended, whatever has happened. */
export interface RosterHost extends ReadingHost {
  /** @param whole false where the reading has failed: a part of the report would pass for the whole */
  close(whole: boolean): Promise<void>;
}

export interface HostRequest {
  facts: RegisterFacts;
  /** The register's digests; null where none can be used. */
  digests: AsyncIterable<RegisterChunk> | null;
  /** Where the report goes; null where none is kept. */
  report: { spool: Pick<Spool, 'writeReport'>; fileId: number } | null;
  /**
   * Told when the last digest was read: from now on the database is idle while the file is read.
   *
   * @param inactive how many of the feed's employees are not active, per company; null where no digests were read
   */
  onDigestsRead(inactive: ReadonlyMap<string, number> | null): void;
}

/** Gives a reading its digests, and hands what it finds to `taker`. */
export function createRosterHost(run: FileRun, request: HostRequest, taker: RosterTaker & PeopleFinder): RosterHost {
  const report = createReport(request.report);
  const inactive = new Map<string, number>();
  const digests = digestsOf(run, request.digests, async (chunk) => {
    for (const [company, count] of chunk.inactive) inactive.set(company, (inactive.get(company) ?? 0) + count);
    if (chunk.withoutDigest.length > 0) await taker.takeUnmatched([...chunk.withoutDigest]);
  });
  return {
    registerFacts: async () => request.facts,
    async nextDigests() {
      run.signal.throwIfAborted();
      const next = await digests.next();
      if (!next.done) return next.value;
      request.onDigestsRead(request.digests === null ? null : inactive);
      return null;
    },
    ...taker,
    takeReport: (text) => report.write(text),
    async close(whole) {
      await digests.return(null);
      await report.close(whole);
    },
  };
}

/**
 * Keeps here what `keep` takes of each chunk, and gives on the digests alone: they may go to another thread. Measures how
 * long they take, from the first that is asked for to the last.
 */
async function* digestsOf(
  run: FileRun,
  chunks: AsyncIterable<RegisterChunk> | null,
  keep: (chunk: RegisterChunk) => Promise<void>,
): AsyncGenerator<DigestChunk, null> {
  if (chunks === null) return null;
  const over = Promise.withResolvers<void>();
  const measured = timed(run, 'digests', () => over.promise);
  try {
    for await (const chunk of chunks) {
      await keep(chunk);
      const { ids, digests } = chunk;
      if (ids.length > 0) yield { ids, digests };
    }
  } finally {
    over.resolve();
    await measured;
  }
  return null;
}

export function createReport(target: HostRequest['report']) {
  let writer: Awaited<ReturnType<Spool['writeReport']>> | null = null;
  return {
    async write(text: string): Promise<void> {
      if (target === null) return;
      writer ??= await target.spool.writeReport(target.fileId);
      await writer.write(text);
    },
    async close(whole: boolean): Promise<void> {
      await (whole ? writer?.close() : writer?.discard());
      writer = null;
    },
  };
}
