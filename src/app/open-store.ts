import type { Config, DatabaseConfig } from '../config/config.ts';
import { AppError } from '../domain/app-error.ts';
import type { Log } from '../runtime/log.ts';
import type { Vault } from '../runtime/vault.ts';
import type { Store } from '../store/contract.ts';
import { createStore } from '../store/index.ts';
import { storeConfig } from './store-config.ts';

/**
 * Opens the register for work: its schema is ours, and it was sealed with a key that we have.
 *
 * @throws AppError `database-unreachable`, `database-busy` and `migration-under-way` (all retryable), `database-not-migrated`,
 *   `database-newer`, `migration-interrupted`, `key-wrong`, `key-replaced`
 */
export async function openStore(config: Config, vault: Vault, log: Log): Promise<Store> {
  const store = await createStore(storeConfig(config), log);
  try {
    await bringUpToDate(store, config.database, log);
    await checkKey(store, vault);
    return store;
  } catch (error) {
    await store.close();
    throw error;
  }
}

async function bringUpToDate(store: Store, database: DatabaseConfig, log: Log): Promise<void> {
  const pending = await store.pendingMigrations();
  if (pending.length === 0) return;
  if (database.migrate !== 'auto') {
    throw new AppError(
      'database-not-migrated',
      `The database lacks ${pending.length} migration(s): ${pending.join(', ')}.`,
      {
        hint: 'Make a backup, then run "rollcall migrate".',
      },
    );
  }
  const { applied } = await store.migrate();
  if (applied.length > 0) log.info('database migrated', { applied });
}

/**
 * The first key that a register was opened with is noted in it, and later the one that has replaced it: whoever comes without
 * that key would only do damage, as would who still seals with one that was replaced.
 */
export async function checkKey(store: Store, vault: Vault): Promise<void> {
  const [newest = ''] = vault.keyIds;
  const noted = await store.feeds.setting('key-check', newest);
  if (vault.keyIds.includes(noted)) {
    const at = await store.resealing.replacedAt(newest);
    if (at === null) return;
    throw new AppError('key-replaced', `ROLLCALL_KEY begins with the key ${newest}, which was replaced on ${at}.`, {
      hint: `Put the key with the id ${noted} first, or have it alone.`,
    });
  }
  throw new AppError('key-wrong', 'ROLLCALL_KEY is not the key that this register was sealed with.', {
    hint: `Set the key with the id ${noted}; this one has the id ${vault.keyIds[0]}.`,
  });
}
