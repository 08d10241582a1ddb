import type { Diagnosis } from '../diagnosis.ts';
import type { FieldChange } from '../plan.ts';
import type { HeldPlan } from './held-plan.ts';
import { explains, figuresOf, shareOf, tellShare } from './share.ts';

/** Whether updates come of one field: a column that has been emptied, shifted or written in another way. */
export function diagnoseChangedFields({ updates, holdReasons }: HeldPlan): Diagnosis | null {
  if (!holdReasons.some(({ code }) => code === 'too-many-updated')) return null;
  const counts = new Map<string, { changed: number; emptied: number }>();
  for (const change of updates.items) for (const one of change) count(counts, one);
  const [most] = [...counts].sort(([, one], [, other]) => other.changed - one.changed);
  if (most === undefined) return null;
  const [field, { changed, emptied }] = most;
  const isEmptied = explains(shareOf(emptied, updates));
  const share = shareOf(isEmptied ? emptied : changed, updates);
  // Where many fields change for all, no single one is the reason.
  const others = [...counts].filter(([name, other]) => name !== field && other.changed * 2 > changed).length;
  if (!explains(share) || others > 0) return null;
  const { facts, ...figures } = figuresOf(share);
  const who = tellShare(share, 'changed employees');
  return {
    code: isEmptied ? 'field-emptied' : 'field-changed',
    ...figures,
    message: isEmptied ? `${who} lose what stands in ${field}` : `${who} change in ${field}`,
    facts: { ...facts, field },
  };
}

function count(counts: Map<string, { changed: number; emptied: number }>, { field, after }: FieldChange): void {
  const found = counts.get(field) ?? { changed: 0, emptied: 0 };
  counts.set(field, {
    changed: found.changed + 1,
    emptied: found.emptied + (after === null || after === '' ? 1 : 0),
  });
}
