import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { onTestFinished } from 'vitest';
import { eventually } from '../fixtures/daemon.ts';

const run = promisify(execFile);
const program = fileURLToPath(new URL('../../node_modules/.bin/pm2', import.meta.url));

export interface Pm2Process {
  pid: number;
  status: string;
  restarts: number;
  interpreter: string;
  /** How long PM2 waited before it started the process this time. */
  restartDelayMs: number;
}

/** The real PM2, with a home of its own. */
export interface Pm2 {
  run(...args: string[]): Promise<void>;
  /** The one process that it looks after. */
  look(): Promise<Pm2Process>;
  /** Waits until it is as asked. */
  until(what: string, is: (found: Pm2Process) => boolean): Promise<Pm2Process>;
}

/** @param env what PM2, and by it the daemon, finds in its environment */
export async function openPm2(cwd: string, env: Record<string, string> = {}): Promise<Pm2> {
  const home = await mkdtemp(join(tmpdir(), 'rollcall-pm2-'));
  const options = {
    cwd,
    env: { PATH: process.env.PATH, HOME: home, PM2_HOME: home, PM2_DISABLE_VERSION_CHECK: 'true', ...env },
    maxBuffer: 2 ** 24,
  };
  const pm2 = async (...args: string[]) => (await run(process.execPath, [program, ...args], options)).stdout;
  onTestFinished(async () => {
    await pm2('kill');
    await rm(home, { recursive: true, force: true });
  });

  const look: Pm2['look'] = async () => {
    const list: unknown[] = JSON.parse(lastLine(await pm2('jlist')));
    const [found] = list as {
      pid: number;
      pm2_env: { status: string; restart_time: number; exec_interpreter: string; prev_restart_delay?: number };
    }[];
    if (found === undefined || list.length !== 1) throw new Error(`PM2 looks after ${list.length} processes.`);
    const { status, restart_time: restarts, exec_interpreter: interpreter, prev_restart_delay } = found.pm2_env;
    return { pid: found.pid, status, restarts, interpreter, restartDelayMs: prev_restart_delay ?? 0 };
  };
  return {
    async run(...args) {
      await pm2(...args);
    },
    look,
    until: (what, is) =>
      eventually(what, async () => {
        const found = await look();
        return is(found) ? found : null;
      }),
  };
}

/** It may say something about itself first. */
function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}
