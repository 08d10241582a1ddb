import { existsSync } from 'node:fs';
import type { Config } from '../../config/config.ts';
import { loadKey } from '../../config/key.ts';
import { createVault, type Vault } from '../../runtime/vault.ts';
import type { Store } from '../../store/contract.ts';
import { createStore } from '../../store/index.ts';
import type { DoctorFinding } from '../contract.ts';
import type { AppOptions } from '../open-parts.ts';
import { checkKey } from '../open-store.ts';
import { storeConfig } from '../store-config.ts';
import { describeStore } from './describe-store.ts';
import { findNotes } from './find-notes.ts';
import { broken, failure, fine } from './finding.ts';
import { compareNodes, tryNodes } from './try-nodes.ts';

export async function tryDatabase(config: Config, { log }: AppOptions): Promise<DoctorFinding[]> {
  const { database } = config;
  if (database.client === 'sqlite' && !existsSync(database.file)) {
    return [fine('database', `${database.file} does not exist yet; the first command that needs it makes it.`)];
  }
  const nodes = await tryNodes(config, log);
  try {
    const vault = createVault(await loadKey(config, log));
    const store = await createStore(storeConfig(config), log);
    try {
      const findings =
        nodes.length > 0 ? [...nodes.flat(), ...compareNodes(nodes)] : await describeStore(store, 'database');
      const pending = await store.pendingMigrations();
      if (pending.length > 0 && config.database.migrate !== 'auto') {
        findings.push(
          broken('database schema', `${pending.length} migration(s) have not run.`, 'Run "rollcall migrate".'),
        );
      } else if (pending.length === 0) {
        await checkKey(store, vault);
        findings.push(...(await olderKeys(store, vault)));
        findings.push(...(await findNotes(store, config)));
      }
      return [fine('database', `${config.database.client} answers.`), ...findings];
    } finally {
      await store.close();
    }
  } catch (error) {
    return [failure('database', error), ...nodes.flat()];
  }
}

/** They work, and are to go some day. */
async function olderKeys({ resealing }: Store, { keyIds }: Vault): Promise<DoctorFinding[]> {
  const older = keyIds.slice(1);
  if (older.length === 0) return [];
  const message = `ROLLCALL_KEY holds ${keyIds.length} keys, of which ${keyIds[0]} seals.`;
  const replaced = await Promise.all(older.map((keyId) => resealing.replacedAt(keyId)));
  const mend = replaced.includes(null)
    ? 'Run "rollcall key rotate" when every daemon has this key, too.'
    : `Take ${older.join(', ')} out on every host: nothing needs ${older.length === 1 ? 'it' : 'them'} any more.`;
  return [{ subject: 'key', ok: true, message, mend }];
}
