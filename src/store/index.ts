import type { Knex } from 'knex';
import type { Log } from '../runtime/log.ts';
import { connect, type Database, type DatabaseConfig } from './connect.ts';
import type { Store, StoreAreas } from './contract.ts';
import { describeDatabase } from './describe-database.ts';
import { createFeeds } from './feeds.ts';
import { createLeases } from './leases.ts';
import { createLedger } from './ledger.ts';
import { migrate, pendingMigrations } from './migrate.ts';
import { createOutbox } from './outbox.ts';
import { createPlans } from './plans.ts';
import { createRegister } from './register.ts';
import { createStaging } from './staging.ts';

/**
 * Connects to the database and gives the store on it. The schema is not looked at: see `pendingMigrations`.
 *
 * @throws AppError `database-unreachable` (retryable), `database-refused`, `database-insecure`
 */
export async function createStore(config: DatabaseConfig, log: Log): Promise<Store> {
  const database = await connect(config, log);
  return {
    client: database.client,
    ...areas(database, database.knex),
    transaction: (work) => database.transaction((trx) => work(areas(database, trx))),
    rehearse: (work) => database.rehearse((trx) => work(areas(database, trx))),
    migrate: () => migrate(database),
    pendingMigrations: () => pendingMigrations(database),
    describe: () => describeDatabase(database),
    close: () => database.close(),
  };
}

function areas({ dialect }: Database, db: Knex): StoreAreas {
  return {
    ledger: createLedger(db, dialect),
    leases: createLeases(db, dialect),
    feeds: createFeeds(db, dialect),
    staging: createStaging(db, dialect),
    plans: createPlans(db, dialect),
    register: createRegister(db, dialect),
    outbox: createOutbox(db),
  };
}
