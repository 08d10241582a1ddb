import { expect, it, vi } from 'vitest';
import { createPruning } from '../../src/store/pruning.ts';
import { eachDatabase } from '../services/databases.ts';

vi.setConfig({ testTimeout: 30_000 });

eachDatabase('pruning', ({ open }) => {
  it('removes the rows of a file in steps, and none of another file', async () => {
    const { knex, dialect } = await open();
    const pruning = createPruning(knex, dialect);
    for (const file of [1, 2]) {
      const rows = Array.from({ length: 2500 }, (_, index) => [file, 1 + (index % 3), index, 'updated', '[]']);
      await dialect.insertRows(knex, 'plan_changes', ['file_id', 'plan_no', 'employee_id', 'kind', 'fields'], rows);
      const ids = Array.from({ length: 10 }, (_, index) => [file, index]);
      await dialect.insertRows(knex, 'unmatched_employees', ['file_id', 'employee_id'], ids);
    }
    const count = async (table: string, file: number) => (await knex(table).where({ file_id: file })).length;

    const steps: number[] = [];
    do steps.push(await pruning.fileRows(1));
    while (steps.at(-1) !== 0);

    expect(steps).toEqual([2000, 500, 10, 0]);
    expect([await count('plan_changes', 1), await count('unmatched_employees', 1)]).toEqual([0, 0]);
    expect([await count('plan_changes', 2), await count('unmatched_employees', 2)]).toEqual([2500, 10]);
  });

  it('leaves what a file stages that was taken up again meanwhile', async () => {
    const { knex, dialect } = await open();
    const file = { id: 7, feed: 'acme', layout: 'custom', name: 'roster.csv', size: 1, sha256: '0'.repeat(64) };
    const times = { source: 'command', received_at: '2024-06-02T06:00:00.000Z' };
    await knex('roster_files').insert({ ...file, ...times, status: 'validating' });
    await dialect.insertRows(knex, 'unmatched_employees', ['file_id', 'employee_id'], [[7, 1]]);
    const pruning = createPruning(knex, dialect);

    const whileInWork = await pruning.fileRows(7);
    await knex('roster_files').where({ id: 7 }).update({ status: 'failed' });

    expect(whileInWork).toBe(0);
    expect(await pruning.fileRows(7)).toBe(1);
  });

  it('gives the turn to one of several, once a day', async () => {
    const { knex, dialect } = await open();
    const pruning = createPruning(knex, dialect);
    const claim = (now: string, notSince: string) => pruning.claim(now, notSince);

    const turns = await Promise.all([1, 2, 3].map(() => claim('2025-06-02T06:00', '2025-06-01T06:00')));
    expect(turns.filter(Boolean)).toHaveLength(1);
    expect(await claim('2025-06-03T05:00', '2025-06-02T05:00')).toBe(false);
    await pruning.giveBack();
    expect(await claim('2025-06-03T05:00', '2025-06-02T05:00')).toBe(true);
  });
});
