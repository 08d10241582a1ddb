import type { Knex } from 'knex';
import { expect, test } from 'vitest';
import { createDeliveries } from '../../src/store/deliveries.ts';
import { eachDatabase } from '../services/databases.ts';

const at = '2026-03-01T06:00:00.000Z';
const later = '2026-03-01T06:00:04.000Z';
const events = { feed: 'acme', destination: 'events' };

/** Employees `first` to `first + count - 1`, and one delivery of each. */
async function fill(knex: Knex, count: number, more: Record<string, unknown> = {}): Promise<void> {
  for (let id = 1; id <= count; id += 1) {
    await knex('employees').insert({
      id,
      feed: 'acme',
      company_id: '1',
      employee_no: `no-${id}`,
      first_name: `Name ${id}`,
      active: true,
      created_at: at,
      updated_at: at,
    });
    await knex('deliveries').insert({
      ...events,
      employee_id: id,
      file_id: 5,
      kind: 'created',
      queued_at: at,
      status: 'waiting',
      ...more,
    });
  }
}

eachDatabase('deliveries', ({ open }) => {
  test('are listed in the order in which they were queued, those of one destination only', async () => {
    const { knex, dialect } = await open();
    const deliveries = createDeliveries(knex, dialect);
    await fill(knex, 3);
    await knex('deliveries').insert({
      ...events,
      destination: 'other',
      employee_id: 1,
      kind: 'updated',
      queued_at: at,
      status: 'waiting',
    });
    const [first, second] = await deliveries.waiting(events, 0, 2);

    expect([first, second]).toMatchObject([
      { employeeId: 1, attempts: 0, nextAttemptAt: null },
      { employeeId: 2, attempts: 0 },
    ]);
    expect(await deliveries.waiting(events, second?.id ?? 0, 2)).toMatchObject([{ employeeId: 3 }]);
    expect(await deliveries.waiting({ ...events, feed: 'acme2' }, 0, 2)).toEqual([]);
  });

  test('say what the change was, and what the employee is like now', async () => {
    const { knex, dialect } = await open();
    const deliveries = createDeliveries(knex, dialect);
    await fill(knex, 2);
    const change = {
      employee_id: 1,
      at,
      kind: 'updated',
      actor: 'file',
      fields: '[{"field":"city","before":"A","after":"B"}]',
    };
    const [changeId] = await knex('employee_changes').insert(change);
    await knex('deliveries').where({ employee_id: 1 }).update({ change_id: changeId, kind: 'updated' });
    await knex('employees').where({ id: 2 }).delete();
    const ids = (await deliveries.waiting(events, 0, 10)).map(({ id }) => id);

    expect(await deliveries.load(ids)).toMatchObject([
      {
        kind: 'updated',
        changes: [{ field: 'city', before: 'A', after: 'B' }],
        employee: { id: 1, employeeNo: 'no-1', firstName: 'Name 1', active: true },
      },
      { kind: 'created', employeeId: 2, changes: [], employee: null },
    ]);
  });

  test('are delivered, refused or tried again, and never changed once they are settled', async () => {
    const { knex, dialect } = await open();
    const deliveries = createDeliveries(knex, dialect);
    await fill(knex, 4);
    const [one = 0, two = 0, three = 0, four = 0] = (await deliveries.waiting(events, 0, 10)).map(({ id }) => id);
    await deliveries.settle(
      [
        { id: one, status: 'delivered', dryRun: null },
        { id: two, status: 'refused', message: 'HTTP 422: no' },
        { id: three, status: 'waiting', message: 'HTTP 500', nextAttemptAt: later, reached: true },
        { id: four, status: 'delivered', dryRun: '{"type":"employee.created"}' },
      ],
      at,
    );
    await deliveries.settle([{ id: one, status: 'refused', message: 'too late' }], later);

    expect(await deliveries.list(events, 10)).toMatchObject([
      { id: four, status: 'delivered', dryRun: '{"type":"employee.created"}' },
      { id: three, status: 'waiting', attempts: 1, message: 'HTTP 500', nextAttempt: later },
      { id: two, status: 'refused', attempts: 1, message: 'HTTP 422: no', employeeNo: 'no-2', settledAt: at },
      { id: one, status: 'delivered', attempts: 1, message: null, dryRun: null, settledAt: at },
    ]);
    expect(await deliveries.counts({ fileId: 5 })).toEqual([
      { ...events, waiting: 1, delivered: 2, dryRuns: 1, refused: 1, cancelled: 0 },
    ]);
    expect(await deliveries.tellRefused(events)).toEqual([5]);
    expect(await deliveries.tellRefused(events)).toEqual([]);
  });

  test('count as sent from when they are handed out, until it is known that they were not', async () => {
    const { knex, dialect } = await open();
    const deliveries = createDeliveries(knex, dialect);
    await fill(knex, 4);
    const ids = (await deliveries.waiting(events, 0, 10)).map(({ id }) => id);
    const [one = 0, two = 0, three = 0] = ids;
    const sent = () => knex('deliveries').orderBy('id').pluck('sent');
    const failed = (id: number, reached: boolean) => ({
      ...{ id, status: 'waiting' as const, message: 'no', nextAttemptAt: later, reached },
    });

    await deliveries.load([one, two, three]);
    expect(await sent()).toEqual([1, 1, 1, 0]);
    await deliveries.settle([failed(one, false), failed(two, true)], at);
    await deliveries.giveBack([three]);
    expect(await sent()).toEqual([0, 2, 0, 0]);
    await deliveries.load([two, three]);
    await deliveries.load([three]);
    await deliveries.settle([failed(two, false), failed(three, false)], at);
    await deliveries.giveBack(ids);
    expect(await sent()).toEqual([0, 2, 2, 0]);
  });

  test('are put back into the queue for all who were refused, for one employee, or not at all', async () => {
    const { knex, dialect } = await open();
    const deliveries = createDeliveries(knex, dialect);
    await fill(knex, 3, { status: 'refused', message: 'no', told: true });
    await knex('deliveries').where({ employee_id: 3 }).update({ status: 'delivered' });
    await deliveries.setState(events, { failures: 3, waitsUntil: later, message: 'down' });

    expect(await deliveries.redeliver(events, 'no-1')).toBe(1);
    expect(await deliveries.redeliver(events, 'no-7')).toBe(0);
    expect(await deliveries.redeliver(events)).toBe(1);
    expect(await deliveries.redeliver(events, 'no-3')).toBe(1);
    expect(await deliveries.redeliver(events)).toBe(0);

    const ids = (await deliveries.waiting(events, 0, 10)).map(({ id }) => id);
    expect(await deliveries.load(ids)).toMatchObject([{ redeliveries: 1 }, { redeliveries: 1 }, { redeliveries: 1 }]);
    expect(await deliveries.state(events)).toEqual({ failures: 3, waitsUntil: null, message: 'down' });
  });
});
