import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import type { DigestDetail, NewOutboxMail, Outbox, OutboxEntry, OutboxMail } from './contract.ts';
import { isSameProcess, type ProcessIdentity, processIdentity, provenDead } from './process-identity.ts';

/**
 * Claims of this process that still stand for something. One whose answer was lost, because the database went away, would
 * otherwise keep its mail back for minutes.
 */
const activeClaims = new Set<string>();

/** The table `outbox`, on a connection or inside a transaction: what was decided together is sent, or not at all. */
export function createOutbox(db: Knex, self: ProcessIdentity = processIdentity()): Outbox {
  const mails = () => db('outbox').where({ kind: 'mail' });
  const claimOfMail = new Map<number, string>();
  const settle = async (id: number, columns: Record<string, unknown>) => {
    try {
      await db('outbox')
        .where({ id })
        .update({ claimed_by: null, claimed_until: null, ...columns });
    } finally {
      // Also where that failed: a mail that could not be settled may be claimed again.
      const claim = claimOfMail.get(id);
      claimOfMail.delete(id);
      if (claim !== undefined && ![...claimOfMail.values()].includes(claim)) activeClaims.delete(claim);
    }
  };

  /** The conditions stand here once more: since the mails were listed another process may have claimed some of them. */
  const claimAll = async (due: readonly number[], now: string, claim: string, until: string): Promise<OutboxRow[]> => {
    await mails()
      .whereIn('id', due)
      .where('status', 'waiting')
      .where((free) => free.whereNull('claimed_until').orWhere('claimed_until', '<=', now))
      .update({ claimed_by: claim, claimed_until: until });
    return mails().whereIn('id', due).where('claimed_by', claim).orderBy('next_attempt_at').orderBy('id');
  };

  return {
    async add(added) {
      if (added.length > 0) await db('outbox').insert(added.map(outboxRow));
    },
    async joinDigest({ feed, recipient, cause, fileId, messageId }) {
      const untouched = () =>
        mails().where({ feed, recipient, event: 'again', status: 'waiting' }).whereNull('claimed_by');
      for (const { id, detail } of await untouched().select('id', 'detail')) {
        const digest = JSON.parse(detail) as DigestDetail;
        if (digest.cause !== cause) continue;
        const joined = JSON.stringify({ ...digest, fileIds: [...digest.fileIds, fileId] });
        // The conditions once more: since it was read somebody may have taken it.
        const columns = { detail: joined, file_id: fileId, message_id: messageId };
        if ((await untouched().where({ id }).update(columns)) === 1) return true;
      }
      return false;
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
      activeClaims.add(claim);
      const claimed = await claimAll(due, now, claim, claimedUntil).catch((error: unknown) => {
        activeClaims.delete(claim);
        throw error;
      });
      for (const { id } of claimed) claimOfMail.set(id, claim);
      if (claimed.length === 0) activeClaims.delete(claim);
      return claimed.map(outboxMail);
    },
    async freeDeadClaims() {
      const claims: string[] = await mails()
        .where('status', 'waiting')
        .whereNotNull('claimed_by')
        .distinct()
        .pluck('claimed_by');
      for (const claim of claims) {
        const holder = JSON.parse(claim) as ProcessIdentity;
        const isLeft = isSameProcess(holder, self) ? !activeClaims.has(claim) : await provenDead(holder, self);
        if (!isLeft) continue;
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
    letGo: (id) => settle(id, {}),
    sent: (id, at) => settle(id, { status: 'sent', sent_at: at, attempts: db.raw('attempts + 1'), last_error: null }),
    retryAt: (id, nextAttemptAt, error) =>
      settle(id, { next_attempt_at: nextAttemptAt, attempts: db.raw('attempts + 1'), last_error: error }),
    dead: (id, error, at) =>
      settle(id, { status: 'dead', next_attempt_at: at, attempts: db.raw('attempts + 1'), last_error: error }),
    async ofFile(fileId) {
      const rows: OutboxRow[] = await mails().where({ file_id: fileId }).orderBy('id');
      return rows.map(outboxEntry);
    },
  };
}

/** Due at once, by whichever clock. */
const atOnce = '1970-01-01T00:00:00.000Z';

function outboxRow(mail: NewOutboxMail) {
  return {
    kind: 'mail',
    feed: mail.feed,
    file_id: 'fileId' in mail ? mail.fileId : null,
    detail: 'detail' in mail ? JSON.stringify(mail.detail) : null,
    event: mail.event,
    recipient: mail.recipient,
    message_id: mail.messageId,
    status: 'waiting',
    attempts: 0,
    next_attempt_at: 'dueAt' in mail ? mail.dueAt : atOnce,
  };
}

interface OutboxRow {
  id: number;
  feed: string;
  file_id: number | null;
  detail: string | null;
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
    detail: row.detail === null ? null : JSON.parse(row.detail),
    event: row.event,
    recipient: row.recipient,
    messageId: row.message_id,
    attempts: row.attempts,
  } as OutboxMail;
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
