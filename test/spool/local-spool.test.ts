import { spawn, spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Spool } from '../../src/spool/contract.ts';
import { createLocalSpool } from '../../src/spool/local-spool.ts';
import { readBytes } from '../../src/spool/read-bytes.ts';
import { mountSmallDisk } from '../fixtures/small-disk.ts';

const never = new AbortController().signal;

describe('receive', () => {
  test('keeps the bytes, counts and hashes them', async () => {
    const { spool } = await newSpool();
    const content = randomBytes(1_500_000);

    const file = await spool.receive(
      spool.begin(),
      Readable.from([content.subarray(0, 10), content.subarray(10)]),
      never,
    );

    expect(file.bytes).toBe(content.length);
    expect(file.sha256).toBe(createHash('sha256').update(content).digest('hex'));
    expect((await readFile(spool.path(file.spoolName))).equals(content)).toBe(true);
    const chunks = await Array.fromAsync(readBytes(spool.path(file.spoolName)), (chunk) => Buffer.from(chunk));
    expect(Buffer.concat(chunks).equals(content)).toBe(true);
    expect(await spool.exists(file.spoolName)).toBe(true);
  });

  test('keeps them for our eyes only', async () => {
    const { spool, directory } = await newSpool();

    const { spoolName } = await spool.receive(spool.begin(), Readable.from(['x']), never);

    expect((await stat(directory)).mode & 0o777).toBe(0o700);
    expect((await stat(join(directory, spoolName))).mode & 0o777).toBe(0o600);
  });

  test('leaves nothing of a stream that fails, and throws its error', async () => {
    const { spool, directory } = await newSpool();
    const failure = new Error('the connection broke');
    const content = Readable.from(
      (async function* () {
        yield randomBytes(100_000);
        throw failure;
      })(),
    );

    await expect(spool.receive(spool.begin(), content, never)).rejects.toBe(failure);
    expect(await readdir(directory)).toEqual([]);
  });

  test('leaves nothing when it is aborted, and lets go of the stream', async () => {
    const { spool, directory } = await newSpool();
    const abort = new AbortController();
    const content = new Readable({ read: () => undefined });
    content.push('half');

    const receiving = spool.receive(spool.begin(), content, abort.signal);
    setTimeout(() => abort.abort(), 50);

    await expect(receiving).rejects.toMatchObject({ name: 'AbortError' });
    expect(content.destroyed).toBe(true);
    expect(await readdir(directory)).toEqual([]);
  });

  test('says that the disk is full, and leaves nothing', async ({ skip }) => {
    const { spool, directory } = await newSpool();
    if (!mountSmallDisk(directory, 1)) skip('only root can mount a small disk');

    const receiving = spool.receive(spool.begin(), Readable.from([randomBytes(3_000_000)]), never);

    await expect(receiving).rejects.toMatchObject({ code: 'spool-full', retryable: true });
    expect(await readdir(directory)).toEqual([]);
    expect(await spool.receive(spool.begin(), Readable.from(['small']), never)).toMatchObject({ bytes: 5 });
  });

  test('says that the spool can not be used', async () => {
    const { directory } = await newSpool();
    await mkdir(directory, { recursive: true });
    await writeFile(join(directory, 'file'), '');
    const spool = createLocalSpool(join(directory, 'file', 'spool'));

    await expect(spool.receive(spool.begin(), Readable.from(['x']), never)).rejects.toMatchObject({
      code: 'spool-failed',
    });
  });
});

describe('a spooled file', () => {
  test('is removed once, and the second time is no error', async () => {
    const { spool } = await newSpool();
    const { spoolName } = await spool.receive(spool.begin(), Readable.from(['x']), never);

    await spool.remove(spoolName);
    await spool.remove(spoolName);

    expect(await spool.exists(spoolName)).toBe(false);
    await expect(Array.fromAsync(readBytes(spool.path(spoolName)))).rejects.toMatchObject({ code: 'reading-failed' });
  });
});

