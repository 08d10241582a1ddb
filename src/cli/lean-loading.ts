import { setFlagsFromString } from 'node:v8';

/**
 * Loading the modules makes garbage, for which V8 lets its young generation grow to three times 16 MB; a daemon that then
 * idles never gives them back. Kept small while it loads, it idles at 110 instead of 130 MB (Node.js 24.21, 50 feeds).
 */
export function keepMemorySmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
  keepRowsYoung();
}

/** V8's default again, before the work begins: its rows are garbage soon, and cheap to clear away only in a large one. */
export function letMemoryGrow(): void {
  setFlagsFromString('--semi-space-growth-factor=2');
}

/**
 * V8 guesses from the first thousands of objects where the later ones should be made. In every other run it took a roster's
 * rows for long-lived, made them in the old generation, and a million of them took 0.9 s and 40 MB more.
 */
function keepRowsYoung(): void {
  setFlagsFromString('--no-allocation-site-pretenuring');
}
