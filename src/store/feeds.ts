import type { Knex } from 'knex';
import { AppError } from '../domain/app-error.ts';
import type { FeedState, Feeds } from './contract.ts';
import type { SqlDialect } from './sql-dialect.ts';

/** The tables `feeds` and `settings`, on a connection or inside a transaction. */
export function createFeeds(db: Knex, dialect: SqlDialect): Feeds {
  return {
    async get(feed) {
      const known = await db('feeds').where({ feed }).first();
      if (known !== undefined) return feedState(known);
      await dialect.insertMissing(db, 'feeds', { feed });
      return feedState(await db('feeds').where({ feed }).first());
    },
    async advance(feed, from) {
      const moved = await db('feeds')
        .where({ feed, register_version: from })
        .update({ register_version: from + 1 });
      return moved === 1;
    },
    async setLastFull(feed, last, digestFingerprint) {
      const columns = {
        digest_fingerprint: digestFingerprint,
        last_full_file_id: last?.fileId ?? null,
        last_full_sha256: last?.sha256 ?? null,
        last_full_config: last?.configFingerprint ?? null,
        last_full_version: last?.registerVersion ?? null,
      };
      if ((await db('feeds').where({ feed }).update(columns)) === 1) return;
      await dialect.insertMissing(db, 'feeds', { feed });
      await db('feeds').where({ feed }).update(columns);
    },
    async setEndDatesSeen(feed, seen) {
      await db('feeds').where({ feed }).update({ end_dates_seen: seen });
    },
    async setting(name, initial) {
      const known = await db('settings').where({ name }).first();
      if (known !== undefined) return known.value;
      await dialect.insertMissing(db, 'settings', { name, value: initial });
      const stored = await db('settings').where({ name }).first();
      if (stored !== undefined) return stored.value;
      throw new AppError('database-failed', `The setting ${name} was stored, but is not in the database.`, {
        hint: 'Check whether somebody empties the table "settings" at the same time.',
      });
    },
    async expectedAt(feed, initial) {
      const known = await db('feeds').where({ feed }).first('expected_at');
      if (typeof known?.expected_at === 'string') return known.expected_at;
      await dialect.insertMissing(db, 'feeds', { feed });
      await db('feeds').where({ feed }).whereNull('expected_at').update({ expected_at: initial });
      return (await db('feeds').where({ feed }).first('expected_at')).expected_at;
    },
    async moveExpectedAt(feed, from, to) {
      return (await db('feeds').where({ feed, expected_at: from }).update({ expected_at: to })) === 1;
    },
    async pauses(feeds) {
      const query = db('feeds').whereNotNull('paused_at').orderBy('feed');
      if (feeds !== undefined) query.whereIn('feed', feeds);
      return query.select({ feed: 'feed', since: 'paused_at', by: 'paused_by', adoptedBy: 'adopted_by' });
    },
    async pause(feed, at, by) {
      await dialect.insertMissing(db, 'feeds', { feed });
      const running = db('feeds').where({ feed }).whereNull('paused_at');
      return (await running.update({ paused_at: at, paused_by: by })) === 1;
    },
    async resume(feed) {
      const paused = db('feeds').where({ feed }).whereNotNull('paused_at');
      return (await paused.update({ paused_at: null, paused_by: null, adopted_by: null })) === 1;
    },
  };
}

interface FeedRow {
  feed: string;
  register_version: number;
  digest_fingerprint: string | null;
  end_dates_seen: string | null;
  last_full_file_id: number | null;
  last_full_sha256: string | null;
  last_full_config: string | null;
  last_full_version: number | null;
}

function feedState(row: FeedRow): FeedState {
  const { last_full_file_id, last_full_sha256, last_full_config, last_full_version } = row;
  return {
    feed: row.feed,
    registerVersion: row.register_version,
    digestFingerprint: row.digest_fingerprint,
    endDatesSeen: row.end_dates_seen,
    lastFull:
      last_full_file_id === null || last_full_sha256 === null || last_full_config === null || last_full_version === null
        ? null
        : {
            fileId: last_full_file_id,
            sha256: last_full_sha256,
            configFingerprint: last_full_config,
            registerVersion: last_full_version,
          },
  };
}
