import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { sourceFlags } from './fixtures/source-program.ts';

/** The threads and programs that tests start are there a third sooner with it. */
process.env.NODE_COMPILE_CACHE ??= join(tmpdir(), 'rollcall-compile-cache');

export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/services/global-setup.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    pool: 'forks',
    // On two cores: many tests wait for a clock, a server or another process.
    maxWorkers: 3,
    execArgv: [...sourceFlags],
    coverage: { provider: 'v8', include: ['src/**'], reporter: ['text-summary', 'html'] },
  },
});
