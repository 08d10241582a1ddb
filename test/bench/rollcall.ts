import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { newKey } from '../../src/runtime/vault.ts';
import type { DatabaseConfig } from '../../src/store/connect.ts';
import { type Daemon, startDaemon } from './daemon.ts';
import { type Measured, measure } from './measure.ts';

/** The command as users have it: a process of its own, in a project directory. */
export interface Rollcall {
  /** A new project on an empty database, with its tables. @param feeds their ids */
  start(database: DatabaseConfig, feeds: readonly string[]): Promise<void>;
  import(csv: string, feed: string): Promise<RollcallImport>;
  /** `rollcall run` */
  run(): Promise<Daemon>;
  inbox(feed: string): string;
}

export interface RollcallImport extends Measured {
  status: string;
  /** As the ledger has them; empty where nothing was planned. */
  plan: Record<string, number>;
  issues: number;
  /** Milliseconds per stage, as Rollcall tells them. */
  stages: Record<string, number>;
}

/** How long a file of the daemon has to stand still before it is taken. */
export const settleMs = 100;

/** @param program the script to run */
export function createRollcall(program: string, directory: string, signal: AbortSignal): Rollcall {
  const project = join(directory, 'project');
  const inbox = (feed: string) => join(project, 'data', 'inbox', feed);
  const command = (...args: string[]) => ({
    program: process.execPath,
    args: [program, ...args],
    cwd: project,
    env: { ...process.env, ROLLCALL_CONFIG: undefined, ROLLCALL_KEY: undefined },
    signal,
  });

  return {
    inbox,
    async start(database, feeds) {
      await rm(project, { recursive: true, force: true });
      for (const feed of feeds) await mkdir(inbox(feed), { recursive: true });
      await mkdir(join(project, 'config'));
      await writeFile(join(project, 'config', 'rollcall.yaml'), JSON.stringify(settings(database, feeds)));
      await writeFile(join(project, '.env'), `ROLLCALL_KEY=${newKey()}\n`, { mode: 0o600 });
      await measure(command('migrate'));
    },
    async import(csv, feed) {
      // Not --json: a million changes as one document would be measured, too. A rejected file ends with 1, a held one with 3.
      const measured = await measure({ ...command('import', csv, '--feed', feed), exitCodes: [0, 1, 3] });
      const { stdout } = await measure(command('files', '--feed', feed, '--limit', '1', '--json'));
      const [file] = JSON.parse(stdout).files;
      if (file === undefined) throw new Error(`rollcall import left no trace:\n${measured.stdout}`);
      return {
        ...measured,
        status: file.status,
        plan: file.plan ?? {},
        issues: file.issueCounts.total,
        stages: parseStages(measured.stdout),
      };
    },
    run: () => startDaemon(command('run')),
  };
}

/** The settings of a new project, but for the database and the time to settle. JSON is YAML, too. */
function settings(database: DatabaseConfig, feeds: readonly string[]) {
  return {
    database,
    technicalUsers: [{ name: 'Technical user', email: 'tech@example.org' }],
    feeds: feeds.map((id) => ({
      id,
      layout: 'personnel-ticket',
      inbox: { kind: 'local', path: `data/inbox/${id}`, settle: `${settleMs}ms` },
    })),
  };
}

/** `Took: digests 512 ms, stage 258 ms` */
function parseStages(stdout: string): Record<string, number> {
  const line = /^Took: (.*)$/m.exec(stdout)?.[1] ?? '';
  return Object.fromEntries(Array.from(line.matchAll(/(\w+) (\d+) ms/g), ([, stage, ms]) => [stage, Number(ms)]));
}
