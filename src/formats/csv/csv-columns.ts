import type { RawRecord, ReadOptions } from '../contract.ts';
import { createNamedColumns } from './csv-named-columns.ts';
import { createOrderedColumns } from './csv-ordered-columns.ts';
import type { CsvRow } from './csv-rows.ts';

/** Knows which column of the file is which of the layout. */
export interface CsvColumns {
  /**
   * Judges the first row that isn't blank.
   *
   * @returns whether it is to be read as a record or skipped as a header; `stop` after a fatal issue
   */
  begin(row: CsvRow): 'read' | 'skip' | 'stop';
  /** The row as a record in the layout's order; the row itself where that is its own. Null after a fatal issue. */
  fit(row: CsvRow): RawRecord | null;
  /** Call after the last row. */
  end(): void;
}

export function createColumns({ shape: { csv, ...shape }, ...options }: ReadOptions): CsvColumns {
  return csv.by === 'name'
    ? createNamedColumns({ ...options, shape: { ...shape, csv } })
    : createOrderedColumns({ ...options, shape: { ...shape, csv } });
}
