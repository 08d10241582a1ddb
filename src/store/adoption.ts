import type { Knex } from 'knex';
import { kindsInOrder, registerName } from '../domain/roster-kind.ts';
import type { AdoptedRows, Adoption } from './contract.ts';
import { hasEmployees } from './feed-chunks.ts';
import type { SqlDialect } from './sql-dialect.ts';

/** Every table whose rows belong to a feed; those that are about its name (`feeds`, leases, alerts, destinations, failures that were told of) apart. */
export const tablesOfFeeds = {
  files: 'roster_files',
  employees: 'employees',
  imports: 'employee_imports',
  positions: 'positions',
  positionImports: 'position_imports',
  positionChanges: 'position_changes',
  mails: 'outbox',
  deliveries: 'deliveries',
} as const satisfies Record<keyof AdoptedRows, string>;

/** No register ever has this version: a plan on it is made anew before it is applied. */
const noVersion = -1;

export function createAdoption(db: Knex, dialect: SqlDialect): Adoption {
  return {
    async holds(feed) {
      return {
        anything: await hasAnything(db, feed),
        register: (await hasEmployees(db, feed)) || (await db('positions').where({ feed }).first('id')) !== undefined,
      };
    },

    async leftBehind(feeds) {
      return await db('feeds')
        .whereNotNull('last_full_file_id')
        .whereNull('adopted_by')
        .whereNotIn('feed', [...feeds])
        .whereNot('feed', 'like', '%/%')
        .orderBy('feed')
        .pluck('feed');
    },

    async adopt({ from, to, at, by }) {
      const adopted: Partial<Record<keyof AdoptedRows, number>> = {};
      await db('roster_files').where({ feed: to }).update({ plan_version: noVersion });
      for (const [name, table] of Object.entries(tablesOfFeeds)) {
        adopted[name as keyof AdoptedRows] = await db(table).where({ feed: from }).update({ feed: to });
      }
      // What stands there was seen by daemons that have the old name; the new one's see for themselves.
      for (const table of ['feed_alerts', 'destinations', 'told_failures'])
        await db(table).where({ feed: from }).delete();
      const pause = (await ownPause(db, from)) ?? (await ownPause(db, to));
      for (const kind of kindsInOrder) await moveState(db, registerName(from, kind), registerName(to, kind));
      await dialect.insertMissing(db, 'feeds', { feed: to });
      await db('feeds')
        .where({ feed: to })
        .update(pause ?? { paused_at: null, paused_by: null });
      await db('feeds').where({ feed: to }).update({ adopted_by: null });
      // Whoever still works with a config that has the old name must not take the next roster for its first one.
      await db('feeds').insert({ feed: from, paused_at: at, paused_by: by, adopted_by: to });
      return adopted as AdoptedRows;
    },
  };
}

async function hasAnything(db: Knex, feed: string): Promise<boolean> {
  for (const table of Object.values(tablesOfFeeds)) {
    if ((await db(table).where({ feed }).first('feed')) !== undefined) return true;
  }
  return false;
}

/** What was said by a person, not by an adoption. */
async function ownPause(db: Knex, feed: string): Promise<Record<string, string> | undefined> {
  return db('feeds').where({ feed }).whereNotNull('paused_at').whereNull('adopted_by').first('paused_at', 'paused_by');
}

/** Version, digests and last full roster: the next one is compared as the old feed's would have been. */
async function moveState(db: Knex, from: string, to: string): Promise<void> {
  if ((await db('feeds').where({ feed: from }).first('feed')) === undefined) return;
  await db('feeds').where({ feed: to }).delete();
  await db('feeds').where({ feed: from }).update({ feed: to });
}
