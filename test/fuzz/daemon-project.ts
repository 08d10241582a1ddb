import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import Database from 'better-sqlite3';
import type { RosterKind } from '../../src/domain/roster-kind.ts';
import { newKey } from '../../src/runtime/vault.ts';
import { testPrivateKey, testPublicKey } from '../fixtures/rosters/open-pgp.ts';
import { feeds } from './feed-of-file.ts';

export interface LedgerRow {
  name: string;
  kind: RosterKind;
  status: string;
  archive_from: string | null;
}

/** A project on SQLite with a feed for every kind of file, and the built daemon at work in it. */
export interface DaemonProject {
  readonly directory: string;
  readonly pid: number;
  /** Every line of its log so far. */
  readonly log: string[];
  runs(): boolean;
  inbox(feed: string): string;
  /** As a careful sender does: written beside the inbox and renamed into it. */
  drop(feed: string, name: string, bytes: Buffer): Promise<void>;
  ledger(): LedgerRow[];
  /** The feed's register of positions. */
  positions(feed: string): { positionId: string; parentPositionId: string | null }[];
  /** Ends the daemon. @returns its exit code, or the signal that it died of */
  stop(): Promise<number | string | null>;
  remove(): Promise<void>;
}

export async function openDaemonProject(program: string): Promise<DaemonProject> {
  const directory = await mkdtemp(join(tmpdir(), 'rollcall-fuzz-daemon-'));
  const inbox = (feed: string) => join(directory, 'data', 'inbox', feed);
  await mkdir(join(directory, 'parts'));
  for (const feed of feeds) await mkdir(inbox(feed.id), { recursive: true });
  await writeConfig(directory);
  const child = spawn(process.execPath, [program, 'run'], {
    cwd: directory,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, ROLLCALL_CONFIG: undefined, ROLLCALL_KEY: undefined },
  });
  const log = await readLog(child);
  const database = new Database(join(directory, 'data', 'rollcall.db'), { readonly: true });
  const files = database.prepare<[], LedgerRow>('SELECT name, kind, status, archive_from FROM roster_files');
  const positions = database.prepare<[string], { positionId: string; parentPositionId: string | null }>(
    'SELECT position_id AS positionId, parent_position_id AS parentPositionId FROM positions WHERE feed = ? AND active = 1',
  );

  return {
    directory,
    pid: child.pid ?? 0,
    log,
    inbox,
    runs: () => child.exitCode === null && child.signalCode === null,
    async drop(feed, name, bytes) {
      const part = join(directory, 'parts', name);
      await writeFile(part, bytes);
      await rename(part, join(inbox(feed), name));
    },
    ledger: () => files.all(),
    positions: (feed) => positions.all(feed),
    async stop() {
      const exited = once(child, 'exit');
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGTERM');
        await exited;
      }
      database.close();
      return child.exitCode ?? child.signalCode;
    },
    async remove() {
      child.kill('SIGKILL');
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function writeConfig(directory: string): Promise<void> {
  await mkdir(join(directory, 'config'));
  await writeFile(join(directory, 'private.asc'), testPrivateKey);
  await writeFile(join(directory, 'signer.asc'), await testPublicKey());
  const secret = (name: string) => `\${file:${join(directory, name)}}`;
  const decrypt = {
    none: {},
    'private key': { decrypt: secret('private.asc') },
    'private key and signer': { decrypt: { privateKey: secret('private.asc'), signedBy: secret('signer.asc') } },
  };
  const config = {
    database: { client: 'sqlite', file: 'data/rollcall.db' },
    technicalUsers: [{ name: 'Technical user', email: 'tech@example.org' }],
    feeds: feeds.map(({ id, layout, keys, settings }) => ({
      id,
      layout: layout.choice.name,
      ...layout.choice.options,
      inbox: { kind: 'local', path: `data/inbox/${id}`, files: '*', settle: '50ms', poll: '200ms' },
      ...decrypt[keys],
      ...settings,
    })),
  };
  await writeFile(join(directory, 'config', 'rollcall.yaml'), JSON.stringify(config));
  await writeFile(join(directory, '.env'), `ROLLCALL_KEY=${newKey()}\n`, { mode: 0o600 });
}

/** @returns the lines, to which more come, as soon as the daemon watches its feeds */
async function readLog(child: ChildProcess): Promise<string[]> {
  const log: string[] = [];
  if (child.stderr === null) throw new Error('The daemon could not be started.');
  const lines = createInterface({ input: child.stderr });
  const started = Promise.withResolvers<void>();
  lines.on('line', (line) => {
    log.push(line);
    if (line.includes('"daemon started"')) started.resolve();
  });
  child.once('exit', () => started.reject(new Error(`The daemon ended:\n${log.join('\n')}`)));
  await started.promise;
  return log;
}
