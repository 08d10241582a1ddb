import type { RosterFile } from '../store/contract.ts';
import type { Catalogue } from './languages/contract.ts';
import type { Fact } from './mail-blocks.ts';

/** What a plan does, the weightiest first; deactivations are told of also where there are none. */
export function planFacts(
  { plan, kind }: RosterFile,
  tense: 'would' | 'did',
  { grammar, verdicts: { planLabels, rowsLeftOut, rowsToBeLeftOut } }: Catalogue,
): Fact[] {
  if (plan === null) return [];
  const facts = order
    .filter((what) => plan[what] > 0 || what === 'deactivated')
    .map((what) => ({ label: planLabels[what], value: grammar.people(plan[what], kind) }));
  if (plan.quarantined === 0) return facts;
  const label = tense === 'would' ? rowsToBeLeftOut : rowsLeftOut;
  return [...facts, { label, value: grammar.figure(plan.quarantined) }];
}

const order = ['deactivated', 'renumbered', 'created', 'reactivated', 'updated', 'unchanged'] as const;
