import { createFailures, type Failures } from './failures.ts';
import { makeFile } from './make-file.ts';
import { readFuzzFile } from './read-file.ts';
import type { Seeds } from './seeds.ts';
import { count, createTally, type Tally } from './tally.ts';
import { startWatchdog } from './watchdog.ts';

export interface ManyRead {
  tally: Tally;
  failures: Failures;
}

/** Longer than the patience with a file that only waits: this is for what blocks the whole thread. */
const blockedMs = 30_000;
const mostFailures = 1000;

/** Reads mutated files one after the other in this process; ends early when many have failed. */
export async function readMany(
  seeds: Seeds,
  seedNumber: number,
  {
    from = 0,
    files,
    onProgress,
    stop,
  }: { from?: number; files: number; onProgress?(tally: Tally, failed: number): void; stop?: AbortSignal },
): Promise<ManyRead> {
  const tally = createTally();
  const failures = createFailures(seedNumber);
  const stray = catchStrayErrors();
  const watchdog = startWatchdog(seedNumber, blockedMs);
  try {
    for (let index = from; index < from + files && failures.files < mostFailures && !stop?.aborted; index += 1) {
      watchdog.begin(index);
      const file = makeFile(seeds, seedNumber, index);
      const read = await readFuzzFile(file, seeds.nationalIds);
      count(tally, read);
      const faults = [...read.faults, ...stray.take()];
      if (faults.length > 0) failures.add(file, faults);
      onProgress?.(tally, failures.files);
    }
  } finally {
    await watchdog.end();
    stray.end();
  }
  return { tally, failures };
}

/** What nobody waits for: it would end the daemon. */
function catchStrayErrors() {
  const caught: string[] = [];
  const onError = (error: unknown) => {
    caught.push(`An error that nobody caught: ${error instanceof Error ? error.stack : error}`);
  };
  process.on('uncaughtException', onError);
  process.on('unhandledRejection', onError);
  return {
    take: () => caught.splice(0),
    end() {
      process.off('uncaughtException', onError);
      process.off('unhandledRejection', onError);
    },
  };
}
