import { chmod, readdir, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { openTestApp, startDaemon, untilStatus } from '../fixtures/app.ts';
import { csvOf, syntheticEmployee, syntheticEmployees } from '../fixtures/roster.ts';
import { onDatabase } from '../services/databases.ts';

vi.setConfig({ testTimeout: 60_000 });

onDatabase('sqlite', 'what a daemon writes', (databases) => {
  it.each(['000', '022'])(
    'is for its own user alone under the umask %s, archived files of others included',
    async (umask) => {
      const before = process.umask(Number.parseInt(umask, 8));
      onTestFinished(() => void process.umask(before));
      const settings = { inbox: { kind: 'local', path: 'data/inbox/acme', settle: '50ms', poll: '100ms' } };
      const test = await openTestApp({
        database: await databases.createConfig(),
        feed: settings,
      });
      const drop = async (name: string, content: string) => {
        await writeFile(join(test.dir, name), content);
        await chmod(join(test.dir, name), 0o666);
        await rename(join(test.dir, name), join(test.dir, 'data', 'inbox', 'acme', name));
      };
      const stop = await startDaemon(test);
      await drop('day-1.csv', csvOf(syntheticEmployees(40)));
      await untilStatus(test, 'day-1.csv', 'processed');
      await drop('day-2.csv', csvOf([syntheticEmployee(0, { dateOfBirth: '1979-02-30' })]));
      await untilStatus(test, 'day-2.csv', 'rejected');
      await drop('day-3.csv', csvOf(syntheticEmployees(5)));
      await untilStatus(test, 'day-3.csv', 'held');
      const found = async () => readdir(join(test.dir, 'data'), { recursive: true, withFileTypes: true });
      await vi.waitUntil(
        async () => (await found()).some(({ name, parentPath }) => name === 'day-3.csv' && parentPath.endsWith('held')),
        {
          timeout: 20_000,
        },
      );
      await vi.waitUntil(async () => (await test.mails()).length === 3, { timeout: 20_000 });
      await stop();

      const open: string[] = [];
      const entries = await found();
      for (const { parentPath, name } of entries) {
        const { mode } = await stat(join(parentPath, name));
        if ((mode & 0o077) !== 0) open.push(`${name} ${(mode & 0o777).toString(8)}`);
      }
      expect(entries.map(({ name }) => name)).toEqual(
        expect.arrayContaining(['spool', 'mail', 'processed', 'day-1.csv', 'day-2.csv.errors.csv', 'day-3.csv']),
      );
      expect(open).toEqual([]);
    },
  );
});
