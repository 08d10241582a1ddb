import { join } from 'node:path';
import { expect, it } from 'vitest';
import { systemStatus } from '../../src/domain/system-status.ts';
import { openTestApp, type TestApp } from '../fixtures/app.ts';
import { employeesXml, positionsXml } from '../fixtures/positions.ts';
import { rollcall } from './run.ts';

const hierarchy = [
  { id: 'ceo', title: 'Managing director', employee: 'e1000' },
  { id: 'sales', title: 'Head of sales', parent: 'ceo' },
  { id: 'cto', title: 'Head of technology', parent: 'ceo', employee: 'e1001' },
  { id: 'dev1', title: 'Developer', parent: 'cto', employee: 'e9999' },
];

async function open(): Promise<{ test: TestApp; run(...args: string[]): ReturnType<typeof rollcall> }> {
  const test = await openTestApp({
    database: { client: 'sqlite', file: 'data/rollcall.db' },
    feed: { layout: 'hr-data-sync' },
  });
  await test.drop('employees.xml', employeesXml(2));
  await test.drop('positions.xml', positionsXml(hierarchy));
  return { test, run: (...args) => rollcall([...args, '--config', join(test.dir, 'config', 'rollcall.yaml')]) };
}

it('positions shows the hierarchy, each position below its parent, with who holds it', async () => {
  const { test, run } = await open();
  const { code, stdout } = await run('positions', '--feed', test.feed);
  expect(code).toBe(0);
  expect(stdout.split('\n').map((line) => line.trimEnd())).toEqual([
    'position              id     employee  name',
    'Managing director     ceo    e1000     Ada Berg0',
    '  Head of technology  cto    e1001     Ada Berg1',
    '    Developer         dev1   e9999     (no active employee)',
    '  Head of sales       sales  vacant',
    '',
  ]);
  const { stdout: json } = await run('positions', '--feed', test.feed, '--json');
  expect(JSON.parse(json).positions).toMatchObject([
    { positionId: 'ceo', parentPositionId: null, level: 0, employeeNo: 'e1000', surname: 'Berg0' },
    { positionId: 'cto', parentPositionId: 'ceo', level: 1 },
    { positionId: 'dev1', level: 2, employeeNo: 'e9999', employeeId: null },
    { positionId: 'sales', level: 1, employeeNo: null },
  ]);
});

it('position shows the history of one, and exits 2 for one that there never was', async () => {
  const { test, run } = await open();
  await test.drop('positions-2.xml', positionsXml(hierarchy.filter(({ id }) => id !== 'sales')));
  const { stdout } = await run('position', 'sales', '--feed', test.feed);
  expect(stdout).toMatch(/created +positions\.xml:4/);
  expect(stdout).toMatch(/deactivated +positions-2\.xml:- +active +true +false/);
  expect(await run('position', 'nobody', '--feed', test.feed)).toMatchObject({ code: 2 });
});

it('files and file tell what a file lists, and what its system calls its status', async () => {
  const { test, run } = await open();
  const { stdout } = await run('files');
  expect(stdout).toMatch(/kind +name +status +its system says/);
  expect(stdout).toMatch(/positions +positions\.xml +processed_with_warnings +Complete With Errors/);
  expect(stdout).toMatch(/employees +employees\.xml +processed +Complete /);
  const { stdout: json } = await run('files', '--json');
  expect(JSON.parse(json).files).toMatchObject([
    { kind: 'positions', systemStatus: 'Complete With Errors' },
    { kind: 'employees', systemStatus: 'Complete' },
  ]);
  const [file] = await test.app.files({ feed: test.feed });
  expect((await run('file', String(file?.id))).stdout).toContain(
    'processed_with_warnings (hr-data-sync: Complete With Errors)',
  );
});

it('import and plan list changes by position', async () => {
  const { test, run } = await open();
  const path = await test.write(
    'positions-2.xml',
    positionsXml([...hierarchy, { id: 'ops', title: 'Operations', parent: 'ceo' }]),
  );
  const { stdout } = await run('plan', path, '--feed', test.feed);
  expect(stdout).toContain('(hr-data-sync, positions)');
  expect(stdout).toMatch(/change +position +fields.*\ncreated +ops/);
});

it('only the feeds of a system with words of its own have them', () => {
  expect(systemStatus('personnel-ticket', 'held')).toBeNull();
  expect(systemStatus('hr-data-sync', 'held')).toBe('Blocked');
  expect(systemStatus('hr-data-sync', 'discarded')).toBeNull();
});
