import type { Knex } from 'knex';
import { fileStatuses, finalStatuses, isFinal } from '../domain/file-status.ts';
import { kindsInOrder, registerName } from '../domain/roster-kind.ts';
import type { Erasable, Erasure, ErasureRules } from './contract.ts';
import { createDailyTurn } from './daily-turn.ts';
import type { Condition } from './end-dates.ts';
import { eraseEmployees } from './erase-employees.ts';
import { eraseFile, eraseFileRows } from './erase-files.ts';
import { chunksOfFeed } from './feed-chunks.ts';
import type { SqlDialect } from './sql-dialect.ts';
import { type StagedOf, stagedOf } from './staged-of.ts';

/** Employees that are looked at in one statement: some 10 ms. */
const lookedAt = 20_000;
const filesPerStep = 100;
const idsPerStatement = 500;

const openStatuses = fileStatuses.filter((status) => !isFinal(status));
/** Somebody may still take a failed one up. */
const endedStatuses = finalStatuses.filter((status) => status !== 'failed');

/** See Erasure; on a connection or inside a transaction. */
export function createErasure(db: Knex, dialect: SqlDialect): Erasure {
  const ended = (feed: string, before: string) =>
    db('roster_files as f')
      .where('f.feed', feed)
      .whereIn('f.status', endedStatuses)
      .where('f.received_at', '<', before)
      .where((done) => done.whereNull('f.processed_at').orWhere('f.processed_at', '<', before))
      .whereNotIn('f.id', lastFullOf(db, feed));

  return {
    ...createDailyTurn(db, dialect, 'erasure'),

    async *due(rules) {
      const due = dueCondition(rules);
      for await (const { table, where, bindings } of chunksOfFeed(db, dialect, rules.feed, lookedAt)) {
        const rows = await dialect.rows<{ id: number }>(db, `SELECT id FROM ${table} WHERE ${where} AND ${due.sql}`, [
          ...bindings,
          ...due.bindings,
        ]);
        if (rows.length > 0) yield rows.map(({ id }) => id);
      }
    },

    async stillDue(rules, ids) {
      const { sql, bindings } = dueCondition(rules);
      const due: number[] = await db('employees').whereIn('id', ids).whereRaw(sql, bindings).pluck('id');
      const undelivered = new Set(await waitingFor(db, rules.feed, due));
      const brought = new Set((await inOpenFiles(db, dialect, rules.feed, due)).map(({ employee_id }) => employee_id));
      return due.filter((id) => !undelivered.has(id) && !brought.has(id));
    },

    employee: (id) => readErasable(db, dialect, id),
    employees: (feed, ids, by) => eraseEmployees(db, dialect, { feed, ids, ...by }),

    agedFiles: (feed, before) =>
      ended(feed, before).whereNull('f.erased_at').orderBy('f.id').limit(filesPerStep).pluck('f.id'),
    fileRows: (fileId, after) => eraseFileRows(db, fileId, after),
    file: (fileId, at) => eraseFile(db, fileId, at),

    async archiveKeys(feed, before, at) {
      const ids: number[] = await ended(feed, before)
        .join('archive_keys as k', 'k.file_id', 'f.id')
        .whereNotNull('k.wrapped')
        .pluck('f.id');
      let erased = 0;
      for (let from = 0; from < ids.length; from += idsPerStatement) {
        const some = ids.slice(from, from + idsPerStatement);
        const keys = db('archive_keys').whereIn('file_id', some).whereNotNull('wrapped');
        erased += await keys.update({ wrapped: null, erased_at: at });
      }
      return erased;
    },

    async erasedFiles(ids) {
      const found: number[] = [];
      for (let from = 0; from < ids.length; from += idsPerStatement) {
        const some = db('roster_files').whereIn('id', ids.slice(from, from + idsPerStatement));
        found.push(...(await some.whereNotNull('erased_at').pluck('id')));
      }
      return found;
    },
  };
}

/**
 * Only a row that the last roster has brought as it stands has a source digest: see forgetAbsent in register.ts. Somebody who was
 * touched in another way since that roster may well stand in it.
 */
function dueCondition({ inactiveSince, endedBy, undoableSince, lastRosterAt }: ErasureRules): Condition {
  return {
    sql: `active = 0 AND erased_at IS NULL AND source_digest IS NULL
      AND (deactivated_at <= ? OR (hire_end_date <= ? AND deactivated_at <= ?))
      AND (deactivated_by IN ('absent', 'undo') OR updated_at < ?)`,
    bindings: [inactiveSince, endedBy, undoableSince, lastRosterAt ?? ''],
  };
}

function lastFullOf(db: Knex, feed: string): Knex.QueryBuilder {
  const registers = kindsInOrder.map((kind) => registerName(feed, kind));
  return db('feeds').whereIn('feed', registers).whereNotNull('last_full_file_id').select('last_full_file_id');
}

async function waitingFor(db: Knex, feed: string, ids: readonly number[]): Promise<number[]> {
  return db('deliveries')
    .where({ feed, status: 'waiting' })
    .whereIn('employee_id', ids)
    .distinct()
    .pluck('employee_id');
}

/** Those whom a staged, held or approved file names by their key, or by its plan. */
async function inOpenFiles(
  db: Knex,
  dialect: SqlDialect,
  feed: string,
  ids: readonly number[],
): Promise<Pick<StagedOf, 'employee_id' | 'file_id'>[]> {
  const staged = await stagedOf(db, dialect, { feed, ids, statuses: openStatuses });
  const planned: Pick<StagedOf, 'employee_id' | 'file_id'>[] = await db('roster_files as f')
    .join('plan_changes as p', (on) => on.on('p.file_id', 'f.id').on('p.plan_no', 'f.plan_no'))
    .where('f.feed', feed)
    .whereIn('f.status', openStatuses)
    .whereIn('p.employee_id', ids)
    .select('p.employee_id', 'p.file_id');
  return [...staged, ...planned];
}

async function readErasable(db: Knex, dialect: SqlDialect, id: number): Promise<Erasable | null> {
  const row = await db('employees').where({ id }).first();
  if (row === undefined) return null;
  const { feed } = row;
  const [last] = await db('roster_files')
    .whereIn('id', lastFullOf(db, feed))
    .where('kind', 'employees')
    .select('processed_at');
  const [open] = await inOpenFiles(db, dialect, feed, [id]);
  const [erasure] = await db('employee_changes')
    .where({ employee_id: id, kind: 'erased' })
    .orderBy('id')
    .select('actor');
  const active = Boolean(row.active);
  const [left] = await db('employee_changes')
    .where({ employee_id: id, kind: 'deactivated' })
    .orderBy('id', 'desc')
    .limit(1)
    .select('file_id');
  const isTouchedSince = last !== undefined && row.updated_at >= last.processed_at;
  const mayBeBrought = active ? last !== undefined : isTouchedSince && !['absent', 'undo'].includes(row.deactivated_by);
  return {
    id,
    feed,
    active,
    absentFromFileId: row.deactivated_by === 'absent' ? (left?.file_id ?? null) : null,
    inLastRoster: row.source_digest !== null || (row.absences === 0 && mayBeBrought),
    openFileId: open?.file_id ?? null,
    undelivered: (await waitingFor(db, feed, [id])).length > 0,
    createdAt: row.created_at,
    createdFileId: row.created_file_id,
    erasedAt: row.erased_at,
    erasedBy: erasure?.actor ?? null,
  };
}
