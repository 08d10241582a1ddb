import { backoffMs, sleep } from '../runtime/backoff.ts';
import { DatabaseError, wrapDriverError } from './driver-error.ts';

const busyRetries = { attempts: 10, backoff: { startMs: 20, capMs: 1000 } };

/**
 * The only way by which both knex clients send a statement: whatever fails comes out as an AppError. Outside a
 * transaction a busy statement has changed nothing and is sent again; inside one, only the whole callback can be.
 */
export async function guardQuery<T>(sql: string, transacting: boolean, send: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await send();
    } catch (cause) {
      const error = wrapDriverError(cause, sql);
      if (transacting || attempt >= busyRetries.attempts || !isBusy(error)) throw error;
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

export function sqlOf(statement: unknown): string {
  if (typeof statement === 'string') return statement;
  const sql = (statement as { sql?: unknown } | null)?.sql;
  return typeof sql === 'string' ? sql : '';
}
