import type { Knex } from 'knex';
import type { Log } from '../runtime/log.ts';
import { createAdoption } from './adoption.ts';
import { createAlerts } from './alerts.ts';
import { createArchiveKeys } from './archive-keys.ts';
import { createByHand } from './by-hand.ts';
import { connect, type Database, type DatabaseConfig } from './connect.ts';
import type { Store, StoreAreas } from './contract.ts';
import { createCorrections } from './corrections.ts';
import { createDeliveries } from './deliveries.ts';
import { describeDatabase } from './describe-database.ts';
import { createErasure } from './erasure.ts';
import { createFeeds } from './feeds.ts';
import { createHeldPlans } from './held-plans.ts';
import { createLeases } from './leases.ts';
import { createLedger } from './ledger.ts';
import { migrate, pendingMigrations } from './migrate.ts';
import { createOutbox } from './outbox.ts';
import { createPlans } from './plans.ts';
import { createPositions } from './positions.ts';
import { createPruning } from './pruning.ts';
import { createRegister } from './register.ts';
import { createResealing } from './resealing.ts';
import { createStaging } from './staging.ts';
import { createToldFailures } from './told-failures.ts';
import { createUndoing } from './undoing.ts';

export type StoreConfig = DatabaseConfig & {
  /** After this time without a sign of life a lease can be taken over. */
  leaseExpiryMs: number;
};

/** While a first roster is loaded, its reading may stand still for a moment. */
const shortestIdleMs = 5_000;

/**
 * Connects to the database and gives the store on it. The schema is not looked at: see `pendingMigrations`.
 *
 * @throws AppError `database-unreachable` (retryable), `database-refused`, `database-insecure`
 */
export async function createStore(config: StoreConfig, log: Log): Promise<Store> {
  // Nobody can take a feed over while the transaction of a holder that is gone still has its lease locked.
  const idleInTransactionMs = Math.max(config.leaseExpiryMs, shortestIdleMs);
  const database = await connect(
    config.client === 'mysql' ? { ...config, times: { idleInTransactionMs } } : config,
    log,
  );
  const areasOn = (db: Knex): StoreAreas => areas(database, db, config.leaseExpiryMs);
  return {
    client: database.client,
    rowEncoding: database.dialect.rowEncoding,
    ...areasOn(database.knex),
    transaction: (work) => database.transaction((trx) => work(areasOn(trx))),
    rehearse: (work) => database.rehearse((trx) => work(areasOn(trx))),
    snapshot: (work) => database.snapshot((trx) => work(areasOn(trx))),
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
    corrections: createCorrections(db),
    plans: createPlans(db, dialect),
    heldPlans: createHeldPlans(db, dialect),
    register: createRegister(db, dialect),
    byHand: createByHand(db),
    positions: createPositions(db, dialect),
    outbox: createOutbox(db),
    toldFailures: createToldFailures(db),
    deliveries: createDeliveries(db, dialect),
    alerts: createAlerts(db, dialect),
    adoption: createAdoption(db, dialect),
    pruning: createPruning(db, dialect),
    archiveKeys: createArchiveKeys(db, dialect),
    erasure: createErasure(db, dialect),
    resealing: createResealing(db, dialect),
    undoing: createUndoing(db, dialect),
  };
}
