import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openTestApp } from '../fixtures/app.ts';
import { csvOf, syntheticEmployees } from '../fixtures/roster.ts';
import { rollcall } from './run.ts';

it('plan, import and file say what a file is held for, for people and as JSON', async () => {
  const test = await openTestApp({ database: { client: 'sqlite', file: 'data/rollcall.db' } });
  await test.drop('monday.csv', csvOf(syntheticEmployees(30)));
  const file = await test.write('tuesday.csv', csvOf(syntheticEmployees(20)));
  const config = ['--config', join(test.dir, 'config', 'rollcall.yaml')];
  const toFeed = [file, '--feed', test.feed, ...config];
  const message =
    'The file seems to end at employee 100019, and all 10 missing employees come after it in the order of earlier rosters.';
  const diagnosis = [{ code: 'file-cut', count: 10, of: 10, message, facts: { employeeNo: '100019' } }];

  for (const [args, held] of [
    [['plan', ...toFeed], (report: unknown) => report],
    [['import', ...toFeed], (report: unknown) => report],
    [['file', '2', ...config], ({ file: shown }: { file: unknown }) => shown],
  ] as const) {
    expect((await rollcall(args)).stdout).toContain(`Likely cause: ${message} (file-cut)\n`);
    const report = JSON.parse((await rollcall([...args, '--json'])).stdout);
    expect(report).toMatchObject({ diagnosis });
    expect(held(report)).toMatchObject({ diagnosis });
  }
});
