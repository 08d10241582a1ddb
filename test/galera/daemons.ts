import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { simpleParser } from 'mailparser';
import { newKey } from '../../src/runtime/vault.ts';
import type { Cluster } from './cluster.ts';

/** One line of a daemon's log, and when it was read. */
export interface LogLine {
  message: string;
  atMs: number;
  [field: string]: unknown;
}

/** A daemon as a process, which can be killed and started again. */
export interface Daemon {
  /** Also its user in the database, by which its connections are known. */
  readonly name: string;
  readonly lines: LogLine[];
  start(): void;
  kill(): Promise<void>;
  signal(signal: NodeJS.Signals): void;
  /** Ends it cleanly. @returns exit code, or the signal that it died of */
  stop(): Promise<number | string | null>;
  /** Calls `act` for every line from now on, until the returned function is called. */
  listen(act: (line: LogLine) => void): () => void;
  /** Runs another command with this daemon's config. */
  command(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }>;
}

/** Two daemons with the same inboxes and cluster; each has its own spool, and begins with another node. */
export interface Pair {
  readonly daemons: readonly [Daemon, Daemon];
  readonly feeds: readonly string[];
  drop(feed: string, name: string, content: string): Promise<void>;
  names(feed: string, folder: string): Promise<string[]>;
  /** Message ids of every mail that was written. */
  messageIds(): Promise<string[]>;
  remove(): Promise<void>;
}

export const database = 'rollcall';
export const daemonNames = ['one', 'two'] as const;

export async function openPair(cluster: Cluster, program: string, feeds: readonly string[]): Promise<Pair> {
  const directory = await mkdtemp(join(tmpdir(), 'rollcall-pair-'));
  const inbox = (feed: string) => join(directory, 'inbox', feed);
  const mails = join(directory, 'mails');
  const key = newKey();
  await mkdir(join(directory, 'parts'));
  const daemons = await Promise.all(
    daemonNames.map(async (name, index) => {
      const home = join(directory, name);
      await mkdir(join(home, 'config'), { recursive: true });
      const nodes = cluster.nodes.map((_, step) => cluster.nodes[(step + index) % cluster.nodes.length]);
      const url = nodes.map((node) => `${node?.url.replace('root@', `${name}:secret@`)}/${database}`);
      await writeFile(join(home, 'config', 'rollcall.yaml'), JSON.stringify(configOf(url, feeds, inbox, mails)));
      await writeFile(join(home, '.env'), `ROLLCALL_KEY=${key}\n`, { mode: 0o600 });
      return createDaemon(name, home, program);
    }),
  );
  return {
    daemons: daemons as [Daemon, Daemon],
    feeds,
    async drop(feed, name, content) {
      const part = join(directory, 'parts', name);
      await mkdir(inbox(feed), { recursive: true });
      await writeFile(part, content);
      await rename(part, join(inbox(feed), name));
    },
    names: async (feed, folder) => {
      const entries = await readdir(join(inbox(feed), folder), { withFileTypes: true }).catch(() => []);
      return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
    },
    async messageIds() {
      const names = (await readdir(mails)).filter((name) => name.endsWith('.eml'));
      const read = async (name: string) => (await simpleParser(await readFile(join(mails, name)))).messageId ?? '';
      return Promise.all(names.map(read));
    },
    async remove() {
      for (const daemon of daemons) await daemon.kill();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

function configOf(url: string[], feeds: readonly string[], inbox: (feed: string) => string, mails: string) {
  const soon = { start: '100ms', cap: '1s' };
  return {
    database: { client: 'mysql', url },
    mail: { transport: 'file', directory: mails },
    technicalUsers: [
      { name: 'Technical user', email: 'tech@example.org', notify: ['rejected', 'held', 'warnings', 'processed'] },
    ],
    feeds: feeds.map((id) => ({
      id,
      layout: 'personnel-ticket',
      inbox: { kind: 'local', path: inbox(id), settle: '100ms', poll: '300ms' },
      timeZone: 'Europe/Oslo',
      maxCrashes: 100,
      guard: { minDeactivated: 1_000_000 },
    })),
    times: { backoff: { database: soon, inbox: soon, mail: soon } },
    log: { level: 'debug' },
  };
}

function createDaemon(name: string, home: string, program: string): Daemon {
  const lines: LogLine[] = [];
  const listeners = new Set<(line: LogLine) => void>();
  let child: ChildProcess | null = null;
  const configPath = join(home, 'config', 'rollcall.yaml');
  const end = async (signal: NodeJS.Signals) => {
    if (child === null) return null;
    if (child.exitCode === null && child.signalCode === null) {
      const exited = once(child, 'exit');
      child.kill(signal);
      await exited;
    }
    return child.exitCode ?? child.signalCode;
  };
  return {
    name,
    lines,
    start() {
      child = spawn(process.execPath, [program, 'run', '--config', configPath], {
        cwd: home,
        stdio: ['ignore', 'ignore', 'pipe'],
        env: { PATH: process.env.PATH },
      });
      if (child.stderr === null) throw new Error('The daemon could not be started.');
      createInterface({ input: child.stderr }).on('line', (text) => {
        const line = parseLine(text);
        lines.push(line);
        for (const listener of listeners) listener(line);
      });
    },
    kill: async () => void (await end('SIGKILL')),
    signal: (signal) => void child?.kill(signal),
    stop: () => end('SIGTERM'),
    listen(act) {
      listeners.add(act);
      return () => void listeners.delete(act);
    },
    command: (...args) =>
      new Promise((resolve) => {
        execFile(process.execPath, [program, ...args, '--config', configPath], { cwd: home }, (error, stdout, stderr) =>
          resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
        );
      }),
  };
}

function parseLine(text: string): LogLine {
  const atMs = performance.now();
  try {
    return { ...JSON.parse(text), atMs };
  } catch {
    return { message: text, atMs };
  }
}
