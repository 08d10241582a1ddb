import { statSync } from 'node:fs';
import type { Worker } from 'node:worker_threads';
import { startRosterWorker, threadFromBytes } from './roster-thread-handle.ts';

const readingVerbs = ['import', 'check', 'plan'];

/** Bytes of the roster that a command is going to read, as far as its arguments tell at once; 0 where they tell of none. */
export function sizeOfRoster([verb = '', ...rest]: readonly string[]): number {
  return readingVerbs.includes(verb) ? Math.max(0, ...rest.map(sizeOfFile)) : 0;
}

function sizeOfFile(argument: string): number {
  try {
    const found = statSync(argument);
    return found.isFile() ? found.size : 0;
  } catch {
    // An option, or a file of which the command itself will tell what is wrong with it.
    return 0;
  }
}

/**
 * A worker for a command that is going to read a roster in a thread. It starts beside all that the command itself has to
 * load, and reads 0.1 s sooner.
 *
 * @returns null where none is needed, or the system gives none: the command then meets that itself
 */
export function startEarlyWorker(rosterBytes: number): Worker | null {
  if (rosterBytes < threadFromBytes) return null;
  try {
    return startRosterWorker();
  } catch {
    return null;
  }
}
