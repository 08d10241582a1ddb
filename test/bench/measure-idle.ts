import { setTimeout as sleep } from 'node:timers/promises';
import type { Contest } from './contest.ts';
import { cpuMs, memoryMb } from './process-figures.ts';
import type { Rollcall } from './rollcall.ts';

export interface Idle {
  /** Resident memory, looked at every few seconds; empty where the system doesn't tell. */
  memoryMb: number[];
  /** Of one core; null where the system doesn't tell. */
  cpuPercent: number | null;
}

const feeds = 50;
const settlingMs = 10_000;
const watchedMs = 60_000;
const lookEveryMs = 5000;

/** A daemon whose feeds have nothing to do. */
export async function measureIdle(contest: Contest, rollcall: Rollcall): Promise<Idle> {
  await contest.reset();
  await rollcall.start(
    contest.config,
    Array.from({ length: feeds }, (_, index) => `feed-${index}`),
  );
  const daemon = await rollcall.run();
  try {
    await sleep(settlingMs);
    const before = cpuMs(daemon.pid);
    const startedMs = performance.now();
    const memory: number[] = [];
    while (performance.now() - startedMs < watchedMs) {
      await sleep(lookEveryMs);
      memory.push(memoryMb(daemon.pid, 'VmRSS') ?? Number.NaN);
    }
    const watched = performance.now() - startedMs;
    const after = cpuMs(daemon.pid);
    daemon.assertRuns();
    return {
      memoryMb: memory.filter((megabytes) => !Number.isNaN(megabytes)),
      cpuPercent: before === null || after === null ? null : (100 * (after - before)) / watched,
    };
  } finally {
    await daemon.end();
  }
}
