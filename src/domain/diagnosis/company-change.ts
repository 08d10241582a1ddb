import type { EmployeeKey } from '../employee.ts';
import { maskNationalIds } from '../mask.ts';
import type { Person } from './held-plan.ts';
import type { NumberChange } from './number-change.ts';
import { isSamePerson } from './same-person.ts';

/** Employees who keep their numbers in a company that has another id now. */
export function companyChanges(missing: readonly Person[], newcomers: readonly Person[]): NumberChange[] {
  const byNumber = Map.groupBy(newcomers, ({ employeeNo }) => employeeNo);
  const moves = new Map<string, Map<string, number>>();
  for (const person of missing) {
    for (const found of byNumber.get(person.employeeNo) ?? []) {
      if (found.companyId === person.companyId || isSamePerson(person, found) !== true) continue;
      const targets = moves.get(person.companyId) ?? new Map<string, number>();
      targets.set(found.companyId, (targets.get(found.companyId) ?? 0) + 1);
      moves.set(person.companyId, targets);
    }
  }
  if (moves.size === 0) return [];
  const newIds = new Map([...moves].map(([from, targets]) => [from, mostFrequent(targets)]));
  return [companyChange(newIds)];
}

/** Where these employees would be found if their company were one of these. */
export function inCompanies(missing: readonly EmployeeKey[], companyIds: readonly string[]): EmployeeKey[] {
  return companyIds.flatMap((companyId) => missing.map(({ employeeNo }) => ({ companyId, employeeNo })));
}

function companyChange(newIds: ReadonlyMap<string, string>): NumberChange {
  const pairs = [...newIds].map(([from, to]) => ({ from: maskNationalIds(from), to: maskNationalIds(to) }));
  const told = pairs.slice(0, mostNamed).map(({ from, to }) => `company ${to} is read as company ${from}`);
  const more = pairs.length - told.length;
  return {
    code: 'company-changed',
    // Numbers from 1 on are in use in every company.
    isTelling: false,
    remedy: `${told.join(', ')}${more > 0 ? `, and so on for ${more} more` : ''}`,
    facts: {
      from: pairs
        .slice(0, mostNamed)
        .map(({ from }) => from)
        .join(', '),
      to: pairs
        .slice(0, mostNamed)
        .map(({ to }) => to)
        .join(', '),
    },
    inFile({ companyId, employeeNo }) {
      const newId = newIds.get(companyId);
      return newId === undefined ? null : { companyId: newId, employeeNo };
    },
  };
}

const mostNamed = 3;

function mostFrequent(counts: ReadonlyMap<string, number>): string {
  return [...counts].reduce((best, next) => (next[1] > best[1] ? next : best))[0];
}
