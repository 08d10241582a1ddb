import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, inject, it, vi } from 'vitest';
import { openTestApp } from '../fixtures/app.ts';
import { preload } from '../fixtures/preload.ts';
import { csvOf, syntheticEmployee, syntheticEmployees } from '../fixtures/roster.ts';
import { eachDatabase } from '../services/databases.ts';

vi.setConfig({ testTimeout: 60_000 });

const dieAt = preload(new URL('./die-at.ts', import.meta.url));

eachDatabase('an undo that is killed before COMMIT', (databases) => {
  it('changes nothing, and is done once by the next one', async () => {
    const test = await openTestApp({
      database: await databases.createConfig(),
      feed: { guard: { maxDeactivatedPercent: 100, minDeactivated: 1000 } },
      config: { log: { level: 'debug' } },
    });
    await test.drop('first.csv', csvOf(syntheticEmployees(20)));
    const wrong = [syntheticEmployee(0, { surname: 'Wrong' }), ...syntheticEmployees(10, 15)];
    const file = await test.drop('wrong.csv', csvOf(wrong));
    const before = await test.dump();

    const child = spawn(
      process.execPath,
      [
        '--import',
        dieAt,
        inject('builtMain'),
        'undo',
        String(file.fileId),
        '--verbose',
        '--config',
        join(test.dir, 'config', 'rollcall.yaml'),
      ],
      {
        stdio: 'ignore',
        env: {
          PATH: process.env.PATH,
          DIE_AT: JSON.stringify({ afterMs: 0, line: { message: 'commit began', fileId: file.fileId } }),
        },
      },
    );
    expect(await once(child, 'exit')).toEqual([null, 'SIGKILL']);

    // But for the lease, which the dead process could not give back.
    const { feed_leases: _, ...after } = await test.dump();
    const { feed_leases: __, ...unchanged } = before;
    expect(after).toEqual(unchanged);
    const undone = await test.app.undo(file.fileId, { dryRun: false, changes: 0 });
    expect(undone.plan).toMatchObject({ updated: 1, reactivated: 14, deactivated: 5 });
  });
});
