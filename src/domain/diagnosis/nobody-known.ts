import type { Diagnosis } from '../diagnosis.ts';
import type { HeldPlan } from './held-plan.ts';
import { countFoundAgain } from './new-numbers.ts';
import { identityFacts } from './same-person.ts';
import { explains, figuresOf, tellShare } from './share.ts';

/** Whether the file is about other people altogether, where no company tells it. */
export function diagnoseNobodyKnown(hold: HeldPlan): Diagnosis | null {
  const isNew = { count: hold.plan.created, of: hold.rows, isExact: true };
  const isGone = { count: hold.plan.deactivated, of: hold.active, isExact: true };
  if (!explains(isNew) || !explains(isGone) || areFoundAgain(hold)) return null;
  return {
    code: 'nobody-known',
    ...figuresOf(isNew),
    message: `the file looks like the roster of others: ${tellShare(isNew, 'employees in it')} are new, by number and by name`,
  };
}

/** A few share their name with somebody else; where nobody has a name nothing can be said. */
function areFoundAgain({ missing, newcomers }: HeldPlan): boolean {
  const isNamed = identityFacts.some(({ factOf }) => missing.items.some((person) => factOf(person) !== null));
  const found = identityFacts.map(({ factOf }) => countFoundAgain(missing.items, newcomers.items, factOf));
  return !isNamed || Math.max(...found) > missing.items.length * mostNamesakes;
}

const mostNamesakes = 0.2;
