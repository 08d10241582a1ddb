import { truncateSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { rollcall } from '../cli/run.ts';
import { openTestApp } from '../fixtures/app.ts';
import { keepNextRosterThreadOut } from '../fixtures/kept-roster-thread.ts';
import { csvOf, syntheticEmployees } from '../fixtures/roster.ts';
import { onDatabase } from '../services/databases.ts';

/** More than a megabyte: it is read in a thread, which is started when its size is known. */
const large = csvOf(syntheticEmployees(12_000));

onDatabase('sqlite', "somebody's own file", (databases) => {
  it.each(['check', 'plan'])('that is empty is called so by %s', async (command) => {
    const { code, stdout } = await onOwnFile(command, '');

    expect(stdout).toContain('The file is empty: it has no bytes at all.');
    expect(code).toBe(1);
  });

  it.each(['check', 'plan'])(
    'that is emptied under the hands of %s is not taken for a copy of ours',
    async (command) => {
      const { code, stderr } = await onOwnFile(command, large, (path) => truncateSync(path));

      expect(stderr).toMatch(/The file \S+own\.csv is empty now; it had [\d,]+ bytes before\./);
      expect(stderr).not.toMatch(/spool|data directory/i);
      expect(code).toBe(4);
    },
  );

  /** @param onReading what happens to the file when its reading begins */
  async function onOwnFile(command: string, content: string, onReading?: (path: string) => void) {
    const test = await openTestApp({ database: await databases.createConfig() });
    await test.app.files({});
    const path = await test.write('own.csv', content);
    const hear = (worker: { threadName?: string | null }) => worker.threadName === 'roster' && onReading?.(path);
    process.on('worker', hear);
    keepNextRosterThreadOut();
    onTestFinished(() => void process.off('worker', hear));
    return rollcall([command, path, '--feed', test.feed, '--config', join(test.dir, 'config', 'rollcall.yaml')]);
  }
});
