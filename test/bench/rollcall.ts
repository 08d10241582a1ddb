import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { newKey } from '../../src/runtime/vault.ts';
import type { DatabaseConfig } from '../../src/store/connect.ts';
import { type Measured, measure } from './measure.ts';

/** The command as users have it: a process of its own, in a project directory. */
export interface Rollcall {
  /** `dist` or `src`: which of them was run. */
  readonly program: string;
  /** A new project on an empty database, with its tables. */
  start(database: DatabaseConfig): Promise<void>;
  import(csv: string): Promise<RollcallImport>;
}

export interface RollcallImport extends Measured {
  status: string;
  /** As the ledger has them. */
  plan: Record<string, number>;
  /** Milliseconds per stage, as Rollcall tells them. */
  stages: Record<string, number>;
}

const root = fileURLToPath(new URL('../..', import.meta.url));

export async function createRollcall(directory: string, signal: AbortSignal): Promise<Rollcall> {
  const project = join(directory, 'project');
  const program = (await isBuilt()) ? 'dist/main.js' : 'src/main.ts';
  const run = (...args: string[]) =>
    measure({
      program: process.execPath,
      args: [join(root, program), ...args],
      cwd: project,
      env: { ...process.env, ROLLCALL_CONFIG: undefined, ROLLCALL_KEY: undefined },
      signal,
    });

  return {
    program,
    async start(database) {
      await rm(project, { recursive: true, force: true });
      await writeProject(project, database);
      await run('migrate');
    },
    async import(csv) {
      // Not --json: a million changes as one document would be measured, too.
      const measured = await run('import', csv, '--feed', 'bench');
      const { files } = JSON.parse((await run('files', '--limit', '1', '--json')).stdout);
      return { ...measured, status: files[0].status, plan: files[0].plan, stages: parseStages(measured.stdout) };
    },
  };
}

/** The settings of a new project, but for the database. JSON is YAML, too. */
async function writeProject(project: string, database: DatabaseConfig): Promise<void> {
  const config = {
    database,
    log: { level: 'warn' },
    technicalUsers: [{ name: 'Technical user', email: 'tech@example.org' }],
    feeds: [{ id: 'bench', layout: 'personnel-ticket', inbox: { kind: 'local', path: 'data/inbox' } }],
  };
  await mkdir(join(project, 'config'), { recursive: true });
  await writeFile(join(project, 'config', 'rollcall.yaml'), JSON.stringify(config));
  await writeFile(join(project, '.env'), `ROLLCALL_KEY=${newKey()}\n`, { mode: 0o600 });
}

/** An older build would be measured in place of what stands in the source. */
async function isBuilt(): Promise<boolean> {
  const built = await stat(join(root, 'dist', 'main.js')).catch(() => null);
  if (built === null) return false;
  const names = await readdir(join(root, 'src'), { recursive: true });
  for (const name of names.filter((file) => file.endsWith('.ts'))) {
    if ((await stat(join(root, 'src', name))).mtimeMs > built.mtimeMs) return false;
  }
  return true;
}

/** `Took: digests 512 ms, stage 258 ms` */
function parseStages(stdout: string): Record<string, number> {
  const line = /^Took: (.*)$/m.exec(stdout)?.[1] ?? '';
  return Object.fromEntries(Array.from(line.matchAll(/(\w+) (\d+) ms/g), ([, stage, ms]) => [stage, Number(ms)]));
}
