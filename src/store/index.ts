import type { Knex } from 'knex';
import type { Log } from '../runtime/log.ts';
import { connect, type Database, type DatabaseConfig } from './connect.ts';
import type { Store, StoreAreas } from './contract.ts';
import { createDeliveries } from './deliveries.ts';
import { describeDatabase } from './describe-database.ts';
import { createFeeds } from './feeds.ts';
import { createLeases } from './leases.ts';
import { createLedger } from './ledger.ts';
import { migrate, pendingMigrations } from './migrate.ts';
import { createOutbox } from './outbox.ts';
import { createPlans } from './plans.ts';
import { createPositions } from './positions.ts';
import { createRegister } from './register.ts';
import { createStaging } from './staging.ts';

export type StoreConfig = DatabaseConfig & {
  /** After this time without a sign of life a lease can be taken over. */
  leaseExpiryMs: number;
};

/**
 * Connects to the database and gives the store on it. The schema is not looked at: see `pendingMigrations`.
 *
 * @throws AppError `database-unreachable` (retryable), `database-refused`, `database-insecure`
 */
export async function createStore(config: StoreConfig, log: Log): Promise<Store> {
  const database = await connect(config, log);
  const areasOn = (db: Knex): StoreAreas => areas(database, db, config.leaseExpiryMs);
  return {
    client: database.client,
    rowEncoding: database.dialect.rowEncoding,
    ...areasOn(database.knex),
    transaction: (work) => database.transaction((trx) => work(areasOn(trx))),
    rehearse: (work) => database.rehearse((trx) => work(areasOn(trx))),
    migrate: () => migrate(database),
    pendingMigrations: () => pendingMigrations(database),
    describe: () => describeDatabase(database),
    close: () => database.close(),
  };
}

function areas({ dialect }: Database, db: Knex, leaseExpiryMs: number): StoreAreas {
  return {
    ledger: createLedger(db, dialect),
    leases: createLeases(db, dialect, leaseExpiryMs),
    feeds: createFeeds(db, dialect),
    staging: createStaging(db, dialect),
    plans: createPlans(db, dialect),
    register: createRegister(db, dialect),
    positions: createPositions(db, dialect),
    outbox: createOutbox(db),
    deliveries: createDeliveries(db, dialect),
  };
}
