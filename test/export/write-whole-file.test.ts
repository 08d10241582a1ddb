import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { expect, it, onTestFinished } from 'vitest';
import { writeWholeFile } from '../../src/export/write-whole-file.ts';

it('leaves the earlier file and nothing else when it is stopped in the middle', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'rollcall-whole-'));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  const path = join(dir, 'all.csv');
  await writeFile(path, 'earlier');
  const stop = new AbortController();
  const source = Readable.from(
    (async function* () {
      yield 'new\n';
      stop.abort();
      for (;;) yield 'more\n';
    })(),
  );

  await expect(writeWholeFile(path, source, stop.signal)).rejects.toMatchObject({ code: 'usage-stopped' });

  expect(await readdir(dir)).toEqual(['all.csv']);
  expect(await readFile(path, 'utf8')).toBe('earlier');
});
