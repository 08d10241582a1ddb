import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { sizeOfRoster, startEarlyWorker } from '../../src/app/early-worker.ts';

async function fileOf(bytes: number): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'rollcall-early-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const path = join(directory, 'roster.csv');
  await writeFile(path, Buffer.alloc(bytes, 'x'));
  return path;
}

const early = (args: readonly string[]) => startEarlyWorker(sizeOfRoster(args));

it.each(['import', 'check', 'plan'])('%s of a large file has its worker early', async (verb) => {
  const worker = early([verb, '--feed', 'acme', await fileOf(2_000_000)]);

  expect(worker?.threadId).toBeGreaterThan(0);
  await worker?.terminate();
});

it('no other command has, nor one for a small file, a directory or what is not there', async () => {
  const large = await fileOf(2_000_000);

  expect(early(['files', large])).toBeNull();
  expect(early(['import', await fileOf(1000)])).toBeNull();
  expect(early(['import', tmpdir()])).toBeNull();
  expect(early(['import', '/no/such/file', 'with\0NUL'])).toBeNull();
  expect(early([])).toBeNull();
});
