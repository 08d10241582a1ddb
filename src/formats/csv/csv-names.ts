import type { CsvByName, RecordShape } from '../contract.ts';

/** A name as it is compared: upper and lower case, blanks of every kind and the two ways to write an å are the same. */
export function plainName(name: string): string {
  return name.replace(/\s+/g, ' ').trim().toLowerCase().normalize('NFC');
}

/** For each name that a column may have in the file, plain, the column's place in the shape. */
export function indexNames({ columns, csv, ...shape }: NamedShape): Map<string, number> {
  const index = new Map<string, number>();
  for (const [place, names] of csv.names.entries()) {
    if (isFilledElsewhere(columns[place], shape)) continue;
    for (const name of names) if (!index.has(plainName(name))) index.set(plainName(name), place);
  }
  return index;
}

export type NamedShape = RecordShape & { csv: CsvByName };

/** Shown only where it can't be a value: what is taken for a header might be a shifted row. */
export function shownName(name: string): string | null {
  return /^[\p{L} _.-]{1,40}$/u.test(name.trim()) ? name.trim() : null;
}

/** Whether no column of the file can be this one, whatever it is called. */
function isFilledElsewhere(column: string | undefined, shape: Pick<RecordShape, 'restColumn' | 'recordNameColumn'>) {
  return column === undefined || column === shape.restColumn || column === shape.recordNameColumn;
}
