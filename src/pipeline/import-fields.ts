import { AppError } from '../domain/app-error.ts';
import { datePattern } from '../domain/calendar-date.ts';
import { sealedFields } from '../domain/employee.ts';
import { type ImportId, renderImportId } from '../domain/import-id.ts';
import type { Issue } from '../domain/issue.ts';
import { maskNationalIds } from '../domain/mask.ts';
import type { Layout } from '../layouts/contract.ts';
import type { RosterFile } from '../store/contract.ts';

/** The layout's own names of what a row holds, and a person can write: not how its element is called, nor what is left over. */
export function correctableColumns({ shape }: Pick<Layout, 'shape'>): string[] {
  return shape.columns.filter((name) => name !== shape.restColumn && name !== shape.recordNameColumn);
}

/** Fields of national identity numbers, or of parts of them: they are never taken where others could read them. */
export function identityColumns(layout: Pick<Layout, 'shape' | 'identityField'>): string[] {
  return layout.shape.columns.filter((name) => fieldOf(name) === layout.identityField);
}

/**
 * A row's values, as they may be shown. What is sealed in the register is masked, and so is what has the look of an identity
 * number where it does not belong: columns may have been mixed up.
 *
 * @param issues the row's
 */
export function showFields(
  layout: Pick<Layout, 'shape' | 'identityField' | 'keyField'>,
  values: readonly (string | undefined)[],
  issues: readonly Issue[],
): Record<string, string | null> {
  const secret = new Set<string | null>([layout.identityField, ...sealedFields]);
  const wrong = new Set(issues.map(({ field }) => field));
  const show = (name: string, value: string | undefined): string | null => {
    if (value === undefined) return null;
    if (value === '') return '';
    if (secret.has(fieldOf(name))) return '*****';
    const mayBeSecret =
      wrong.has(name) && name !== layout.keyField && /\d{5}/.test(value) && datePattern(value) === null;
    return mayBeSecret ? '*****' : maskNationalIds(value);
  };
  return Object.fromEntries(layout.shape.columns.map((name, index) => [name, show(name, values[index])]));
}

/** In the custom layout a part of a field is called `nationalId (column)`. */
function fieldOf(column: string): string {
  return column.replace(/ \(.*$/s, '');
}

/** @throws AppError `usage-import` */
export function refuseNoRoster({ id, kind, source }: RosterFile): void {
  if (source === 'undo' || source === 'end-dates') {
    throw new AppError('usage-import', `Entry ${id} of the ledger is no file, and has no rows.`, {
      hint: '"rollcall files" lists the files.',
    });
  }
  if (kind === 'employees') return;
  throw new AppError('usage-import', `File ${id} lists positions, which are taken all together or not at all.`, {
    hint: 'Only rows of employees are imports. Correct the positions in the system that sends them.',
  });
}

export function unknownImport(id: ImportId): AppError {
  return new AppError('import-unknown', `There is no import ${renderImportId(id)}.`, {
    hint: `"rollcall imports --file ${id.fileId}" lists those that there are.`,
  });
}
