import { availableParallelism, cpus, totalmem } from 'node:os';

/** What the figures were measured with, for the head of the report. */
export function describeMachine(abouts: Iterable<string>): string[] {
  const gigabytes = Math.round(totalmem() / 2 ** 30);
  const model = cpus()[0]?.model.trim() ?? 'unknown processor';
  return [
    `Measured ${new Date().toISOString().slice(0, 10)} on ${model}, ${availableParallelism()} cores, ${gigabytes} GB; ` +
      `Node.js ${process.versions.node}, Rollcall as built; ${[...abouts].join('; ')}.`,
  ];
}
