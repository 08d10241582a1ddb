import { expect, it, vi } from 'vitest';
import { createLedger } from '../../src/store/ledger.ts';
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

  it('removes the settled deliveries of a file in steps, and the file itself only when none waits', async () => {
    const { knex, dialect } = await open();
    const pruning = createPruning(knex, dialect);
    const ledger = createLedger(knex, dialect);
    const id = await ledger.add({
      feed: 'acme',
      layout: 'personnel-ticket',
      name: 'roster.csv',
      size: 10,
      sha256: 'a'.repeat(64),
      modifiedAt: null,
      source: 'command',
      inboxFingerprint: null,
      spoolName: null,
      receivedAt: '2020-01-01T00:00:00.000Z',
      archiveFrom: null,
    });
    await ledger.update(id, { status: 'processed' });
    const statuses = ['delivered', 'waiting', 'refused'];
    const rows = [id, id + 1].flatMap((file) =>
      Array.from({ length: 4500 }, (_, index) => [
        'acme',
        'events',
        index,
        file,
        'created',
        '2020',
        statuses[index % 3] ?? '',
      ]),
    );
    const columns = ['feed', 'destination', 'employee_id', 'file_id', 'kind', 'queued_at', 'status'];
    await dialect.insertRows(knex, 'deliveries', columns, rows);
    const left = async (file: number) => (await knex('deliveries').where({ file_id: file })).length;

    const steps: number[] = [];
    do steps.push(await pruning.fileRows(id));
    while (steps.at(-1) !== 0);

    expect(steps).toEqual([2000, 1000, 0]);
    expect([await left(id), await left(id + 1)]).toEqual([1500, 4500]);
    expect(await pruning.file(id)).toBe(false);
    await knex('deliveries').where({ file_id: id }).delete();
    expect(await pruning.file(id)).toBe(true);
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
