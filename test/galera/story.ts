import { csvOf, type RosterRow, syntheticEmployee } from '../fixtures/roster.ts';

/** A roster to drop, and what the register and the ledger must say once it has been taken. */
export interface Chapter {
  feed: string;
  name: string;
  content: string;
  rows: number;
  status: 'processed' | 'processed_with_warnings' | 'rejected' | 'skipped';
}

/** What must be known of an employee at the end. */
export interface Person {
  active: boolean;
  addressLine: string;
  createdBy: string;
  /** `updated second.csv`, in order. */
  changes: string[];
}

export interface Story {
  chapters: Chapter[];
  /** By feed and employee number. */
  people: Map<string, Map<string, Person>>;
}

/** Rosters of several feeds, in which people come, go, return and move, and of which some are rejected or skipped. */
export function tellStory(feeds: readonly string[], files: number, random: () => number): Story {
  const people = new Map(feeds.map((feed) => [feed, new Map<string, Person>()]));
  const last = new Map<string, Chapter>();
  const chapters = Array.from({ length: files }, (_, index): Chapter => {
    const feed = feeds[index % feeds.length] ?? '';
    const nth = Math.floor(index / feeds.length) + 1;
    const name = `${feed}-${String(nth).padStart(3, '0')}.csv`;
    const register = people.get(feed) ?? new Map<string, Person>();
    const before = last.get(feed);
    if (before !== undefined && random() < 0.08) return { ...before, name, status: 'skipped' };
    const rows = nextRoster(register, 500 + Math.floor(random() * 4500), random);
    if (before !== undefined && random() < 0.1) {
      const [first, ...rest] = rows;
      const content = csvOf([{ ...(first ?? syntheticEmployee(0)), dateOfBirth: '1979-02-30' }, ...rest]);
      return { feed, name, content, rows: rows.length, status: 'rejected' };
    }
    take(register, rows, name);
    const chapter: Chapter = { feed, name, content: csvOf(rows), rows: rows.length, status: 'processed' };
    last.set(feed, chapter);
    return chapter;
  });
  return { chapters, people };
}

/** Towards `size` people: some of those who are here move or go, some of those who went return, new ones come. */
function nextRoster(register: ReadonlyMap<string, Person>, size: number, random: () => number): RosterRow[] {
  const rows: RosterRow[] = [];
  const known = [...register.entries()];
  // New people below half of those who are here, changed ones below three quarters: the guard looks at both.
  const active = known.filter(([, { active }]) => active).length;
  const wanted = active === 0 ? size : Math.min(size, Math.floor(active * 1.4));
  for (const [index, [, person]] of known.entries()) {
    const stays = person.active ? random() > 0.06 : random() < 0.02;
    if (!stays) continue;
    const addressLine = random() < 0.08 ? `Nyveien ${Math.floor(random() * 1000)}` : person.addressLine;
    rows.push(syntheticEmployee(index, { addressLine }));
  }
  for (let i = known.length; rows.length < wanted; i += 1) rows.push(syntheticEmployee(i));
  return rows;
}

function take(register: Map<string, Person>, rows: readonly RosterRow[], name: string): void {
  const listed = new Set(rows.map(({ employeeNo }) => employeeNo));
  for (const { employeeNo, addressLine } of rows) {
    const person = register.get(employeeNo);
    if (person === undefined) register.set(employeeNo, { active: true, addressLine, createdBy: name, changes: [] });
    else {
      if (!person.active) person.changes.push(`reactivated ${name}`);
      else if (person.addressLine !== addressLine) person.changes.push(`updated ${name}`);
      Object.assign(person, { active: true, addressLine });
    }
  }
  for (const [employeeNo, person] of register) {
    if (!person.active || listed.has(employeeNo)) continue;
    person.active = false;
    person.changes.push(`deactivated ${name}`);
  }
}
