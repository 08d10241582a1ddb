import { headerLine, isActive, lineOf } from './generate-roster.ts';
import { changedPerson, createSsnSource, personAt } from './people.ts';

/** A small company's roster, and what it changes against the one before it. */
export interface SmallRoster {
  text: string;
  plan: { created: number; updated: number; deactivated: number; unchanged: number };
}

const changedAtOnce = 3;

/** Rosters of `rows` people, each a day after the other: three people changed, one gone, one new. */
export function generateSmallRosters(count: number, rows: number): SmallRoster[] {
  const nextSsn = createSsnSource();
  const people = Array.from({ length: rows + count }, (_, i) => personAt(i, nextSsn));
  const rosters: SmallRoster[] = [];
  let before = new Map<number, readonly string[]>();
  for (let day = 0; day < count; day += 1) {
    const today = new Map(people.slice(day, day + rows).map((person, index) => [day + index, person]));
    for (let i = 0; day > 0 && i < changedAtOnce; i += 1) {
      const at = day + 10 * (i + 1);
      today.set(at, changedPerson(people[at] ?? [], at));
    }
    rosters.push({ text: headerLine + [...today.values()].map(lineOf).join(''), plan: planBetween(before, today) });
    before = today;
  }
  return rosters;
}

type People = ReadonlyMap<number, readonly string[]>;

function planBetween(before: People, today: People): SmallRoster['plan'] {
  const plan = { created: 0, updated: 0, deactivated: 0, unchanged: 0 };
  for (const [i, person] of today) {
    const earlier = before.get(i);
    if (earlier === undefined) plan.created += 1;
    else if (lineOf(earlier) === lineOf(person)) plan.unchanged += 1;
    else plan.updated += 1;
  }
  plan.deactivated = [...before].filter(([i, person]) => !today.has(i) && isActive(person)).length;
  return plan;
}
