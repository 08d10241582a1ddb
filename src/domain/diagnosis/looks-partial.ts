import type { Diagnosis } from '../diagnosis.ts';
import { figure } from '../figure.ts';
import type { HeldPlan } from './held-plan.ts';
import { explains, figuresOf } from './share.ts';

/** Whether the file brings only what has changed: far fewer rows than there are employees, and hardly one that is as it was. */
export function diagnoseLooksPartial({ rows, active, plan }: HeldPlan): Diagnosis | null {
  if (rows === 0 || rows * 2 > active || plan.deactivated < leastMissing) return null;
  const { created, updated, reactivated, renumbered } = plan;
  const share = { count: created + updated + reactivated + renumbered, of: rows, isExact: true };
  // The only row of a file is as telling as many are: a full roster of so large a feed has more.
  if (share.count < rows && !explains(share)) return null;
  const { facts, ...figures } = figuresOf(share);
  const change = created === share.count ? 'new' : created === 0 ? 'changed' : 'new or changed';
  return {
    code: 'looks-partial',
    ...figures,
    message: `the file looks partial: ${who(share)} ${change}`,
    facts: { ...facts, change },
  };
}

const leastMissing = 3;

function who({ count, of }: { count: number; of: number }): string {
  if (of === 1) return 'its only employee is';
  return count === of
    ? `all of its ${figure(of)} employees are`
    : `${figure(count)} of its ${figure(of)} employees are`;
}
