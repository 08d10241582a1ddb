import { execFile, execFileSync } from 'node:child_process';
import { chmod, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { oneFeed } from '../config/project.ts';
import { type BuiltCheckout, copyCheckout } from '../fixtures/built-checkout.ts';
import { csvOf, longAddress, syntheticEmployees } from '../fixtures/roster.ts';
import { migratedProject } from './migrated-project.ts';

vi.setConfig({ testTimeout: 60_000 });

let built: BuiltCheckout;
beforeAll(async () => {
  built = await copyCheckout();
  // For the user without rights of the last test.
  await chmod(built.dir, 0o755);
});
afterAll(() => built.remove());

/** More than 1 MiB. */
const roster = csvOf(syntheticEmployees(3000, 0, { addressLine: longAddress }));
const verbs = ['check', 'plan', 'import'];

describe('a command whose reading thread can not start', () => {
  it.each<[string, string, (file: string) => Promise<unknown>]>([
    ['the file of the thread is missing', 'roster-thread.js', (file) => rm(file)],
    ['the file of the thread is empty', 'roster-thread.js', (file) => truncate(file)],
    ['its bundle is missing', 'roster.cjs', (file) => rm(file)],
    ['its bundle was cut off', 'roster.cjs', (file) => truncate(file, 50_000)],
  ])('ends with 4 and says what to do where %s', async (_, name, spoil) => {
    const dir = await largeRoster();
    await spoilUntilEnd(name, spoil);

    for (const verb of verbs) {
      const { code, stdout, stderr } = await command(dir, verb);

      expect(code).toBe(4);
      expect(stdout).toBe('');
      expect(stderr).toContain('Error: The thread that reads the file could not start: ');
      expect(stderr).toContain('install Rollcall again');
      expect(stderr).toContain('(reading-thread-failed)');
      expect(stderr).not.toContain('fault of Rollcall');
    }
  });

  it('leaves the file of an import on its way: the next one finishes it', async () => {
    const dir = await largeRoster();
    const mend = await spoilUntilEnd('roster.cjs', (file) => rm(file));
    expect(await command(dir, 'import')).toMatchObject({ code: 4 });
    await mend();

    expect(await command(dir, 'import')).toMatchObject({ code: 0 });

    const { files } = JSON.parse((await run(dir, ['files', '--json'])).stdout) as { files: { status: string }[] };
    expect(files.map(({ status }) => status).sort()).toEqual(['processed', 'skipped']);
  });

  it('ends with 4 and says where to look when the system gives no thread', async () => {
    const dir = await largeRoster();

    const { code, stderr } = await command(dir, 'check', await refuseThreads(dir));

    expect(code).toBe(4);
    expect(stderr).toContain('Error: The system refused a thread to read the file in.\n');
    expect(stderr).toContain('(reading-thread-failed)');
  });
});

/** A project with a roster of more than 1 MiB. */
async function largeRoster(): Promise<string> {
  const dir = await migratedProject(oneFeed);
  await writeFile(join(dir, 'large.csv'), roster);
  return dir;
}

async function spoilUntilEnd(name: string, spoil: (file: string) => Promise<unknown>): Promise<() => Promise<void>> {
  const file = join(built.dir, 'dist', 'lib', name);
  const whole = await readFile(file);
  const mend = () => writeFile(file, whole);
  onTestFinished(mend);
  await spoil(file);
  return mend;
}

/** Root has no limit of threads, so root becomes a user that nobody is. @returns options of Node.js */
async function refuseThreads(dir: string): Promise<string[]> {
  const preload = join(dir, 'no-thread.mjs');
  const uid = 64_321;
  const isRoot = process.getuid?.() === 0;
  const lines = [
    "import { execFileSync } from 'node:child_process';",
    "import { stat } from 'node:fs/promises';",
    // Node.js has its own threads from here on, and would abort without them.
    "await stat('.');",
    "execFileSync('prlimit', ['--pid', String(process.pid), '--nproc=1']);",
    ...(isRoot ? [`process.setgid(${uid});`, `process.setuid(${uid});`] : []),
  ];
  await writeFile(preload, lines.join('\n'));
  if (isRoot) execFileSync('chown', ['-R', `${uid}:${uid}`, dir]);
  return ['--import', preload];
}

function command(dir: string, verb: string, node?: readonly string[]): Promise<Ended> {
  return run(dir, [verb, 'large.csv', '--feed', 'acme'], node);
}

interface Ended {
  code: number | string | null;
  stdout: string;
  stderr: string;
}

/** One that hangs is ended, and has no exit code. */
function run(cwd: string, args: readonly string[], node: readonly string[] = []): Promise<Ended> {
  const options = { cwd, timeout: 20_000 };
  return new Promise((resolve) => {
    execFile(process.execPath, [...node, built.main, ...args], options, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : (error.code ?? null), stdout, stderr }),
    );
  });
}
