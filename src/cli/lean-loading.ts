import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * Loading the modules makes garbage, for which V8 lets its young generation grow to three times 16 MB; a daemon that then
 * idles never gives them back. Kept small it idles at 20 MB less (Node.js 24.21, 50 feeds). A thread that reads a large roster
 * begins with as much as it may have (app/roster-thread-handle.ts): in 1 MB a million rows take 2 s more.
 */
export function keepMemorySmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
  // Counts for what is made from now on, threads; each has a limit of its own.
  setFlagsFromString('--min-semi-space-size=8');
}

/**
 * V8 guesses from the first thousands of objects where the later ones should be made. In every other run it took a roster's
 * rows for long-lived, made them in the old generation, and a million of them took 0.9 s and 40 MB more.
 */
export function keepRowsYoung(): void {
  setFlagsFromString('--no-allocation-site-pretenuring');
}

/** A thread's heap for a roster below this size is small, whenever it is collected. */
export const collectLateBelowBytes = 32 * 1024 * 1024;

/**
 * V8 collects a heap often at first, to learn how large it has to be: that of a thread that reads 100,000 rows four times,
 * which took 4 % of the import. Of a million rows it took nothing worth mentioning, but 25 MB more were needed.
 */
export function collectLate(): void {
  setFlagsFromString('--initial-old-space-size=48');
}

/**
 * Collects what the start has left: a daemon that idles gives V8 no reason to do it by itself. Thoroughly, and once: after a
 * plain collection V8 goes on with two of its own, and with 50 feeds these took half as much time as a minute of idling
 * (Node.js 24.21: 80 ms, now 35).
 */
export function giveBackMemory(): void {
  setFlagsFromString('--expose-gc');
  setFlagsFromString('--memory-reducer-gc-count=1');
  const collect = runInNewContext('gc') as (how: { type: 'major'; flavor: 'last-resort' }) => void;
  collect({ type: 'major', flavor: 'last-resort' });
}
