import { expect, test } from 'vitest';
import { createDueDeliveries } from '../../src/destinations/due-deliveries.ts';
import { systemClock } from '../../src/runtime/clock.ts';
import { createDeliveries } from '../../src/store/deliveries.ts';
import { onDatabase } from '../services/databases.ts';

const at = '2026-03-01T06:00:00.000Z';
const events = { feed: 'acme', destination: 'events' };

onDatabase('sqlite', 'due deliveries', ({ open }) => {
  test('of an employee stay in order when one was passed over and the one before it is settled then', async () => {
    const { knex, dialect } = await open();
    const waiting = [1, 1, 2, 1, 3];
    await knex('deliveries').insert(
      waiting.map((employeeId) => ({
        ...events,
        employee_id: employeeId,
        kind: 'updated',
        queued_at: at,
        status: 'waiting',
      })),
    );
    const deliveries = createDeliveries(knex, dialect);
    const due = createDueDeliveries(deliveries, events, 0, systemClock);
    const handedOut: number[] = [];
    const takeOne = async () => {
      const [taken] = await due.take(1);
      if (taken !== undefined) handedOut.push(taken.id);
      return taken;
    };
    const settle = async (taken: Awaited<ReturnType<typeof takeOne>>) => {
      if (taken === undefined) return;
      await deliveries.settle([{ id: taken.id, status: 'delivered', dryRun: null }], at);
      due.settled(taken, null);
    };

    const first = await takeOne();
    await settle(await takeOne());
    await settle(first);
    for (let isLeft = true; isLeft; isLeft = due.restart()) {
      for (let taken = await takeOne(); taken !== undefined; taken = await takeOne()) await settle(taken);
    }

    expect(handedOut).toEqual([1, 3, 5, 2, 4]);
  });
});
