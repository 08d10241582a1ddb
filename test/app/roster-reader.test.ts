import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, inject, it, onTestFinished } from 'vitest';
import { createRosterReader } from '../../src/app/roster-reader.ts';
import { startRosterWorker } from '../../src/app/roster-thread-handle.ts';
import { AppError } from '../../src/domain/app-error.ts';
import type { ReadingHost, ReadingOrder } from '../../src/pipeline/reading.ts';
import { newKey } from '../../src/runtime/vault.ts';
import { createLocalSpool } from '../../src/spool/local-spool.ts';
import { troubleNextThread } from '../fixtures/reading-thread.ts';
import { csvOf, longAddress, syntheticEmployee, syntheticEmployees } from '../fixtures/roster.ts';
import { useBuiltThreads } from '../fixtures/use-built-threads.ts';

const never = new AbortController().signal;
let directory: string;
let order: ReadingOrder;

beforeAll(async () => {
  useBuiltThreads(inject('builtMain'), false);
  directory = await mkdtemp(join(tmpdir(), 'rollcall-reader-'));
  const path = join(directory, 'roster.csv');
  await writeFile(path, csvOf(syntheticEmployees(3000, 0, { addressLine: longAddress })));
  order = {
    fileName: 'roster.csv',
    path,
    size: (await stat(path)).size,
    layout: { name: 'personnel-ticket', options: {} },
    settings: { companies: null, allowSyntheticIds: false, today: '2025-06-02' },
    csv: {},
    decrypt: null,
    fingerprint: 'fingerprint',
    encoding: 'load-data',
    report: false,
  };
});

afterAll(() => rm(directory, { recursive: true, force: true }));

function createHost(own: Partial<ReadingHost> = {}): ReadingHost {
  const take = async () => {};
  return {
    registerFacts: async () => ({ expectedDigests: 0, keysOnce: false }),
    nextDigests: async () => null,
    takeRows: take,
    takeQuarantined: take,
    takeConflicts: take,
    takeUnmatched: take,
    takeReport: take,
    findActive: async () => null,
    findUsers: async () => ({ owners: new Map(), kept: new Set() }),
    fieldsInUse: async () => new Set(),
    ...own,
  };
}

/** The threads that are started from now on. */
function watchThreads(): Worker[] {
  const started: Worker[] = [];
  const add = (worker: Worker) => started.push(worker);
  process.on('worker', add);
  onTestFinished(() => void process.off('worker', add));
  return started;
}

describe('a reading in a thread', () => {
  it('gives what was found', async () => {
    let taken = 0;
    const host = createHost({
      takeRows: async ({ count }) => {
        taken += count;
      },
    });

    const { facts, issueCounts } = await createRosterReader(newKey()).read(order, host, never);

    expect({ rows: facts.rows, taken, issues: issueCounts.total }).toEqual({ rows: 3000, taken: 3000, issues: 0 });
  });

  it('throws what its host throws, the error itself', async () => {
    const failure = new AppError('lease-lost', 'Lost.', { hint: '', retryable: true });
    const host = createHost({ takeRows: () => Promise.reject(failure) });

    await expect(createRosterReader(newKey()).read(order, host, never)).rejects.toBe(failure);
  });

  it('throws what fails in the thread, with its code and whether it is worth another try', async () => {
    const missing = { ...order, path: join(directory, 'missing.csv') };

    await expect(createRosterReader(newKey()).read(missing, createHost(), never)).rejects.toMatchObject({
      name: 'AppError',
      code: 'reading-failed',
      retryable: true,
    });
  });

  it.each(['before it begins', 'in the middle'])('ends with the reason of its signal, aborted %s', async (moment) => {
    const stop = new AbortController();
    if (moment === 'before it begins') stop.abort(new Error('stop'));
    const host = createHost({
      takeRows: async () => stop.abort(new Error('stop')),
      // Nobody waits for ever: neither for this, nor for a thread that waits for it.
      takeUnmatched: () => new Promise(() => {}),
    });

    await expect(createRosterReader(newKey()).read(order, host, stop.signal)).rejects.toThrow('stop');
  });

  it('ends when its thread ends, and the next reading has another thread', async () => {
    const reader = createRosterReader(newKey());
    await troubleNextThread('exit');

    await expect(reader.read(order, createHost(), never)).rejects.toThrow('ended without a result');
    expect(await reader.read(order, createHost(), never)).toMatchObject({ facts: { rows: 3000 } });
  });

  it('is worth another try when the system gives no thread', async () => {
    const program = [
      `import { createRosterReader } from ${JSON.stringify(new URL('../../src/app/roster-reader.ts', import.meta.url))};`,
      "import { execFileSync } from 'node:child_process';",
      "import { readFileSync } from 'node:fs';",
      "const [, kilobytes] = /VmSize:\\s+(\\d+)/.exec(readFileSync('/proc/self/status', 'utf8'));",
      // Less than the stack of a thread takes.
      "execFileSync('prlimit', ['--pid', String(process.pid), '--as=' + 1024 * (Number(kilobytes) + 2000)]);",
      'try { createRosterReader("").readAhead({ path: "", size: 2_000_000 }); } catch (error) { console.log(error.code, error.retryable); }',
      'process.exit();',
    ].join('\n');

    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program]);

    expect(stdout.trim()).toBe('reading-thread-failed true');
  });

  it('ends alone when it takes too much memory', async () => {
    const reader = createRosterReader(newKey());
    await troubleNextThread('memory');

    await expect(reader.read(order, createHost(), never)).rejects.toMatchObject({
      code: 'reading-out-of-memory',
      retryable: false,
    });
    expect(await reader.read(order, createHost(), never)).toMatchObject({ facts: { rows: 3000 } });
  });
});

