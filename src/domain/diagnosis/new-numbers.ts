import type { Diagnosis } from '../diagnosis.ts';
import { figure } from '../figure.ts';
import type { HeldPlan, Person } from './held-plan.ts';
import { type IdentityFact, identityFacts } from './same-person.ts';
import { explains, figuresOf, type Share, shareOf, tellShare } from './share.ts';

/** Whether who is missing stands in the file as somebody new: the same people under other keys. */
export function diagnoseNewNumbers({ missing, newcomers }: HeldPlan): Diagnosis | null {
  for (const { name, factOf } of identityFacts) {
    const share = shareOf(countFoundAgain(missing.items, newcomers.items, factOf), missing);
    if (!explains(share)) continue;
    const { facts, ...figures } = figuresOf(share);
    return { code: 'new-numbers', ...figures, message: tellFoundAgain(name, share), facts: { ...facts, by: name } };
  }
  return null;
}

/** How many have this in common with a newcomer. Each newcomer is one person. */
export function countFoundAgain(
  missing: readonly Person[],
  newcomers: readonly Person[],
  factOf: (person: Person) => string | null,
): number {
  const left = new Map<string, number>();
  for (const person of newcomers) {
    const fact = factOf(person);
    if (fact !== null) left.set(fact, (left.get(fact) ?? 0) + 1);
  }
  let found = 0;
  for (const person of missing) {
    const fact = factOf(person);
    const count = fact === null ? 0 : (left.get(fact) ?? 0);
    if (fact === null || count === 0) continue;
    left.set(fact, count - 1);
    found += 1;
  }
  return found;
}

function tellFoundAgain(by: IdentityFact, share: Share): string {
  if (by !== 'nationalId') {
    return `${tellShare(share, 'missing employees')} reappear with the same ${words[by]} under new employee numbers`;
  }
  const isAll = share.isExact && share.count === share.of;
  const who = isAll ? `${figure(share.count)} national` : `${tellShare(share, 'missing national')}`;
  return `${who} identity numbers reappear under new employee numbers`;
}

const words: Record<Exclude<IdentityFact, 'nationalId'>, string> = {
  nameAndBirthDate: 'name and birth date',
  email: 'email address',
  name: 'name',
};
