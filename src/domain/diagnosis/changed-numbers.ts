import type { Diagnosis } from '../diagnosis.ts';
import type { EmployeeKey } from '../employee.ts';
import { affixChanges } from './affixes.ts';
import { companyChanges, inCompanies } from './company-change.ts';
import type { HeldPlan, Person } from './held-plan.ts';
import { zerosAdded, zerosLost } from './leading-zeros.ts';
import type { NumberChange } from './number-change.ts';
import { createPeopleIndex, type PeopleIndex } from './people-index.ts';
import { isSamePerson } from './same-person.ts';
import { explains, figuresOf, shareOf, tellShare } from './share.ts';
import { writtenOtherwise } from './written-otherwise.ts';

/** Whether who is missing stands in the file under a key that is written otherwise. */
export function diagnoseChangedNumbers({ missing, newcomers }: HeldPlan): Diagnosis | null {
  const index = createPeopleIndex(newcomers.items);
  const changes = [...changesOf(missing.items, newcomers.items), ...companyChanges(missing.items, newcomers.items)];
  let best: { change: NumberChange; matches: number } | null = null;
  for (const change of changes) {
    const matches = countMatches(change, missing.items, index);
    if (matches > (best?.matches ?? 0)) best = { change, matches };
  }
  if (best === null) return null;
  const share = shareOf(best.matches, missing);
  if (!explains(share)) return null;
  const { change } = best;
  const { facts, ...figures } = figuresOf(share);
  return {
    code: change.code,
    ...figures,
    message: `${tellShare(share, 'missing employees')} match if ${change.remedy}`,
    facts: { ...facts, ...change.facts },
  };
}

/** The keys by which newcomers have to be looked up where they are too many to be read. */
export function keysToLookUp(
  missing: readonly EmployeeKey[],
  newcomers: readonly EmployeeKey[],
  strangeCompanies: readonly string[],
): EmployeeKey[] {
  const changed = changesOf(missing, newcomers).flatMap((change) => missing.map((key) => change.inFile(key)));
  return [...changed.filter((key) => key !== null), ...inCompanies(missing, strangeCompanies.slice(0, mostCompanies))];
}

const mostCompanies = 5;

/** Those that keys alone tell; of two that explain as many, the first is told. */
function changesOf(missing: readonly EmployeeKey[], newcomers: readonly EmployeeKey[]): NumberChange[] {
  return [...zerosLost(missing), ...zerosAdded(newcomers), ...affixChanges(missing, newcomers), ...writtenOtherwise];
}

/** People whose changed key the file has. Of a key that is somebody else's nothing follows. */
function countMatches(change: NumberChange, missing: readonly Person[], newcomers: PeopleIndex<Person>): number {
  let seen = 0;
  let open = 0;
  let others = 0;
  for (const person of missing) {
    const key = change.inFile(person);
    const found = key === null ? undefined : newcomers.get(key);
    if (found === undefined) continue;
    const isSame = isSamePerson(person, found);
    if (isSame === null) open += 1;
    else if (isSame) seen += 1;
    else others += 1;
  }
  const isTrusted = seen > 0 ? seen > others : change.isTelling && others === 0;
  return isTrusted ? seen + open : 0;
}
