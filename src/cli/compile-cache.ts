import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

/**
 * Keeps what V8 has compiled of the built program beside it: every command starts faster from the second on. Where the
 * directory can't be written there is no cache; one in /tmp could be another user's.
 */
export function keepCompiledCode(): void {
  if (!import.meta.url.endsWith('.js') || process.env.NODE_COMPILE_CACHE !== undefined) return;
  const directory = fileURLToPath(new URL('../.compiled', import.meta.url));
  enableCompileCache(directory);
  // Worker threads know of it from here alone.
  process.env.NODE_COMPILE_CACHE = directory;
}
