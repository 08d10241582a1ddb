import { memoryMb } from '../bench/process-figures.ts';
import type { ReadFile } from './read-file.ts';

/** Counts what became of the files, and looks at the memory on the way. */
export interface Tally {
  files: number;
  verdicts: Map<string, number>;
  issues: Map<string, number>;
  /** Resident memory in MB, with every so many files. */
  memory: number[];
}

export function createTally(): Tally {
  return { files: 0, verdicts: new Map(), issues: new Map(), memory: [] };
}

const lookEvery = 500;

export function count(tally: Tally, { outcome, lists }: ReadFile): void {
  const { files, verdicts, issues, memory } = tally;
  tally.files += 1;
  add(verdicts, lists === 'positions' ? `positions ${verdictOf(outcome)}` : verdictOf(outcome), 1);
  for (const [code, times] of Object.entries(outcome?.issueCounts.byCode ?? {})) add(issues, code, times);
  if (files % lookEvery === 0) memory.push(memoryMb(process.pid, 'VmRSS') ?? process.memoryUsage.rss() / 2 ** 20);
}

function verdictOf(outcome: ReadFile['outcome']): string {
  if (outcome === null) return 'none';
  const { fatal, row, warning } = outcome.issueCounts;
  if (fatal > 0) return 'rejected';
  if (row > 0) return 'accepted, rows in quarantine';
  return warning > 0 ? 'accepted, with warnings' : 'accepted';
}

export function add(counts: Map<string, number>, name: string, times: number): void {
  counts.set(name, (counts.get(name) ?? 0) + times);
}
