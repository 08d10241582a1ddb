import type { Spool } from '../spool/contract.ts';
import type { DigestChunk } from '../store/contract.ts';
import { type FileRun, timed } from './context.ts';
import type { ReadingHost, RegisterFacts } from './reading.ts';

/** Who takes what a reading finds. */
export type RosterTaker = Pick<ReadingHost, 'takeRows' | 'takeQuarantined' | 'takeConflicts' | 'takeUnmatched'>;

/** The host of a reading, to be closed when it has ended, whatever has happened. */
export interface RosterHost extends ReadingHost {
  /** @param whole false where the reading has failed: a part of the report would pass for the whole */
  close(whole: boolean): Promise<void>;
}

export interface HostRequest {
  facts: RegisterFacts;
  /** The register's digests; null where none can be used. */
  digests: AsyncIterable<DigestChunk> | null;
  /** Where the report goes; null where none is kept. */
  report: { spool: Pick<Spool, 'writeReport'>; fileId: number } | null;
  /** Told when the last digest was read: from now on the database is idle while the file is read. */
  onDigestsRead(): void;
}

/** Gives a reading its digests, and hands what it finds to `taker`. */
export function createRosterHost(run: FileRun, request: HostRequest, taker: RosterTaker): RosterHost {
  const report = createReport(request.report);
  const digests = digestsOf(run, request.digests);
  return {
    registerFacts: async () => request.facts,
    async nextDigests() {
      run.signal.throwIfAborted();
      const next = await digests.next();
      if (!next.done) return next.value;
      request.onDigestsRead();
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

/** Measures how long the digests take, from the first that is asked for to the last. */
async function* digestsOf(run: FileRun, chunks: AsyncIterable<DigestChunk> | null): AsyncGenerator<DigestChunk, null> {
  if (chunks === null) return null;
  const over = Promise.withResolvers<void>();
  const measured = timed(run, 'digests', () => over.promise);
  try {
    yield* chunks;
  } finally {
    over.resolve();
    await measured;
  }
  return null;
}

function createReport(target: HostRequest['report']) {
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
