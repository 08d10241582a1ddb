import { expect, it, vi } from 'vitest';
import { activeCount, daemonProject } from '../fixtures/daemon.ts';
import { csvOf, syntheticEmployees } from '../fixtures/roster.ts';
import { eachDatabase } from '../services/databases.ts';

vi.setConfig({ testTimeout: 60_000 });

eachDatabase('a daemon on a feed whose end dates deactivate', (databases) => {
  it('deactivates who has left by their date, as soon as a roster says so', async () => {
    const project = await daemonProject({
      database: await databases.createConfig(),
      feeds: { acme: { deactivateOnEndDate: true } },
      here: true,
    });
    await project.start();
    const rows = [...syntheticEmployees(1, 0, { hireEndDate: '2025-01-31' }), ...syntheticEmployees(29, 1)];
    await project.drop('acme', 'roster.csv', csvOf(rows));

    await vi.waitFor(async () => expect(await activeCount(project)).toBe(29), { timeout: 30_000 });

    const files = await project.quiet(2);
    expect(files.map(({ status }) => status)).toEqual(['processed', 'processed']);
    expect(await project.names('acme', 'processed')).toEqual(['roster.csv']);
    const people = await project.sql('SELECT employee_no, deactivated_by FROM employees WHERE active = 0');
    expect(people).toEqual([{ employee_no: '100000', deactivated_by: 'end_date' }]);
  });
});
