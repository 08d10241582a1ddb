import type { FieldChange } from './plan.ts';

/** One entry of an employee's history, as an undo looks at it. What earlier undos wrote is none: see `undone`. */
export interface PastChange {
  id: number;
  fields: readonly FieldChange[];
  /** Whether its file has been undone. It counts for nothing then, even where a later change kept what it had done. */
  undone: boolean;
}

export interface FieldBack<C extends PastChange> {
  field: string;
  /** The change whose value before is put back: the undone one itself, or an earlier one that was undone, too. */
  to: C;
  before: unknown;
  /** Whether nothing that counts has changed the field before: the value is what the employee began with. */
  isFirst: boolean;
}

export interface RevertedFields<C extends PastChange> {
  back: FieldBack<C>[];
  /** Fields that stay, each with the last change that keeps it. */
  kept: { field: string; by: C }[];
}

/**
 * What an undo of one change puts back, field by field: the value of the last change before it that still counts. So the order
 * in which files are undone makes no difference, and no value of an undone file ever comes back. A field that a later change
 * has, whose file was not undone, stays as it is.
 *
 * @param history the employee's changes, oldest first; the one to be undone is among them
 */
export function revertFields<C extends PastChange>(history: readonly C[], undone: C): RevertedFields<C> {
  const reverted: RevertedFields<C> = { back: [], kept: [] };
  for (const { field } of undone.fields) {
    const changes = history.filter(({ fields }) => fields.some((change) => change.field === field));
    const own = changes.indexOf(undone);
    const by = changes.slice(own + 1).findLast((change) => !change.undone);
    if (by !== undefined) {
      reverted.kept.push({ field, by });
      continue;
    }
    let at = own;
    while (changes[at - 1]?.undone === true) at -= 1;
    const to = changes[at] ?? undone;
    const before = to.fields.find((change) => change.field === field)?.before ?? null;
    reverted.back.push({ field, to, before, isFirst: at === 0 });
  }
  return reverted;
}
