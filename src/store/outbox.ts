import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import type { Outbox, OutboxEntry, OutboxMail } from './contract.ts';
import { type ProcessIdentity, processIdentity, provenDead } from './process-identity.ts';

/** The table `outbox`, on a connection or inside a transaction: what was decided together is sent, or not at all. */
export function createOutbox(db: Knex, self: ProcessIdentity = processIdentity()): Outbox {
  const mails = () => db('outbox').where({ kind: 'mail' });
  const settle = async (id: number, columns: Record<string, unknown>) => {
    await db('outbox')
      .where({ id })
      .update({ claimed_by: null, claimed_until: null, ...columns });
  };

  return {
    async add(added) {
      if (added.length > 0) await db('outbox').insert(added.map(outboxRow));
    },
    async claimDue(now, limit, forMs) {
      const claim = JSON.stringify({ claim: randomUUID(), ...self });
      const claimedUntil = new Date(Date.parse(now) + forMs).toISOString();
      const due = await mails()
        .where('status', 'waiting')
        .where('next_attempt_at', '<=', now)
        .where((free) => free.whereNull('claimed_until').orWhere('claimed_until', '<=', now))
        .orderBy('next_attempt_at')
        .orderBy('id')
        .limit(limit)
        .pluck('id');
      if (due.length === 0) return [];
      // The conditions stand here once more: between the two statements another process may have claimed some of them.
      await mails()
        .whereIn('id', due)
        .where('status', 'waiting')
        .where((free) => free.whereNull('claimed_until').orWhere('claimed_until', '<=', now))
        .update({ claimed_by: claim, claimed_until: claimedUntil });
      const claimed: OutboxRow[] = await mails()
        .whereIn('id', due)
        .where('claimed_by', claim)
        .orderBy('next_attempt_at')
        .orderBy('id');
      return claimed.map(outboxMail);
    },
    async freeDeadClaims() {
      const claims: string[] = await mails()
        .where('status', 'waiting')
        .whereNotNull('claimed_by')
        .distinct()
        .pluck('claimed_by');
      for (const claim of claims) {
        if (!(await provenDead(JSON.parse(claim) as ProcessIdentity, self))) continue;
        await mails().where({ status: 'waiting', claimed_by: claim }).update({ claimed_by: null, claimed_until: null });
      }
    },
    async nextDueAt() {
      // A mail that somebody has claimed is nobody else's business before the claim ends.
      const due = 'CASE WHEN claimed_until > next_attempt_at THEN claimed_until ELSE next_attempt_at END';
      const [row] = await mails()
        .where('status', 'waiting')
        .min({ at: db.raw(due) });
      return row?.at ?? null;
    },
    sent: (id, at) => settle(id, { status: 'sent', sent_at: at, attempts: db.raw('attempts + 1'), last_error: null }),
    retryAt: (id, nextAttemptAt, error) =>
      settle(id, { next_attempt_at: nextAttemptAt, attempts: db.raw('attempts + 1'), last_error: error }),
    dead: (id, error) => settle(id, { status: 'dead', attempts: db.raw('attempts + 1'), last_error: error }),
    async ofFile(fileId) {
      const rows: OutboxRow[] = await mails().where({ file_id: fileId }).orderBy('id');
      return rows.map(outboxEntry);
    },
  };
}

/** Due at once, by whichever clock. */
const atOnce = '1970-01-01T00:00:00.000Z';

function outboxRow(mail: Omit<OutboxMail, 'id' | 'attempts'>) {
  return {
    kind: 'mail',
    feed: mail.feed,
    file_id: mail.fileId,
    event: mail.event,
    recipient: mail.recipient,
    message_id: mail.messageId,
    status: 'waiting',
    attempts: 0,
    next_attempt_at: atOnce,
  };
}

interface OutboxRow {
  id: number;
  feed: string;
  file_id: number;
  event: OutboxMail['event'];
  recipient: string;
  message_id: string;
  status: OutboxEntry['status'];
  attempts: number;
  next_attempt_at: string;
  last_error: string | null;
  sent_at: string | null;
}

function outboxMail(row: OutboxRow): OutboxMail {
  return {
    id: row.id,
    feed: row.feed,
    fileId: row.file_id,
    event: row.event,
    recipient: row.recipient,
    messageId: row.message_id,
    attempts: row.attempts,
  };
}

function outboxEntry(row: OutboxRow): OutboxEntry {
  return {
    ...outboxMail(row),
    status: row.status,
    nextAttemptAt: row.next_attempt_at,
    lastError: row.last_error,
    sentAt: row.sent_at,
  };
}
