/** Of a run, what a process takes to start says nothing of what it does with a file. */
const startUpShare = 0.1;

/**
 * How flat memory is: the most of the second half against the most of the first half after start-up. Where memory grew
 * with the file it would be near 2.
 *
 * @param residentMb looked at evenly, from start to exit
 * @returns null where there is nothing to tell
 */
export function curveRatio(residentMb: readonly number[]): number | null {
  const middle = Math.floor(residentMb.length / 2);
  const first = residentMb.slice(Math.floor(residentMb.length * startUpShare), middle);
  return first.length === 0 ? null : Math.max(...residentMb.slice(middle)) / Math.max(...first);
}

/** The most in each tenth. */
export function tenths(residentMb: readonly number[]): number[] {
  const length = residentMb.length / 10;
  return Array.from({ length: 10 }, (_, tenth) =>
    Math.max(0, ...residentMb.slice(Math.floor(tenth * length), Math.ceil((tenth + 1) * length))),
  );
}
