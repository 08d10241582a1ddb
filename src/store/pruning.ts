import type { Knex } from 'knex';
import { finalStatuses } from '../domain/file-status.ts';
import type { PrunedBefore, Pruning } from './contract.ts';
import { createDailyTurn } from './daily-turn.ts';
import { removeSome, rowsPerStep } from './remove-some.ts';
import type { SqlDialect } from './sql-dialect.ts';

const filesPerStep = 100;

/**
 * Tables of which a file may have a million rows, and what besides the file's id makes a row of them one, in the order of an
 * index.
 */
const tablesOfFiles: readonly { table: string; keys: readonly string[]; but?: Record<string, string> }[] = [
  { table: 'employee_imports', keys: ['id'] },
  { table: 'import_corrections', keys: ['id'] },
  { table: 'position_imports', keys: ['id'] },
  { table: 'position_plans', keys: ['id'] },
  { table: 'plan_changes', keys: ['plan_no', 'employee_id'] },
  { table: 'unmatched_employees', keys: ['employee_id'] },
  // One that waits is somebody's order to send it once more, given since its file was looked at.
  { table: 'deliveries', keys: ['status', 'id'], but: { status: 'waiting' } },
];

const noteNames: Record<keyof PrunedBefore, string> = { files: 'pruned-files', history: 'pruned-history' };

export function createPruning(db: Knex, dialect: SqlDialect): Pruning {
  const waitingDeliveries = () =>
    db('deliveries').select('id').where('status', 'waiting').where('file_id', db.ref('roster_files.id'));
  /** Newer than anything that would be removed, and nothing that the register or a mail still needs. */
  const finished = (before: string) =>
    db('roster_files')
      .whereIn('status', [...finalStatuses])
      .whereNull('archive_from')
      .where('received_at', '<', before)
      .where((done) => done.whereNull('processed_at').orWhere('processed_at', '<', before))
      .whereNotIn('id', db('feeds').whereNotNull('last_full_file_id').select('last_full_file_id'))
      .whereNotIn('id', db('outbox').where('status', 'waiting').whereNotNull('file_id').select('file_id'))
      .whereNotExists(waitingDeliveries());

  return {
    ...createDailyTurn(db, dialect, 'pruning'),

    files: (before, after) => finished(before).where('id', '>', after).orderBy('id').limit(filesPerStep).pluck('id'),

    async fileRows(fileId) {
      // A failed file may have been taken up again since it was looked for: what it stages now is not old.
      const takenUp = db('roster_files')
        .select('id')
        .where({ id: fileId })
        .whereNotIn('status', [...finalStatuses]);
      for (const { table, keys, but } of tablesOfFiles) {
        const rows = () =>
          (but === undefined ? db(table) : db(table).whereNot(but)).where({ file_id: fileId }).whereNotExists(takenUp);
        const removed = await removeSome(rows, keys);
        if (removed > 0) return removed;
      }
      return 0;
    },

    async file(fileId) {
      const file = db('roster_files')
        .where({ id: fileId })
        .whereIn('status', [...finalStatuses])
        .whereNotExists(waitingDeliveries());
      if ((await file.delete()) === 0) return false;
      await db('file_issues').where({ file_id: fileId }).delete();
      await db('archive_keys').where({ file_id: fileId }).delete();
      await db('outbox').where({ file_id: fileId }).whereNot('status', 'waiting').delete();
      return true;
    },

    async history(before) {
      return (
        (await removeOldest(db, 'employee_changes', before)) + (await removeOldest(db, 'position_changes', before))
      );
    },

    async mails(before) {
      const ids: number[] = await db('outbox')
        .where((old) => old.where('status', 'sent').where('sent_at', '<', before))
        .orWhere((old) => old.where('status', 'dead').where('next_attempt_at', '<', before))
        .limit(rowsPerStep)
        .pluck('id');
      if (ids.length > 0) await db('outbox').whereIn('id', ids).delete();
      return ids.length;
    },

    async note(pruned) {
      for (const [what, before] of Object.entries(pruned)) {
        const name = noteNames[what as keyof PrunedBefore];
        await dialect.insertMissing(db, 'settings', { name, value: before ?? '' });
        await db('settings')
          .where({ name })
          .update({ value: before ?? '' });
      }
    },
    async noted() {
      const rows: { name: string; value: string }[] = await db('settings').whereIn('name', Object.values(noteNames));
      const valueNamed = (name: string) => rows.find((row) => row.name === name)?.value || null;
      return { files: valueNamed(noteNames.files), history: valueNamed(noteNames.history) };
    },
  };
}

/** By id, in which order they were written; there is no index by time. */
async function removeOldest(db: Knex, table: string, before: string): Promise<number> {
  const oldest: { id: number; at: string }[] = await db(table).select('id', 'at').orderBy('id').limit(rowsPerStep);
  const ids = oldest.filter(({ at }) => at < before).map(({ id }) => id);
  if (ids.length > 0) await db(table).whereIn('id', ids).delete();
  return ids.length;
}
