import type { Config } from '../config/config.ts';
import type { StoreConfig } from '../store/index.ts';

/** How to reach the database, out of the config. */
export function storeConfig({ database, times }: Config): StoreConfig {
  return { ...database, leaseExpiryMs: times.leaseExpiryMs };
}
