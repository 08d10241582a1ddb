import type { Tally } from './tally.ts';

/** The counts as a short table. */
export function renderTally({ files, verdicts, issues }: Tally): string[] {
  const share = (times: number) => `${((100 * times) / Math.max(1, files)).toFixed(1)} %`.padStart(8);
  const line = (name: string, times: number) => `  ${name.padEnd(32)}${times.toLocaleString('en-US').padStart(12)}`;
  const sorted = (counts: ReadonlyMap<string, number>) => [...counts].sort(([, one], [, other]) => other - one);
  return [
    'verdicts',
    ...sorted(verdicts).map(([name, times]) => line(name, times) + share(times)),
    'issues',
    ...sorted(issues).map(([name, times]) => line(name, times)),
  ];
}

/** The most memory in each tenth of the run. */
export function renderMemory(memory: readonly number[]): string {
  return `memory in each tenth of the run: ${tenths(memory)
    .map((megabytes) => megabytes.toFixed(0))
    .join(' ')} MB`;
}

export function tenths(memory: readonly number[]): number[] {
  const length = Math.max(1, memory.length / 10);
  return Array.from({ length: 10 }, (_, tenth) => {
    return Math.max(0, ...memory.slice(Math.floor(tenth * length), Math.ceil((tenth + 1) * length)));
  });
}
