import type { Knex } from 'knex';
import { positionFields } from '../domain/position.ts';
import type { Positions } from './contract.ts';
import type { SqlDialect } from './sql-dialect.ts';

type ApplyRequest = Parameters<Positions['apply']>[0];

const copied = positionFields.map(({ column }) => column);

/** Writes what a plan says into the register of positions and its history; see Positions.apply. */
export async function applyPositions(db: Knex, dialect: SqlDialect, request: ApplyRequest): Promise<void> {
  await recordHistory(db, dialect, request);
  await createPositions(db, dialect, request);
  await updatePositions(db, dialect, request);
  await deactivatePositions(db, dialect, request);
  // The plan and the history stay; of what the file said there is nothing left that the register does not say.
  await db('position_imports').where('file_id', request.fileId).delete();
}

/** A created position's history is its row in the register, which names the file. */
async function recordHistory(db: Knex, dialect: SqlDialect, request: ApplyRequest): Promise<void> {
  await dialect.run(
    db,
    `INSERT INTO position_changes (feed, position_id, file_id, line, at, kind, actor, fields)
     SELECT ?, c.position_id, c.file_id, i.line, ?, c.kind, 'file', c.fields
     FROM position_plans c LEFT JOIN position_imports i ON i.id = c.import_id
     WHERE c.file_id = ? AND c.plan_no = ? AND c.kind <> 'created' ORDER BY c.id`,
    [request.feed, request.at, request.fileId, request.planNo],
  );
}

async function createPositions(db: Knex, dialect: SqlDialect, request: ApplyRequest): Promise<void> {
  await dialect.run(
    db,
    `INSERT INTO positions (feed, position_id, ${copied.join(', ')}, active,
       created_file_id, created_line, created_at, updated_file_id, updated_at)
     SELECT ?, i.position_id, ${copied.map((column) => `i.${column}`).join(', ')}, 1, i.file_id, i.line, ?, i.file_id, ?
     FROM position_plans c JOIN position_imports i ON i.id = c.import_id
     WHERE c.file_id = ? AND c.plan_no = ? AND c.kind = 'created' ORDER BY c.id`,
    [request.feed, request.at, request.at, request.fileId, request.planNo],
  );
}

async function updatePositions(db: Knex, dialect: SqlDialect, request: ApplyRequest): Promise<void> {
  const columns = copied.map((column) => `i.${column}`).join(', ');
  await dialect.run(
    db,
    dialect.updateFrom({
      target: 'positions',
      targetAlias: 'p',
      // Values are bound in here: the two databases put SET before and behind it.
      source: `(SELECT c.position_id, ${columns}, ? AS at, c.file_id
        FROM position_plans c JOIN position_imports i ON i.id = c.import_id
        WHERE c.file_id = ? AND c.plan_no = ? AND c.kind IN ('updated', 'reactivated')) n`,
      on: 'p.feed = ? AND p.position_id = n.position_id',
      set: {
        ...Object.fromEntries(copied.map((column) => [column, `n.${column}`])),
        active: '1',
        deactivated_at: 'NULL',
        updated_file_id: 'n.file_id',
        updated_at: 'n.at',
      },
    }),
    [request.at, request.fileId, request.planNo, request.feed],
  );
}

async function deactivatePositions(db: Knex, dialect: SqlDialect, request: ApplyRequest): Promise<void> {
  await dialect.run(
    db,
    dialect.updateFrom({
      target: 'positions',
      targetAlias: 'p',
      source: `(SELECT c.position_id, ? AS at, c.file_id
        FROM position_plans c WHERE c.file_id = ? AND c.plan_no = ? AND c.kind = 'deactivated') n`,
      on: 'p.feed = ? AND p.position_id = n.position_id',
      set: { active: '0', deactivated_at: 'n.at', updated_file_id: 'n.file_id', updated_at: 'n.at' },
    }),
    [request.at, request.fileId, request.planNo, request.feed],
  );
}
