import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { csvColumns } from '../../samples/hr-data-sync.ts';
import { positionCsvColumns } from '../../samples/hr-data-sync-positions.ts';
import { openTestApp } from '../fixtures/app.ts';
import { eachDatabase } from '../services/databases.ts';

const sample = (name: string) => readFile(new URL(`../../samples/hr-data-sync/${name}`, import.meta.url), 'utf8');

eachDatabase('the positions of samples/hr-data-sync', (databases) => {
  const open = async () =>
    openTestApp({
      database: await databases.createConfig(),
      feed: {
        layout: 'hr-data-sync',
        positions: 'positions*.csv',
        hrDataSync: { columns: csvColumns, positionColumns: positionCsvColumns },
      },
    });

  it('are held by the employees of day 1, the same as CSV, and change on day 2', async () => {
    const { app, drop, feed, write } = await open();
    await drop('day-1.xml', await sample('day-1.xml'));

    const dayOne = await drop('positions.xml', await sample('positions.xml'));
    const csv = await app.plan(await write('positions.csv', await sample('positions.csv')), feed);
    const dayTwo = await drop('positions-day-2.xml', await sample('positions-day-2.xml'));

    expect(dayOne).toMatchObject({ status: 'processed', plan: { created: 21 }, issueCounts: { total: 0 } });
    expect(csv).toMatchObject({ kind: 'positions', issues: [], plan: { unchanged: 21, updated: 0, created: 0 } });
    expect(dayTwo.changes.map(({ kind, positionId, fields }) => [kind, positionId, fields])).toEqual([
      ['updated', 'm102', [{ field: 'parentPositionId', before: 'leder3', after: 'leder1' }]],
      ['updated', 'm107', [{ field: 'employeeNo', before: null, after: 'a00057' }]],
    ]);
    expect((await app.positions(feed, {})).filter(({ employeeId }) => employeeId === null)).toEqual([]);
  });

  it('are rejected where they are no tree', async () => {
    const { app, drop, feed } = await open();

    const report = await drop('positions-rejected.xml', await sample('positions-rejected.xml'));

    expect(report).toMatchObject({
      status: 'rejected',
      issueCounts: { total: 3, byCode: { 'position-cycle': 1, 'orphan-position': 1, 'several-roots': 1 } },
    });
    expect(await app.positions(feed, {})).toEqual([]);
  });
});
