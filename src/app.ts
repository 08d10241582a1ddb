import { createAppContext } from './app/app-context.ts';
import { deliveryCommands } from './app/commands/delivery-commands.ts';
import { employeeCommands } from './app/commands/employee-commands.ts';
import { erasureCommands } from './app/commands/erasure-commands.ts';
import { exportCommands } from './app/commands/export-commands.ts';
import { feedCommands } from './app/commands/feed-commands.ts';
import { fileCommands } from './app/commands/file-commands.ts';
import { importCommands } from './app/commands/import-commands.ts';
import { registerCommands } from './app/commands/register-commands.ts';
import { rosterCommands } from './app/commands/roster-commands.ts';
import { undoCommands } from './app/commands/undo-commands.ts';
import type { App } from './app/contract.ts';
import { diagnose } from './app/diagnose.ts';
import type { AppOptions } from './app/open-parts.ts';
import { startDaemon } from './app/start-daemon.ts';
import { storeConfig } from './app/store-config.ts';
import type { Config } from './config/config.ts';
import { createStore } from './store/index.ts';

/**
 * The composition root: the only file, with those in app/, that names implementations. The database is opened by the
 * first command that needs it; `check` never does.
 */
export async function createApp(config: Config, options: AppOptions): Promise<App> {
  const context = createAppContext(config, options);
  return {
    ...rosterCommands(context),
    ...fileCommands(context),
    ...feedCommands(context),
    ...registerCommands(context),
    ...importCommands(context),
    ...employeeCommands(context),
    ...deliveryCommands(context),
    ...erasureCommands(context),
    ...exportCommands(context),
    ...undoCommands(context),

    async migrate() {
      const store = await createStore(storeConfig(config), options.log);
      try {
        return await store.migrate();
      } finally {
        await store.close();
      }
    },

    doctor: () => diagnose(config, options),

    async run(signal, onReady) {
      signal.addEventListener('abort', context.abort, { once: true });
      await startDaemon({ config, open: context.open, options, stop: signal, onReady });
    },

    close: context.close,
  };
}
