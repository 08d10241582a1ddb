import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { writeProject } from '../fixtures/app.ts';
import { preload } from '../fixtures/preload.ts';
import { csvOf, syntheticEmployees } from '../fixtures/roster.ts';
import { endProcess, watchDaemon } from '../fixtures/watch-daemon.ts';

// V8's own threads take an eighth of the time of a daemon that lives for a second.
const options = ['--single-threaded', '--import', preload(new URL('../fixtures/compiled-daemon.ts', import.meta.url))];

/** How a daemon of the built program starts out of what V8 has compiled of it. @param main of that program */
export function compiledDaemon(main: string): { node: readonly string[]; env: Record<string, string> } {
  return { node: options, env: { COMPILED_DAEMON: join(dirname(main), 'daemon.bin') } };
}

/** Has V8 compile what a daemon needs, by one that takes a roster the whole way. */
export async function compileDaemon(main: string): Promise<void> {
  const dir = await mkdtemp(join(tmpdir(), 'rollcall-compile-'));
  try {
    await writeProject(dir, { client: 'sqlite', file: join(dir, 'rollcall.db') }, { acme: {} });
    await mkdir(join(dir, 'data', 'inbox', 'acme'), { recursive: true });
    await writeFile(join(dir, 'data', 'inbox', 'acme', 'roster.csv'), csvOf(syntheticEmployees(500)));
    const { node, env } = compiledDaemon(main);
    const args = [...node, main, 'run', '--config', join(dir, 'config', 'rollcall.yaml')];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'], env });
    try {
      await watchDaemon(child).until('file processed');
    } finally {
      await endProcess(child, 'SIGTERM');
    }
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}
