import type { Knex } from 'knex';
import type { Lease, Leases } from './contract.ts';
import { isSameProcess, type ProcessIdentity, processIdentity, provenDead } from './process-identity.ts';
import type { SqlDialect } from './sql-dialect.ts';

/**
 * The table `feed_leases`. Who may work on a feed is decided by single conditional updates on the fencing token, by the
 * database's own clock: they are atomic on both databases, and on every node of a Galera cluster, where GET_LOCK is not.
 *
 * @param expiryMs a holder renews its lease several times within this time; whoever does not is taken for dead
 * @param self who acquires; given by tests that play several processes
 */
export function createLeases(
  db: Knex,
  dialect: SqlDialect,
  expiryMs: number,
  self: ProcessIdentity = processIdentity(),
): Leases {
  const leases = () => db('feed_leases');
  const now = db.raw(dialect.nowMs);
  const expiry = db.raw(`${dialect.nowMs} + ${expiryMs}`);

  return {
    async acquire(feed) {
      const row = await currentRow(feed);
      const query = leases().where({ feed, token: row.token });
      if (!isLeftByUs(row, self) && !(await provenDead(holderOf(row), self))) query.where('expires_at_ms', '<=', now);
      const lease = { feed, token: row.token + 1 };
      // Before the row says so: nobody here may see the row and not find the lease.
      hold(lease);
      const taken = await query
        .update({
          token: lease.token,
          host: self.host,
          boot_id: self.bootId,
          pid: self.pid,
          process_started: self.startedAt,
          expires_at_ms: expiry,
        })
        .catch((error: unknown) => {
          letGo(lease);
          throw error;
        });
      if (taken === 1) return lease;
      letGo(lease);
      return null;
    },
    async renew({ feed, token }) {
      return (
        (await leases().where({ feed, token }).where('expires_at_ms', '>', 0).update({ expires_at_ms: expiry })) === 1
      );
    },
    async release({ feed, token }) {
      letGo({ feed, token });
      // The row stays: its token must never be given out twice.
      await leases()
        .where({ feed, token })
        .update({ expires_at_ms: 0, host: null, boot_id: null, pid: null, process_started: null });
    },
  };

  async function currentRow(feed: string): Promise<LeaseRow> {
    const known: LeaseRow | undefined = await leases().where({ feed }).first();
    if (known !== undefined) return known;
    await dialect.insertMissing(db, 'feed_leases', { feed, token: 0, expires_at_ms: 0 });
    return leases().where({ feed }).first();
  }
}

interface LeaseRow {
  feed: string;
  token: number;
  host: string | null;
  boot_id: string | null;
  pid: number | null;
  process_started: string | null;
}

/** What this process holds or is about to, and how often: of two that ask at once, one gets it. */
const held = new Map<string, number>();

function hold(lease: Lease): void {
  held.set(keyOf(lease), (held.get(keyOf(lease)) ?? 0) + 1);
}

function letGo(lease: Lease): void {
  const rest = (held.get(keyOf(lease)) ?? 1) - 1;
  if (rest > 0) held.set(keyOf(lease), rest);
  else held.delete(keyOf(lease));
}

/** A lease that could not be given back, because the database was away, must not stand in our own way until it runs out. */
function isLeftByUs(row: LeaseRow, self: ProcessIdentity): boolean {
  const holder = holderOf(row);
  return holder !== null && isSameProcess(holder, self) && !held.has(keyOf(row));
}

function keyOf({ feed, token }: Lease): string {
  return `${feed}:${token}`;
}

function holderOf(row: LeaseRow): ProcessIdentity | null {
  if (row.host === null || row.pid === null) return null;
  return { host: row.host, bootId: row.boot_id, pid: row.pid, startedAt: row.process_started };
}
