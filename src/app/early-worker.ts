import { statSync } from 'node:fs';
import { threadFromBytes } from './roster-thread-handle.ts';

const readingVerbs = ['import', 'check', 'plan'];

/**
 * Whether a command is going to read a roster in a thread, as far as its arguments tell at once. The thread then starts
 * beside all that the command itself has to load, and reads 0.1 s sooner.
 */
export function needsWorker([verb = '', ...rest]: readonly string[]): boolean {
  return readingVerbs.includes(verb) && rest.some(isLarge);
}

function isLarge(argument: string): boolean {
  try {
    const found = statSync(argument);
    return found.isFile() && found.size >= threadFromBytes;
  } catch {
    // An option, or a file of which the command itself will tell what is wrong with it.
    return false;
  }
}
