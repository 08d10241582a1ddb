import type { Tally } from './tally.ts';

/** The counts as a short table. */
export function renderTally({ files, verdicts, issues }: Tally): string[] {
  return ['verdicts', ...renderCounts(verdicts, files), 'issues', ...renderCounts(issues, null)];
}

/** @param whole what the shares are of; null for none */
export function renderCounts(counts: ReadonlyMap<string, number>, whole: number | null): string[] {
  const share = (count: number) => (whole === null ? '' : `${((100 * count) / whole).toFixed(1)} %`.padStart(8));
  return [...counts]
    .sort(([, one], [, other]) => other - one)
    .map(([name, count]) => `  ${name.padEnd(32)}${count.toLocaleString('en-US').padStart(12)}${share(count)}`);
}

/** The most memory in each tenth of the run. */
export function renderMemory(memory: readonly number[]): string {
  const megabytes = tenths(memory).map((most) => most.toFixed(0));
  return `memory in each tenth of the run: ${megabytes.join(' ')} MB`;
}

export function tenths(memory: readonly number[]): number[] {
  const length = Math.max(1, memory.length / 10);
  return Array.from({ length: 10 }, (_, tenth) =>
    Math.max(0, ...memory.slice(Math.floor(tenth * length), Math.ceil((tenth + 1) * length))),
  );
}