describe('keepOnly', () => {
  test('removes what is not in the list, and what a crash left', async () => {
    const { spool, directory } = await newSpool();
    const kept = await spool.receive(spool.begin(), Readable.from(['kept']), never);
    await spool.receive(spool.begin(), Readable.from(['dropped']), never);
    await writeFile(join(directory, `${deadPid()}-crashed.tmp`), 'half');
    await writeFile(join(directory, `${deadPid()}-crashed`), 'never in the ledger');
    await mkdir(join(directory, 'reports'));
    await writeFile(join(directory, 'reports', '7.csv.tmp'), 'half');
    await writeFile(join(directory, 'reports', '8.csv'), 'whole');

    await spool.keepOnly(new Set([kept.spoolName]));

    expect((await readdir(directory)).sort()).toEqual([kept.spoolName, 'reports'].sort());
    expect(await readdir(join(directory, 'reports'))).toEqual(['8.csv']);
  });

  test('leaves alone what another living process has just received', async () => {
    const { spool, directory } = await newSpool();
    const other = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60_000)']);
    onTestFinished(() => void other.kill('SIGKILL'));
    await spool.keepOnly(new Set());
    await mkdir(directory, { recursive: true });
    await writeFile(join(directory, `${other.pid}-theirs.tmp`), 'half');

    await spool.keepOnly(new Set());

    expect(await readdir(directory)).toEqual([`${other.pid}-theirs.tmp`]);
  });

  test('leaves alone what was written a moment ago, where it is not to be in the list yet', async () => {
    const { spool, directory } = await newSpool();
    const [older, newer] = [spool.begin(), spool.begin()];
    for (const copy of [older, newer]) await spool.receive(copy, Readable.from(['copy']), never);
    await utimes(older.path, new Date(), new Date(Date.now() - 7_200_000));

    await spool.keepOnly(new Set(), 3_600_000);

    expect(await readdir(directory)).toEqual([newer.spoolName]);
  });

  test('leaves alone what is arriving', async () => {
    const { spool } = await newSpool();
    const content = new Readable({ read: () => undefined });
    content.push('first, ');
    const receiving = spool.receive(spool.begin(), content, never);
    await new Promise((resolve) => setTimeout(resolve, 50));

    await spool.keepOnly(new Set());
    content.push('second');
    content.push(null);

    expect(await readFile(spool.path((await receiving).spoolName), 'utf8')).toBe('first, second');
  });
});

describe('a report', () => {
  test('is there in full once it is closed', async () => {
    const { spool, directory } = await newSpool();
    const report = await spool.writeReport(7);
    const line = '2;dateOfBirth;no such date æøå\n';

    for (let count = 0; count < 50_000; count += 1) await report.write(line);
    expect(await spool.readReport(7)).toBeNull();
    await report.close();

    expect(await textOf(spool, 7)).toBe(line.repeat(50_000));
    expect((await stat(join(directory, 'reports', '7.csv'))).mode & 0o777).toBe(0o600);
    expect((await stat(join(directory, 'reports'))).mode & 0o777).toBe(0o700);
  });

  test('takes the place of an earlier one', async () => {
    const { spool } = await newSpool();
    for (const version of ['a longer first version', 'second']) {
      const report = await spool.writeReport(7);
      await report.write(version);
      await report.close();
    }

    expect(await textOf(spool, 7)).toBe('second');
  });

  test('leaves an earlier one where it is discarded, or is being written by two', async () => {
    const { spool, directory } = await newSpool();
    const [whole, part] = [await spool.writeReport(7), await spool.writeReport(7)];
    await Promise.all([whole.write('all of it'), part.write('some')]);

    await part.discard();
    await whole.close();

    expect(await textOf(spool, 7)).toBe('all of it');
    expect(await readdir(join(directory, 'reports'))).toEqual(['7.csv']);
  });

  test('says that the disk is full', async ({ skip }) => {
    const { spool, directory } = await newSpool();
    if (!mountSmallDisk(directory, 1)) skip('only root can mount a small disk');
    const report = await spool.writeReport(7);

    const writing = (async () => {
      for (let count = 0; count < 300; count += 1) await report.write('x'.repeat(10_000));
      await report.close();
    })();

    await expect(writing).rejects.toMatchObject({ code: 'spool-full', retryable: true });
    expect(await spool.readReport(7)).toBeNull();
  });
});

async function newSpool(): Promise<{ spool: Spool; directory: string }> {
  const parent = await mkdtemp(join(tmpdir(), 'rollcall-spool-'));
  onTestFinished(() => rm(parent, { recursive: true, force: true }));
  const directory = join(parent, 'data', 'spool');
  return { spool: createLocalSpool(directory), directory };
}

async function textOf(spool: Spool, fileId: number): Promise<string | null> {
  const report = await spool.readReport(fileId);
  return report && text(report);
}

function deadPid(): number {
  return spawnSync(process.execPath, ['--version']).pid;
}
