import type { Person } from './held-plan.ts';

/** Whether two entries are of one person; null where nothing stands in both that would tell. */
export function isSamePerson(one: Person, other: Person): boolean | null {
  let isTold = false;
  for (const { factOf } of identityFacts) {
    const [first, second] = [factOf(one), factOf(other)];
    if (first === null || second === null) continue;
    if (first === second) return true;
    isTold = true;
  }
  return isTold ? false : null;
}

export type IdentityFact = 'nationalId' | 'nameAndBirthDate' | 'email' | 'name';

/** By what a person is known again, the surest first. */
export const identityFacts: readonly { name: IdentityFact; factOf(person: Person): string | null }[] = [
  { name: 'nationalId', factOf: ({ nationalIdIndex }) => nationalIdIndex },
  {
    name: 'nameAndBirthDate',
    factOf(person) {
      const name = nameOf(person);
      return name === null || person.dateOfBirth === null ? null : `${name}\u0000${person.dateOfBirth}`;
    },
  },
  { name: 'email', factOf: ({ email }) => email?.toLowerCase() ?? null },
  { name: 'name', factOf: nameOf },
];

/** Systems differ in their capital letters: ÅSE is Åse. */
function nameOf({ firstName, surname }: Person): string | null {
  return firstName === null || surname === null ? null : `${firstName}\u0000${surname}`.toLowerCase();
}
