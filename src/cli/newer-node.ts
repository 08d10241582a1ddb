import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';

/** Where the package's own Node.js lies, or null where there is none for this machine. */
export function findNewerNode(): string | null {
  try {
    const require = createRequire(import.meta.url);
    const manifest = require.resolve(`node-${process.platform}-${process.arch}/package.json`);
    return join(dirname(manifest), 'bin', 'node');
  } catch {
    return null;
  }
}

/**
 * Runs the same command line under another Node.js, as if it were this process.
 *
 * Streams are inherited and signals handed on. The channel tells the other one when this process is gone, so that
 * `kill -9` reaches it too.
 *
 * @returns the exit code
 */
export function runUnder(node: string, args: readonly string[]): Promise<number> {
  const child = spawn(node, args, {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, ROLLCALL_LAUNCHED: '1' },
  });
  child.on('message', (message) => process.send?.(message));
  for (const signal of ['SIGTERM', 'SIGHUP', 'SIGINT'] as const) {
    // A terminal sends Ctrl-C to the child as well: handing it on would be the second one, which kills.
    process.on(signal, () => void (signal === 'SIGINT' && process.stdin.isTTY ? undefined : child.kill(signal)));
  }
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])));
  });
}
