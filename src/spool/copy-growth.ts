import { AppError } from '../domain/app-error.ts';

/**
 * How far a copy has come, in memory that is shared with the thread that reads it while it is still being made: a count of
 * what has happened, the state, and the bytes that are written.
 */
export type CopyGrowth = SharedArrayBuffer;

const growing = 0;
const whole = 1;
const givenUp = 2;

export function newGrowth(): CopyGrowth {
  return new SharedArrayBuffer(16);
}

/** @param bytes written in all */
export function tellWritten(growth: CopyGrowth, bytes: number): void {
  const { events, written } = partsOf(growth);
  written[0] = bytes;
  Atomics.add(events, 0, 1);
  Atomics.notify(events, 0);
}

export function tellEnded(growth: CopyGrowth, isWhole: boolean): void {
  const { events } = partsOf(growth);
  Atomics.store(events, 1, isWhole ? whole : givenUp);
  Atomics.add(events, 0, 1);
  Atomics.notify(events, 0);
}

/**
 * Waits until more than so many bytes are written, or no more will be.
 *
 * @returns the bytes that are written
 * @throws AppError `copy-given-up`
 */
export async function grownBeyond(growth: CopyGrowth, bytes: number): Promise<number> {
  const { events, written } = partsOf(growth);
  for (;;) {
    const event = Atomics.load(events, 0);
    const state = Atomics.load(events, 1);
    const now = written[0] ?? 0;
    if (state === givenUp) throw copyGivenUp();
    if (now > bytes || state !== growing) return now;
    await Atomics.waitAsync(events, 0, event).value;
  }
}

function partsOf(growth: CopyGrowth) {
  return { events: new Int32Array(growth, 0, 2), written: new Float64Array(growth, 8, 1) };
}

function copyGivenUp(): AppError {
  return new AppError('copy-given-up', 'The copy of the file was given up while it was being read.', {
    hint: 'Whatever made it fail is told elsewhere; the file is taken again by itself.',
    retryable: true,
  });
}
