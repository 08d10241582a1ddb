import type { RosterColumn, RosterRow } from '../fixtures/roster.ts';
import type { ModelPerson } from './register-model.ts';

/**
 * What the register should hold after rosters, changes by hand and undos, kept as plainly as can be: for each person and field
 * every value that somebody has given it, and by what. The value is the last one whose file was not undone. Nothing is ever put
 * back, so that this is another way to the same end than the register's.
 */
export interface UndoModel {
  /** Takes over a roster that was applied as this file. */
  take(fileId: number, rows: readonly RosterRow[]): void;
  /** Whether a roster would change anything. */
  changes(rows: readonly RosterRow[]): boolean;
  deactivateByHand(employeeNo: string): void;
  renameByHand(employeeNo: string, surname: string): void;
  /** @returns what stays, as `employee number field`, sorted */
  undo(fileId: number): string[];
  people(): ModelPerson[];
}

export interface UndoModelRules {
  manualFields: readonly RosterColumn[];
  reactivate: 'always' | 'absent-only' | 'never';
}

interface Person {
  /** The number that the register has for them now. */
  key: string;
  createdBy: number;
  born: RosterRow;
  /** How they were created. */
  began: Activity;
  given: { field: string; by: number | 'hand'; value: unknown }[];
}

interface Activity {
  active: boolean;
  deactivatedBy: 'absent' | 'deleted' | 'manual' | 'undo' | null;
}

const notCompared: readonly string[] = ['employeeNo', 'companyId', 'isDeleted'];

