import type { Knex } from 'knex';
import type { Undoing } from './contract.ts';
import type { SqlDialect } from './sql-dialect.ts';
import { undoDeliveries } from './undo-deliveries.ts';
import { undoEmployees } from './undo-employees.ts';
import { undoPositions } from './undo-positions.ts';
import { readUndoneChanges } from './undone-changes.ts';

export function createUndoing(db: Knex, dialect: SqlDialect): Undoing {
  return {
    employees: (request, sealedValues) => undoEmployees(db, dialect, request, sealedValues),
    positions: (request) => undoPositions(db, dialect, request),
    deliveries: (request, differing, targets) => undoDeliveries(db, dialect, request, differing, targets),
    changes: (undoId, limit = Number.POSITIVE_INFINITY) => readUndoneChanges(db, undoId, limit),
  };
}
