import type { Knex } from 'knex';
import type { Log } from '../runtime/log.ts';

/** knex's own remarks; they repeat error messages, which both clients have cleaned before (guarded-query.ts). */
export function knexLog(log: Log): Knex.Config['log'] {
  return {
    warn: (message: unknown) => log.debug('database-driver', { text: String(message) }),
    error: (message: unknown) => log.debug('database-driver', { text: String(message) }),
    deprecate: (method: string, alternative: string) => log.debug('database-driver', { method, alternative }),
    debug: () => {},
  };
}
