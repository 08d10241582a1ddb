import { dirname, resolve } from 'node:path';
import { watch } from 'chokidar';
import type { Log } from '../runtime/log.ts';

/**
 * Calls back when something in the directory changes. Only a hint: on a network share nothing may come.
 *
 * @returns a function that ends the watch
 */
export async function watchDirectory(path: string, log: Log, onHint: () => void): Promise<() => Promise<void>> {
  const root = resolve(path);
  const watcher = watch(root, {
    ignoreInitial: true,
    followSymlinks: false,
    // Not `depth: 0`: with it chokidar 6 stays silent once the directory was deleted and made again. The archive
    // folders grow for years and would cost a watch each.
    ignored: (candidate) => candidate !== root && (dirname(candidate) !== root || isArchiveFolder(candidate)),
  });
  watcher.on('all', () => onHint());
  // Out of watches, say: the daemon's regular look at the whole directory finds every file all the same.
  watcher.on('error', (error) => log.debug('inbox-watch-failed', { inbox: root, error: String(error) }));
  await new Promise<void>((ready) => watcher.once('ready', ready));
  return () => watcher.close();
}

function isArchiveFolder(path: string): boolean {
  return /[\\/](processed|rejected|held)$/.test(path);
}
