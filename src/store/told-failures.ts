import type { Knex } from 'knex';
import type { ToldFailure, ToldFailures } from './contract.ts';

/** The table `told_failures`, on a connection or inside a transaction. */
export function createToldFailures(db: Knex): ToldFailures {
  const failures = () => db('told_failures');

  return {
    async find(feed, kind, cause) {
      const row: ToldFailureRow | undefined = await failures().where({ feed, kind, cause }).first();
      return row === undefined ? null : toldFailure(row);
    },
    async set({ feed, kind, cause, ...told }) {
      const columns = {
        event: told.event,
        first_file_id: told.firstFileId,
        last_file_id: told.lastFileId,
        first_at: told.firstAt,
        gather_until: told.gatherUntil,
        repeats: told.repeats,
      };
      const updated = await failures().where({ feed, kind, cause }).update(columns);
      if (updated === 0) await failures().insert({ feed, kind, cause, ...columns });
    },
    async forget(feed, kind, endedBefore) {
      const gone = failures().where({ feed, kind });
      await (endedBefore === null ? gone : gone.where('gather_until', '<', endedBefore)).del();
    },
  };
}

interface ToldFailureRow {
  feed: string;
  kind: ToldFailure['kind'];
  cause: string;
  event: ToldFailure['event'];
  first_file_id: number;
  last_file_id: number;
  first_at: string;
  gather_until: string;
  repeats: number;
}

function toldFailure(row: ToldFailureRow): ToldFailure {
  const { feed, kind, cause, event, repeats } = row;
  return {
    ...{ feed, kind, cause, event, repeats },
    firstFileId: row.first_file_id,
    lastFileId: row.last_file_id,
    firstAt: row.first_at,
    gatherUntil: row.gather_until,
  };
}
