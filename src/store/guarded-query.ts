import { backoffMs, sleep } from '../runtime/backoff.ts';
import { DatabaseError, wrapDriverError } from './driver-error.ts';

const busyRetries = { attempts: 10, backoff: { startMs: 20, capMs: 1000 } };

/**
 * The only way by which both knex clients send a statement: whatever fails comes out as an AppError. Outside a
 * transaction a busy statement has changed nothing and is sent again; inside one, only the whole callback can be.
 *
 * @param client the pool's, or the copy that one transaction works with
 */
export async function guardQuery<T>(
  client: { transacting?: boolean },
  statement: unknown,
  send: () => Promise<T>,
): Promise<T> {
  const sql = sqlOf(statement);
  if (client.transacting === true) return sendInTurn(client, sql, send);
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await send();
    } catch (cause) {
      const error = wrapDriverError(cause, sql);
      if (attempt >= busyRetries.attempts || !isBusy(error)) throw error;
      await sleep(backoffMs(busyRetries.backoff, attempt));
    }
  }
}

/** A connection that can't be had. */
export async function guardConnecting<T>(connect: () => Promise<T>): Promise<T> {
  try {
    return await connect();
  } catch (cause) {
    throw wrapDriverError(cause);
  }
}

export function isBusy(error: unknown): boolean {
  return error instanceof DatabaseError && error.code === 'database-busy';
}

interface Progress {
  /** The statement that was sent last, whatever becomes of it. */
  last: Promise<unknown>;
  failure: Error | null;
}

const transactions = new WeakMap<object, Progress>();

/**
 * Sends a transaction's statements one after the other, and none but ROLLBACK after one that failed. At a deadlock MariaDB
 * rolls back and ends the transaction, at a full disk SQLite does: the next statement would be committed by itself.
 */
function sendInTurn<T>(transaction: object, sql: string, send: () => Promise<T>): Promise<T> {
  const progress = transactions.get(transaction) ?? { last: Promise.resolve(), failure: null };
  transactions.set(transaction, progress);
  const sent = progress.last.then(async () => {
    const isRollback = /^\s*rollback\b/i.test(sql);
    if (progress.failure !== null && !isRollback) throw progress.failure;
    // A statement behind it would be committed by itself.
    if (isRollback) progress.failure ??= new Error('The transaction was rolled back.');
    try {
      return await send();
    } catch (cause) {
      const error = wrapDriverError(cause, sql);
      progress.failure ??= error;
      throw error;
    }
  });
  progress.last = sent.catch(() => {});
  return sent;
}

function sqlOf(statement: unknown): string {
  if (typeof statement === 'string') return statement;
  const sql = (statement as { sql?: unknown } | null)?.sql;
  return typeof sql === 'string' ? sql : '';
}
