import type { Knex } from 'knex';
import { applyPositions } from './apply-positions.ts';
import type { Positions } from './contract.ts';
import { planPositions } from './plan-positions.ts';
import { readPositionChanges, readPositionHistory } from './position-changes.ts';
import { listPositions, unknownHolders } from './position-holders.ts';
import type { SqlDialect } from './sql-dialect.ts';

const stagedColumns = ['file_id', 'feed', 'line', 'position_id', 'title', 'parent_position_id', 'employee_no'];

/** The tables `positions`, `position_imports`, `position_plans` and `position_changes`. */
export function createPositions(db: Knex, dialect: SqlDialect): Positions {
  return {
    async stage(fileId, feed, positions) {
      const rows = positions.map(({ line, positionId, title, parentPositionId, employeeNo }) => {
        return [fileId, feed, line, positionId, title, parentPositionId, employeeNo];
      });
      await dialect.insertRows(db, 'position_imports', stagedColumns, rows);
    },

    unknownHolders: (fileId, feed) => unknownHolders(db, fileId, feed),

    plan: (request) => planPositions(db, dialect, request),

    changes: (fileId, planNo, limit = Number.POSITIVE_INFINITY) => readPositionChanges(db, { fileId, planNo, limit }),

    async grownSince(fileId, olderPlanNo, newerPlanNo) {
      const [row] = await db('position_plans as newer')
        .where({ 'newer.file_id': fileId, 'newer.plan_no': newerPlanNo })
        .whereIn('newer.kind', ['deactivated', 'updated'])
        .whereNotExists(
          db('position_plans as older')
            .select(db.raw('1'))
            .where({ 'older.file_id': fileId, 'older.plan_no': olderPlanNo })
            .whereRaw('older.position_id = newer.position_id AND older.kind = newer.kind'),
        )
        .count({ grown: '*' });
      return Number(row?.grown ?? 0);
    },

    apply: (request) => applyPositions(db, dialect, request),

    list: (feed, filter = {}) => listPositions(db, feed, filter.inactive === true),

    history: (feed, positionId) => readPositionHistory(db, feed, positionId),
  };
}
