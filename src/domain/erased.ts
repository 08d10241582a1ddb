import type { FieldChange } from './plan.ts';

/** What stands where a value was erased. */
export const erased = 'erased';

/** Which fields were changed stays, and whether somebody was active; what else stood there goes. */
export function eraseValues(fields: readonly FieldChange[]): FieldChange[] {
  return fields.map((change) =>
    change.field === 'active' ? change : { field: change.field, before: erased, after: erased },
  );
}