export function createUndoModel(rules: UndoModelRules): UndoModel {
  let people: Person[] = [];
  const undone = new Set<number | 'hand'>();

  const counts = ({ by }: { by: number | 'hand' }) => !undone.has(by);
  const fieldOf = (person: Person, column: RosterColumn): string => {
    const last = person.given.findLast((one) => one.field === column && counts(one));
    return last === undefined ? person.born[column] : String(last.value);
  };
  const activityOf = (person: Person): Activity => {
    const last = person.given.findLast((one) => one.field === 'active' && counts(one));
    if (last !== undefined) return last.value as Activity;
    return undone.has(person.createdBy) ? { active: false, deactivatedBy: 'undo' } : person.began;
  };
  const rowOf = (person: Person): RosterRow => {
    const row = { ...person.born, employeeNo: person.key };
    for (const column of Object.keys(row) as RosterColumn[]) {
      if (!notCompared.includes(column)) row[column] = fieldOf(person, column);
    }
    return row;
  };
  const byKey = (key: string) => people.find((person) => person.key === key);
  const nationalIdOf = ({ dateOfBirth, ssn }: RosterRow) => dateOfBirth + ssn;

  /** New rows with the national identity number of somebody who is gone, one to one. */
  function renumbered(rows: readonly RosterRow[], named: ReadonlySet<string>): Map<RosterRow, Person> {
    const found = new Map<RosterRow, Person>();
    const isNew = (row: RosterRow) => row.isDeleted !== 'true' && byKey(row.employeeNo) === undefined;
    const fresh = Map.groupBy(rows.filter(isNew), nationalIdOf);
    const gone = Map.groupBy(
      people.filter((person) => activityOf(person).active && !named.has(person.key)),
      (person) => nationalIdOf(rowOf(person)),
    );
    for (const [nationalId, [row, ...others]] of fresh) {
      const [person, ...more] = gone.get(nationalId) ?? [];
      if (row !== undefined && person !== undefined && others.length + more.length === 0) found.set(row, person);
    }
    return found;
  }

  function reconcile(fileId: number, all: readonly RosterRow[]): Person[] {
    const named = new Set(all.map(({ employeeNo }) => employeeNo));
    const rows = all.filter(({ payType }) => payType !== 'Q');
    const moved = renumbered(rows, named);
    const movedPeople = new Set(moved.values());
    const next = people.map((person) => ({ ...person, given: [...person.given] }));
    const copyOf = (person: Person) => next[people.indexOf(person)] as Person;
    for (const row of rows) {
      const known = byKey(row.employeeNo) ?? moved.get(row);
      const isDeleted = row.isDeleted === 'true';
      if (known === undefined) {
        const began: Activity = { active: !isDeleted, deactivatedBy: isDeleted ? 'deleted' : null };
        next.push({ key: row.employeeNo, createdBy: fileId, born: row, began, given: [] });
        continue;
      }
      const person = copyOf(known);
      const give = (field: string, value: unknown) => person.given.push({ field, by: fileId, value });
      const { active, deactivatedBy } = activityOf(known);
      const mayReturn =
        rules.reactivate === 'always' || (rules.reactivate === 'absent-only' && deactivatedBy !== 'manual');
      if (active && isDeleted) give('active', { active: false, deactivatedBy: 'deleted' });
      if (!active && !isDeleted && mayReturn) give('active', { active: true, deactivatedBy: null });
      for (const column of Object.keys(row) as RosterColumn[]) {
        if (notCompared.includes(column) || rules.manualFields.includes(column)) continue;
        if (fieldOf(known, column) !== row[column]) give(column, row[column]);
      }
      if (known.key !== row.employeeNo) {
        give('employeeNo', row.employeeNo);
        person.key = row.employeeNo;
      }
    }
    for (const person of people) {
      if (!activityOf(person).active || named.has(person.key) || movedPeople.has(person)) continue;
      copyOf(person).given.push({ field: 'active', by: fileId, value: { active: false, deactivatedBy: 'absent' } });
    }
    return next;
  }

  /** Who moves back to an earlier number; whoever finds theirs taken stays, and may be in the way of another. */
  function moveBack(fileId: number, kept: string[]): void {
    const moves = new Map<Person, string>();
    for (const person of people) {
      if (!wasGiven(person, fileId, 'employeeNo') || isKept(person, fileId, 'employeeNo')) continue;
      const last = person.given.findLast((one) => one.field === 'employeeNo' && counts(one));
      const key = last === undefined ? person.born.employeeNo : String(last.value);
      if (key !== person.key) moves.set(person, key);
    }
    for (let settled = false; !settled; ) {
      settled = true;
      for (const [person, key] of moves) {
        const isTaken = people.some((other) => other !== person && (moves.get(other) ?? other.key) === key);
        if (!isTaken) continue;
        moves.delete(person);
        kept.push(`${person.key} employeeNo`);
        settled = false;
      }
    }
    for (const [person, key] of moves) person.key = key;
  }

  const wasGiven = (person: Person, fileId: number, field: string) =>
    person.given.some((one) => one.field === field && one.by === fileId);
  const isKept = (person: Person, fileId: number, field: string) => {
    const own = person.given.findIndex((one) => one.field === field && one.by === fileId);
    return person.given.slice(own + 1).some((one) => one.field === field && counts(one));
  };

  return {
    take(fileId, rows) {
      people = reconcile(fileId, rows);
    },
    changes(rows) {
      const after = reconcile(0, rows);
      return (
        after.length > people.length ||
        after.some(({ given }, index) => given.length > (people[index]?.given.length ?? 0))
      );
    },
    deactivateByHand(employeeNo) {
      const value: Activity = { active: false, deactivatedBy: 'manual' };
      byKey(employeeNo)?.given.push({ field: 'active', by: 'hand', value });
    },
    renameByHand(employeeNo, surname) {
      byKey(employeeNo)?.given.push({ field: 'surname', by: 'hand', value: surname });
    },
    undo(fileId) {
      undone.add(fileId);
      const kept: string[] = [];
      moveBack(fileId, kept);
      for (const person of people) {
        const fields = new Set(person.given.filter(({ by }) => by === fileId).map(({ field }) => field));
        const isCreated = person.createdBy === fileId;
        for (const field of isCreated ? ['active'] : fields) {
          if (isKept(person, fileId, field)) kept.push(`${person.key} ${field}`);
        }
      }
      return kept.sort();
    },
    people: () => people.map((person) => ({ row: rowOf(person), ...activityOf(person) }) as ModelPerson),
  };
}
