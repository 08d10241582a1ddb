import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openTestApp } from '../fixtures/app.ts';
import { csvOf, syntheticEmployee, syntheticEmployees } from '../fixtures/roster.ts';
import { rollcall } from './run.ts';

async function open() {
  const test = await openTestApp({ database: { client: 'sqlite', file: 'data/rollcall.db' } });
  const config = join(test.dir, 'config', 'rollcall.yaml');
  return async (content: string, ...options: string[]) => {
    const file = await test.write('roster.csv', content);
    return (await rollcall(['import', file, '--feed', test.feed, '--config', config, ...options])).stdout;
  };
}

it('import of a skipped file says which file had the same bytes, not that it is valid', async () => {
  const importFile = await open();
  const roster = csvOf(syntheticEmployees(3));
  expect(await importFile(roster)).toContain('valid: 3 rows, no issues');

  const again = await importFile(roster);
  expect(again).toContain('skipped: the same bytes as file 1, so that there is nothing to do\n');
  expect(again).toContain('File 2 is skipped: 3 unchanged');
  expect(again).not.toContain('valid');
  expect(JSON.parse(await importFile(roster, '--json'))).toMatchObject({ fileId: 3, status: 'skipped', sameAs: 1 });
});

it('import of a skipped file says where to see the rows that are left out again', async () => {
  const importFile = await open();
  const roster = csvOf([...syntheticEmployees(2), syntheticEmployee(2, { payType: 'Q' })]);
  await importFile(roster);
  expect(await importFile(roster)).toContain('Left out as before: 1 row; rollcall file 1 says why\n');
});
