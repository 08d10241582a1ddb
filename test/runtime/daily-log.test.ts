import { spawnSync } from 'node:child_process';
import { chmod, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { createDailyLog } from '../../src/runtime/daily-log.ts';
import { project } from '../config/project.ts';

const day = 86_400_000;

async function open(keepMs: number | null = 30 * day) {
  const root = await project({});
  const directory = join(root, 'logs');
  const clock = { ms: Date.parse('2026-11-30T23:59:59.000Z') };
  const told: { level: string; event: string; fields: Record<string, unknown> }[] = [];
  const write = createDailyLog({
    directory,
    keepMs,
    tell: (level, event, fields) => void told.push({ level, event, fields }),
    nowMs: () => clock.ms,
  });
  const read = (name: string) => readFile(join(directory, name), 'utf8');
  return { root, directory, clock, told, write, read };
}

it('is one private file a day, in a private directory, and keeps none longer than it should', async () => {
  const { directory, clock, told, write, read } = await open();
  await mkdir(directory, { mode: 0o700 });
  for (const name of ['rollcall-2026-10-30.log', 'rollcall-2026-10-31.log', 'rollcall-2026-11-01.log', 'other.log']) {
    await writeFile(join(directory, name), '');
  }

  write('{"one":1}');
  write('{"two":2}');
  await vi.waitFor(async () => expect(await readdir(directory)).not.toContain('rollcall-2026-10-30.log'));
  expect((await readdir(directory)).sort()).toContain('rollcall-2026-10-31.log');
  clock.ms += 1000;
  write('{"three":3}');

  await vi.waitFor(async () =>
    expect((await readdir(directory)).sort()).toEqual([
      'other.log',
      'rollcall-2026-11-01.log',
      'rollcall-2026-11-30.log',
      'rollcall-2026-12-01.log',
    ]),
  );
  expect(await read('rollcall-2026-11-30.log')).toBe('{"one":1}\n{"two":2}\n');
  expect(await read('rollcall-2026-12-01.log')).toBe('{"three":3}\n');
  expect((await stat(join(directory, 'rollcall-2026-11-30.log'))).mode & 0o777).toBe(0o600);
  expect(told).toEqual([]);
});

it('makes its directory, mode 0700, and keeps everything where that is wanted', async () => {
  const { directory, write } = await open(null);
  write('{}');
  expect((await stat(directory)).mode & 0o777).toBe(0o700);
  expect(await readdir(directory)).toEqual(['rollcall-2026-11-30.log']);
});

it('tells once that it can not write, and goes on where it can again', async () => {
  const { root, directory, clock, told, write, read } = await open();
  write('{"before":1}');
  await rm(directory, { recursive: true });
  // A file where the directory was: not even root can make one there.
  await writeFile(directory, '');

  write('{"lost":1}');
  write('{"lost":2}');
  clock.ms += 10_000;
  write('{"lost":3}');
  expect(told).toEqual([
    { level: 'error', event: 'log file not written', fields: { directory, code: expect.any(String) } },
  ]);

  await rm(directory);
  await chmod(root, 0o755);
  write('{"lost":4}');
  clock.ms += 10_000;
  write('{"after":1}');
  write('{"after":2}');

  expect(told[1]).toMatchObject({ level: 'info', event: 'log file written again', fields: { linesMissed: 4 } });
  expect(told).toHaveLength(2);
  expect(await read('rollcall-2026-12-01.log')).toBe('{"after":1}\n{"after":2}\n');
});

it('leaves whole lines alone where the disk becomes full in the middle of one', async ({ skip }) => {
  const { directory, clock, told, write, read } = await open();
  await mkdir(directory);
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=16k,mode=700', 'tmpfs', directory]).status === 0;
  if (!mounted) skip('only root can mount a small disk');
  onTestFinished(() => void spawnSync('umount', ['-l', directory]));
  const line = JSON.stringify({ text: 'x'.repeat(90) });

  while (told.length === 0) write(line);
  expect(told).toMatchObject([{ fields: { code: 'ENOSPC' } }]);
  const before = await read('rollcall-2026-11-30.log');
  expect(
    before
      .trimEnd()
      .split('\n')
      .every((written) => written === line),
  ).toBe(true);
  expect(before.endsWith('\n')).toBe(true);

  spawnSync('mount', ['-o', 'remount,size=1m', directory]);
  clock.ms += 10_000;
  write('{"after":1}');
  expect(told[1]).toMatchObject({ event: 'log file written again' });
});
