import { createHash, randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { type AlertKey, cutSubject } from '../domain/alert.ts';
import type { Alerts, StandingAlert } from './contract.ts';
import { isSameProcess, type ProcessIdentity, processIdentity, provenDead } from './process-identity.ts';
import type { SqlDialect } from './sql-dialect.ts';

/** The table `feed_alerts`, on a connection or inside a transaction. */
export function createAlerts(db: Knex, dialect: SqlDialect, self: ProcessIdentity = processIdentity()): Alerts {
  const alerts = () => db('feed_alerts');
  const seenBy = JSON.stringify(self);

  return {
    async standing() {
      const rows: AlertRow[] = await alerts().orderBy('since').orderBy('id');
      return rows.map(standingAlert);
    },
    async raise(alert, at, account = null) {
      const id = idOf(alert);
      if ((await alerts().where({ id }).update({ seen_at: at, seen_by: seenBy })) === 1) return false;
      const raisedBy = randomUUID();
      await dialect.insertMissing(db, 'feed_alerts', {
        id,
        feed: alert.feed,
        code: alert.code,
        subject: cutSubject(alert.subject),
        since: alert.since,
        message: alert.message,
        hint: alert.hint,
        raised_by: raisedBy,
        seen_at: at,
        seen_by: seenBy,
        times: 1,
        account,
      });
      const [row] = await alerts().where({ id }).select('raised_by');
      return row?.raised_by === raisedBy;
    },
    async claimAttempt(key, times, at) {
      const claimed = await alerts()
        .where({ id: idOf(key), times })
        .update({ times: times + 1, seen_at: at, seen_by: seenBy });
      return claimed === 1;
    },
    async setAttempts(key, times, account, at) {
      await alerts()
        .where({ id: idOf(key) })
        .update({ times, account, seen_at: at, seen_by: seenBy });
    },
    async end(key, staleBefore) {
      const id = idOf(key);
      const row: AlertRow | undefined = await alerts().where({ id }).first();
      if (row === undefined) return { ended: null, stands: false };
      const holder = JSON.parse(row.seen_by) as ProcessIdentity;
      const isOurs = isSameProcess(holder, self) || row.seen_at < staleBefore || (await provenDead(holder, self));
      if (!isOurs) return { ended: null, stands: true };
      const ended = (await alerts().where({ id, seen_at: row.seen_at }).del()) === 1;
      return { ended: ended ? standingAlert(row) : null, stands: !ended };
    },
  };
}

function idOf({ feed, code, subject }: AlertKey): string {
  return createHash('sha256')
    .update(JSON.stringify([feed, code, cutSubject(subject)]))
    .digest('hex');
}

interface AlertRow {
  feed: string;
  code: StandingAlert['code'];
  subject: string;
  since: string;
  message: string;
  hint: string;
  seen_at: string;
  seen_by: string;
  times: number;
  account: string | null;
}

function standingAlert(row: AlertRow): StandingAlert {
  const { feed, code, subject, since, message, hint, times, account } = row;
  return { feed, code, subject, since, message, hint, seenAt: row.seen_at, times, account };
}