describe('a reading that is begun ahead', () => {
  it('is gone on with, once', async () => {
    const threads = watchThreads();
    const reader = createRosterReader(newKey());

    reader.readAhead(order);
    reader.readAhead(order);

    expect(await reader.read({ ...order }, createHost(), never)).toMatchObject({ facts: { rows: 3000 } });
    expect(threads).toHaveLength(1);
    expect(await reader.read(order, createHost(), never)).toMatchObject({ facts: { rows: 3000 } });
    expect(threads).toHaveLength(2);
  });

  it('hands on its first rows while the copy is still being made', async () => {
    const spool = createLocalSpool(await mkdtemp(join(directory, 'spool-')));
    const copy = spool.begin();
    const content = Buffer.from(csvOf(syntheticEmployees(20_000).with(10, syntheticEmployee(10, { payType: 'Q' }))));
    const held = Promise.withResolvers<void>();
    async function* bytes(): AsyncGenerator<Uint8Array> {
      yield content.subarray(0, 1_000_000);
      await held.promise;
      yield content.subarray(1_000_000);
    }
    const reader = createRosterReader(newKey());
    const copied = { ...order, path: copy.path, size: content.length, report: true, growth: copy.growth };
    const receiving = spool.receive(copy, bytes(), never);
    reader.readAhead(copied);
    const told: string[] = [];
    const host = createHost({
      takeRows: async () => held.resolve(),
      takeReport: async (text) => void told.push(text),
    });

    const { facts } = await reader.read({ ...copied, growth: undefined }, host, never);

    expect(facts).toMatchObject({ rows: 20_000, quarantined: 1 });
    expect(told.join('')).toContain('payType');
    expect(await receiving).toMatchObject({ bytes: content.length });
  });

  it.each([
    ['other rules', (): Partial<ReadingOrder> => ({ fingerprint: 'another' })],
    ['another day', (): Partial<ReadingOrder> => ({ settings: { ...order.settings, today: '2025-06-03' } })],
  ])('is begun anew by %s', async (_what, changed) => {
    const threads = watchThreads();
    const reader = createRosterReader(newKey());
    reader.readAhead(order);

    expect(await reader.read({ ...order, ...changed() }, createHost(), never)).toMatchObject({
      facts: { rows: 3000 },
    });
    expect(threads).toHaveLength(2);
  });

  it('is begun anew when its thread has died meanwhile', async () => {
    const before = process.env.NODE_OPTIONS ?? '';
    const threads = watchThreads();
    const reader = createRosterReader(newKey());
    process.env.NODE_OPTIONS = `${before} --import data:text/javascript,process.exit(1)`;
    reader.readAhead(order);
    process.env.NODE_OPTIONS = before;
    const [thread] = await once(process, 'worker');
    await once(thread, 'exit');

    expect(await reader.read(order, createHost(), never)).toMatchObject({ facts: { rows: 3000 } });
    expect(threads).toHaveLength(2);
  });

  it('ends when it is forgotten', async () => {
    const reader = createRosterReader(newKey());
    reader.readAhead(order);
    const [thread] = await once(process, 'worker');
    const exit = once(thread, 'exit');

    await reader.forget(order.path);

    await exit;
    expect(thread.threadId).toBe(-1);
  });
});

describe('a worker that was started before', () => {
  it('reads the first roster', async () => {
    const threads = watchThreads();
    const reader = createRosterReader(newKey(), startRosterWorker());

    expect(await reader.read(order, createHost(), never)).toMatchObject({ facts: { rows: 3000 } });
    expect(await reader.read(order, createHost(), never)).toMatchObject({ facts: { rows: 3000 } });
    expect(threads).toHaveLength(2);
  });

  it('is not used once it has ended', async () => {
    const worker = startRosterWorker();
    await worker.terminate();

    const reader = createRosterReader(newKey(), worker);

    expect(await reader.read(order, createHost(), never)).toMatchObject({ facts: { rows: 3000 } });
  });
});
