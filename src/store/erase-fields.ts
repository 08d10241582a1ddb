import { eraseValues } from '../domain/erased.ts';

const rowsPerStatement = 500;

/** @param fields JSON, as the store keeps it */
export function eraseFields(fields: string): string {
  return JSON.stringify(eraseValues(JSON.parse(fields)));
}

/** Those of which the same fields were changed are the same afterwards: one statement for all of them. */
export async function eraseAlike<T extends { fields: string }>(
  rows: readonly T[],
  idOf: (row: T) => number,
  update: (fields: string, ids: readonly number[]) => Promise<unknown>,
): Promise<void> {
  for (const [fields, alike] of Map.groupBy(rows, (row) => eraseFields(row.fields))) {
    const ids = alike.map(idOf);
    for (let from = 0; from < ids.length; from += rowsPerStatement) {
      await update(fields, ids.slice(from, from + rowsPerStatement));
    }
  }
}
