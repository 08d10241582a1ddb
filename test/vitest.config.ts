import { existsSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { typeStrippingFlags } from './fixtures/type-stripping-flags.ts';

// For threads that tests start from the source: those that start many take a sixth less time with it.
process.env.NODE_COMPILE_CACHE ??= join(tmpdir(), 'rollcall-compile-cache');
// Hundreds of databases come and go: on a disk that is memory the whole run takes a sixth less time. What stays, as the cache
// does, has its place on a real one.
if (isRoomy('/dev/shm')) process.env.TMPDIR ??= '/dev/shm';

/** The largest files begin, as by default, but for those that mostly wait: at the end nobody would work beside them. */
const waiting = ['daemon/idle', 'store/connect', 'daemon/silent-sftp', 'pm2/pm2', 'daemon/schedule'];
const pathOf = (name: string) => `/test/${name}.test.ts`;
const missing = waiting.filter((name) => !existsSync(new URL(`..${pathOf(name)}`, import.meta.url)));
if (missing.length > 0) throw new Error(`There is no test ${missing.join(', ')} (vitest.config.ts).`);

class WaitingFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isWaiting = ({ moduleId }: TestSpecification) => waiting.some((name) => moduleId.endsWith(pathOf(name)));
    const sorted = await super.sort(files);
    return [...sorted.filter(isWaiting), ...sorted.filter((file) => !isWaiting(file))];
  }
}

export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/services/global-setup.ts'],
    setupFiles: ['test/services/built-threads.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    pool: 'forks',
    sequence: { sequencer: WaitingFirst },
    // What one file has loaded and compiled serves the next one: a third less time of the whole run.
    isolate: false,
    // On two cores: many tests wait for a clock, a server or another process.
    maxWorkers: 4,
    // Large heaps from the start, collected by the thread that made them: V8's own threads took a quarter of the time.
    execArgv: [
      ...typeStrippingFlags,
      '--initial-old-space-size=256',
      '--min-semi-space-size=16',
      '--single-threaded-gc',
    ],
    coverage: { provider: 'v8', include: ['src/**'], reporter: ['text-summary', 'html'] },
  },
});

/** @param path of a file system, which need not be there */
function isRoomy(path: string): boolean {
  if (!existsSync(path)) return false;
  const { bavail, bsize } = statfsSync(path);
  return bavail * bsize > 4 * 1024 ** 3;
}
