import type { HeldPlan } from './held-plan.ts';
import type { Share } from './share.ts';

/** Companies with active employees of whom none stands in the file, the largest first, and their share of who is absent. */
export function goneCompanies({ absentPerCompany, rowsPerCompany }: HeldPlan): { ids: string[]; share: Share } {
  const gone = [...absentPerCompany]
    .filter(([id, absent]) => id !== '' && absent > 0 && (rowsPerCompany.get(id) ?? 0) === 0)
    .sort(([, one], [, other]) => other - one);
  return {
    ids: gone.map(([id]) => id),
    share: { count: sumOf(gone.map(([, absent]) => absent)), of: sumOf(absentPerCompany.values()), isExact: true },
  };
}

export function sumOf(counts: Iterable<number>): number {
  let sum = 0;
  for (const count of counts) sum += count;
  return sum;
}
