import type { Knex } from 'knex';
import type { SqlDialect } from './sql-dialect.ts';

/** Of all daemons of a database one does something once a day: whoever has moved the row of that name in `settings`. */
export function createDailyTurn(db: Knex, dialect: SqlDialect, name: string) {
  return {
    async claim(now: string, notSince: string): Promise<boolean> {
      await dialect.insertMissing(db, 'settings', { name, value: '' });
      const free = db('settings').where({ name }).where('value', '<=', notSince);
      return (await free.update({ value: now })) === 1;
    },
    async giveBack(): Promise<void> {
      await db('settings').where({ name }).update({ value: '' });
    },
  };
}
