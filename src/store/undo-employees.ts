import type { Knex } from 'knex';
import { noChanges } from '../domain/plan.ts';
import type { SealedValues, UndoneChanges, UndoRequest } from './contract.ts';
import type { SqlDialect } from './sql-dialect.ts';
import { undoChanged } from './undo-changed.ts';
import { undoCreated } from './undo-created.ts';

/** What an undo works with, and what has come of it so far. */
export interface EmployeesUndo {
  db: Knex;
  dialect: SqlDialect;
  request: UndoRequest;
  sealedValues: SealedValues;
  /** Whether other files of the feed have been undone: their changes count for nothing. */
  hasOthers: boolean;
  counts: UndoneChanges['counts'];
  kept: UndoneChanges['kept'];
  differing: Set<number>;
}

/** Puts employees back to how they were before a file; see Undoing.employees. */
export async function undoEmployees(
  db: Knex,
  dialect: SqlDialect,
  request: UndoRequest,
  sealedValues: SealedValues,
): Promise<UndoneChanges> {
  const undo: EmployeesUndo = {
    db,
    dialect,
    request,
    sealedValues,
    hasOthers: await hasOthers(db, request),
    counts: noChanges(),
    kept: [],
    differing: new Set(),
  };
  await undoChanged(undo);
  await undoCreated(undo);
  await undoAbsences(undo);
  const { counts, kept, differing } = undo;
  return { counts, kept, differing };
}

async function hasOthers(db: Knex, { feed, fileId }: UndoRequest): Promise<boolean> {
  const other = await db('roster_files').where({ feed, status: 'undone' }).whereNot('id', fileId).first('id');
  return other !== undefined;
}

/** Those whom the file only counted as missing once more have no history of it. */
async function undoAbsences({ db, dialect, request }: EmployeesUndo): Promise<void> {
  await dialect.run(
    db,
    dialect.updateFrom({
      target: 'employees',
      targetAlias: 'e',
      source: `(SELECT p.employee_id FROM plan_changes p JOIN roster_files f ON f.id = p.file_id
        WHERE p.file_id = ? AND p.plan_no = f.plan_no AND p.kind = 'missing') m`,
      on: 'm.employee_id = e.id',
      where: 'e.absences > 0',
      set: { absences: 'e.absences - 1', source_digest: 'NULL' },
    }),
    [request.fileId],
  );
}
