import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { memoryMb } from '../bench/process-figures.ts';
import type { LogLine } from '../fixtures/log-line.ts';
import { type Daemon, endProcess, watchDaemon } from '../fixtures/watch-daemon.ts';

/** A daemon with somebody who starts it again whenever it ends, as PM2 does. */
export interface KeptDaemon {
  readonly name: string;
  readonly pid: number;
  readonly config: string;
  readonly counts: { kills: number; restarts: number; overdue: number };
  /** What must not happen: an end that nobody asked for, an exit code that is not 0. */
  readonly faults: string[];
  /** Resident memory in MB on the way. */
  readonly memory: number[];
  /** Every line of every process so far. */
  lines(): LogLine[];
  start(): Promise<void>;
  /** Resolves in the very moment in which it next logs this message, at the latest after `patienceMs`. */
  moment(message: string, patienceMs: number): Promise<void>;
  /** kill -9, and a new one. */
  kill(): Promise<void>;
  /** Stops it in its tracks, as a machine that is swapped out, and lets it go on. */
  pause(ms: number): Promise<void>;
  /** SIGTERM, and a new one. */
  restart(): Promise<void>;
  /** SIGTERM, and no new one. */
  stop(): Promise<void>;
  end(): Promise<void>;
}

export interface KeptDaemonOptions {
  name: string;
  program: string;
  directory: string;
  config: string;
  log: string;
}

const lookAtMemoryMs = 1_000;

export function keepDaemon({ name, program, directory, config, log }: KeptDaemonOptions): KeptDaemon {
  const counts = { kills: 0, restarts: 0, overdue: 0 };
  const faults: string[] = [];
  const memory: number[] = [];
  const earlier: LogLine[] = [];
  const logFile = createWriteStream(log, { flags: 'a' });
  let running: { child: ChildProcess; daemon: Daemon } | null = null;
  /** Whether the end of the one that runs now has been asked for. */
  let isAsked = false;
  const timer = setInterval(() => memory.push(memoryMb(running?.daemon.pid, 'VmRSS') ?? 0), lookAtMemoryMs);
  timer.unref();

  function launch(): Daemon {
    const child = spawn(process.execPath, [program, 'run', '--config', config], {
      cwd: directory,
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { PATH: process.env.PATH },
    });
    child.stderr?.pipe(logFile, { end: false });
    const daemon = watchDaemon(child);
    running = { child, daemon };
    isAsked = false;
    void daemon.ended.then((code) => {
      earlier.push(...daemon.lines.splice(0));
      if (isAsked || running?.daemon !== daemon) return;
      faults.push(`${name} ended by itself (${code}):\n${tellLast(earlier)}`);
      launch();
    });
    return daemon;
  }

  async function endWith(signal: NodeJS.Signals): Promise<number | string | null> {
    if (running === null) return null;
    const { child, daemon } = running;
    isAsked = true;
    await endProcess(child, signal);
    return daemon.ended;
  }

  async function askToStop(): Promise<void> {
    const first = earlier.length;
    const code = await endWith('SIGTERM');
    const said = earlier.slice(first);
    if (said.some((line) => line.code === 'stop-overdue')) counts.overdue += 1;
    // One that has not said a word yet has begun nothing, and does not listen yet either.
    else if (code !== 0 && code !== null && said.length > 0)
      faults.push(`${name} ended with ${code} when it was asked to stop:\n${tellLast(said)}`);
  }

  return {
    name,
    config,
    counts,
    faults,
    memory,
    get pid() {
      return running?.daemon.pid ?? 0;
    },
    lines: () => [...earlier, ...(running?.daemon.lines ?? [])],
    async start() {
      await launch().until('daemon started');
    },
    moment(message, patienceMs) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const timeout = setTimeout(resolve, patienceMs);
      running?.daemon.once(message, {}, resolve);
      return promise.finally(() => clearTimeout(timeout));
    },
    async kill() {
      counts.kills += 1;
      await endWith('SIGKILL');
      launch();
    },
    async pause(ms) {
      const paused = running?.daemon;
      paused?.signal('SIGSTOP');
      await delay(ms);
      paused?.signal('SIGCONT');
    },
    async restart() {
      await askToStop();
      counts.restarts += 1;
      launch();
    },
    stop: askToStop,
    async end() {
      clearInterval(timer);
      await endWith('SIGKILL');
      logFile.end();
    },
  };
}

function tellLast(lines: readonly LogLine[]): string {
  return lines
    .slice(-15)
    .map((line) => JSON.stringify(line).slice(0, 500))
    .join('\n');
}
