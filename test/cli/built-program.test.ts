import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { oneFeed, project } from '../config/project.ts';
import { type BuiltCheckout, copyCheckout } from '../fixtures/built-checkout.ts';

const run = promisify(execFile);

let built: BuiltCheckout;
beforeAll(async () => {
  built = await copyCheckout();
});
afterAll(() => built.remove());

it('a command on SQLite loads nothing out of node_modules, and of Node.js nothing that reaches other hosts', async () => {
  const dir = await project({ 'config/rollcall.yaml': oneFeed, 'tell-loaded.mjs': tellLoaded });
  await runBuilt(dir, 'migrate');

  const { stdout, stderr } = await runBuilt(dir, 'files');
  const loaded = stderr.trim().split('\n');
  const files = loaded.filter((name) => !name.startsWith('node:'));

  expect(stdout).toContain('No files');
  expect(files.filter((path) => !path.startsWith(join(built.dir, 'dist')))).toEqual([]);
  const own = ['main.js', 'lean-loading', 'early-worker', 'program.js', 'run-bundle.js', 'lost-lines'];
  expect(files.map(bareName)).toEqual(own);
  // MySQL's driver and what sends mails begin with one of these.
  expect(loaded.filter((name) => /^node:(tls|dns|https?)$/.test(name))).toEqual([]);
});

it('writes a workbook with the library that was left out of it', async () => {
  const dir = await project({ 'config/rollcall.yaml': oneFeed, 'tell-loaded.mjs': tellLoaded });

  const { stderr } = await runBuilt(dir, 'export', '--feed', 'acme', '--out', 'all.xlsx');

  expect(stderr).toContain(join('node_modules', 'yazl'));
  expect((await readFile(join(dir, 'all.xlsx'))).subarray(0, 2).toString()).toBe('PK');
});

it('says nothing but its own when it loads what is not in it', async () => {
  const sftp = `
feeds:
  - id: acme
    layout: personnel-ticket
    inbox: { kind: sftp, host: 127.0.0.1, port: 1, username: anna, password: secret, path: /in, hostKey: "SHA256:${'a'.repeat(43)}" }
`;
  const dir = await project({ 'config/rollcall.yaml': sftp });

  const doctor = await run(process.execPath, [built.main, 'doctor'], { cwd: dir }).catch((error) => error);

  expect(doctor.stdout).toContain('127.0.0.1');
  expect(doctor.stdout).toContain('No SSH server answers');
  expect(doctor.stderr).toBe('');
});

it('under an older Node.js it loads two small files and goes on under its own', async () => {
  const dir = await project({ 'tell-loaded.mjs': tellLoaded, 'older-node.mjs': olderNode });
  const preloads = [join(dir, 'tell-loaded.mjs'), join(dir, 'older-node.mjs')];

  const { stdout, stderr } = await run(process.execPath, [
    ...preloads.map((path) => `--import=${path}`),
    built.main,
    '--version',
  ]);

  expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  const files = stderr.split('\n').filter((name) => name !== '' && !name.startsWith('node:'));
  expect(files.map(bareName)).toEqual(['older-node.mjs', 'main.js', 'newer-node']);
});

it('has no character for which V8 would keep a file with two bytes for each', async () => {
  const dist = dirname(built.main);
  const names = (await readdir(dist, { recursive: true })).filter((name) => /^(lib\/)?[\w-]+\.c?js$/.test(name));
  const texts = await Promise.all(names.map((name) => readFile(join(dist, name), 'utf8')));

  expect(names).toEqual(expect.arrayContaining(['main.js', 'lib/program.cjs', 'lib/roster.cjs']));
  expect(names.filter((_, index) => /[^\0-\xff]/.test(texts[index] ?? ''))).toEqual([]);
});

const olderNode = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.20.2' } });`;

const tellLoaded = `
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';
process.on('exit', () => {
  for (const name of process.moduleLoadList) {
    if (/^NativeModule [a-z]/.test(name)) process.stderr.write(name.replace('NativeModule ', 'node:') + '\\n');
  }
});
registerHooks({
  load(url, context, next) {
    if (url.startsWith('file:')) process.stderr.write(fileURLToPath(url) + '\\n');
    return next(url, context);
  },
});`;

function runBuilt(dir: string, ...args: string[]): Promise<{ stdout: string; stderr: string }> {
  return run(process.execPath, [`--import=${join(dir, 'tell-loaded.mjs')}`, built.main, ...args], { cwd: dir });
}

/** Of `lib/app-TFSQC4L7.js` it is `app`. */
function bareName(path: string): string {
  return basename(path).replace(/-[A-Z0-9]{8}\.js$/, '');
}
