import type { App } from '../app/contract.ts';
import type { Config } from '../config/config.ts';
import { loadKey } from '../config/key.ts';
import { loadConfig } from '../config/load.ts';
import { systemClock } from '../runtime/clock.ts';
import type { LogFiles, LogLevel } from '../runtime/log.ts';
import { createLog } from '../runtime/log.ts';
import type { CliContext, CommonOptions } from './context.ts';

export interface AppNeeds {
  /** Commands are silent but for errors; the daemon logs what its config says. */
  daemon?: boolean;
  /** False for what works without a register: no key is made for it. */
  register?: boolean;
}

/** Loads the config, opens the app for one command and closes it again. */
export async function withApp<T>(
  context: CliContext,
  options: CommonOptions,
  needs: AppNeeds,
  work: (app: App, config: Config) => Promise<T>,
): Promise<T> {
  const config = await loadConfig({ path: options.config, env: context.env });
  const log = createLog(logLevel(config, options, needs), needs.daemon ? logFiles(config) : null);
  for (const warning of config.warnings) {
    if (needs.daemon) log.warn('config could be better', { advice: warning });
    else context.stderr.write(`Warning: ${warning}\n`);
  }
  if (needs.register !== false) await loadKey(config, needs.daemon ? log : createLog('warn'));

  // Loaded here, so that help, init and usage errors don't wait for database drivers.
  const { createApp } = await import('../app.ts');
  const { rosterWorker, lostLines } = context;
  const app = await createApp(config, { log, clock: systemClock, rosterWorker, lostLines });
  try {
    return await work(app, config);
  } finally {
    await app.close();
  }
}

function logFiles({ log: { directory, keepMs } }: Config): LogFiles | null {
  return directory === null ? null : { directory, keepMs };
}

function logLevel(config: Config, options: CommonOptions, needs: AppNeeds): LogLevel {
  if (options.verbose) return 'debug';
  return needs.daemon ? config.log.level : 'error';
}
