import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Command } from './measure.ts';

/** `rollcall run` as a process of its own. */
export interface Daemon {
  readonly pid: number;
  /** @throws with what it logged, when the daemon has ended by itself */
  assertRuns(): void;
  /** Ends it cleanly. */
  end(): Promise<void>;
}

/** Starts the daemon and waits until it watches its feeds. */
export async function startDaemon({ program, args, cwd, env, signal }: Command): Promise<Daemon> {
  const child = spawn(program, args, { cwd, env, signal, stdio: ['ignore', 'ignore', 'pipe'] });
  const { pid, stderr } = child;
  if (pid === undefined || stderr === null) throw new Error(`${program} could not be started.`);
  // Aborting kills it, which the bench has asked for.
  child.on('error', () => undefined);
  const lastLines: string[] = [];
  const assertRuns = () => {
    if (hasEnded(child)) throw new Error(`The daemon ended (${child.exitCode}):\n${lastLines.join('\n')}`);
  };
  const started = new Promise<void>((resolve) => {
    createInterface({ input: stderr }).on('line', (line) => {
      lastLines.push(line);
      if (lastLines.length > 40) lastLines.shift();
      if (line.includes('"daemon started"')) resolve();
    });
  });
  await Promise.race([started, once(child, 'exit').then(assertRuns)]);
  return {
    pid,
    assertRuns,
    async end() {
      if (hasEnded(child)) return;
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      await exited;
    },
  };
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}
