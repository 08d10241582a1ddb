import { expect, it, vi } from 'vitest';
import { type DaemonProject, daemonProject, eventually } from '../fixtures/daemon.ts';
import { csvOf, syntheticEmployees } from '../fixtures/roster.ts';
import type { Daemon } from '../fixtures/watch-daemon.ts';
import { onDatabase } from '../services/databases.ts';
import { startWebhookReceiver, type WebhookReceiver } from '../services/webhook-receiver.ts';

vi.setConfig({ testTimeout: 90_000 });

const soon = { start: '50ms', cap: '200ms' };
const people = 80;
/** Whom the other system refuses. */
const refused = ['100020', '100040'];

onDatabase('sqlite', 'a daemon whose destination is down, slow, overloaded, failing and picky', (databases) => {
  it('loses nothing and doubles nothing through a kill -9, names everybody who was refused, and takes rosters meanwhile', async () => {
    const receiver = await startWebhookReceiver({ batch: true });
    const { url, secret } = receiver;
    const destinations = [
      { name: 'events', kind: 'webhook', url, secret, batch: 5, concurrency: 3, timeout: '500ms' },
      { name: 'nobody', kind: 'webhook', url: 'http://127.0.0.1:1/', secret },
    ];
    const project = await daemonProject({
      database: await databases.createConfig(),
      feeds: { acme: { destinations }, other: {} },
      config: { times: { backoff: { delivery: soon } }, log: { level: 'info' } },
    });
    await receiver.stop();
    const first = await project.start();
    await project.drop('acme', 'first.csv', csvOf(syntheticEmployees(people)));
    await project.verdict('acme', 'first.csv', 'processed');
    await first.until('destination waits', { destination: 'events' });
    await project.drop('other', 'other.csv', csvOf(syntheticEmployees(3)));
    await project.verdict('other', 'other.csv', 'processed');

    plague(receiver);
    await receiver.start();
    await eventually('some deliveries', async () => receiver.events.length >= 15);
    expect(await first.end('SIGKILL')).toBe('SIGKILL');
    const takenBefore = receiver.events.length;
    const second = await project.start();
    const left = syntheticEmployees(people).slice(1);
    await project.drop('acme', 'second.csv', csvOf([...left, ...syntheticEmployees(2, people)]));
    await eventually('everything delivered', async () => (await waiting(project)) === 0);
    const mail = await eventually('mail', async () => {
      const mails = (await project.mails()).filter(({ subject }) => subject?.includes('REFUSED acme: first.csv'));
      return refused.every((no) => mails.some(({ text }) => text?.includes(no))) ? mails : null;
    });

    expect(takenBefore).toBeLessThan(people);
    expect(receiver.violations).toEqual([]);
    const expected = [
      ...syntheticEmployees(people + 2).map(({ employeeNo }) => `employee.created ${employeeNo}`),
      'employee.deactivated 100000',
    ].filter((effect) => !refused.some((employeeNo) => effect.endsWith(employeeNo)));
    expect(receiver.events.map(({ type, data }) => `${type} ${data.employee.employeeNo}`).sort()).toEqual(
      expected.sort(),
    );
    const { stdout } = await project.command('deliveries', '--feed', 'acme', '--status', 'refused', '--json');
    const list = JSON.parse(stdout);
    expect(list.deliveries.map(({ employeeNo }: { employeeNo: string }) => employeeNo).sort()).toEqual(refused);
    expect(list.deliveries[0].message).toBe('HTTP 422: no such person here');
    expect(list.destinations).toMatchObject([
      { destination: 'events', waiting: 0, delivered: people + 1, refused: 2 },
      { destination: 'nobody', waiting: people + 3, delivered: 0 },
    ]);
    expect(mail.length).toBeLessThanOrEqual(2);
    expect(mail[0]?.text).toContain('HTTP 422: no such person here');
    expect(secretsIn(first, secret) + secretsIn(second, secret)).toBe(0);
    expect(await second.end('SIGTERM')).toBe(0);
  });
});

/** Every way in which a system can fail, again and again; refused employees are refused by themselves. */
function plague({ script }: WebhookReceiver): void {
  script.fault = ({ count }) => {
    if (count % 5 === 1) return { status: 500, message: 'try later' };
    if (count % 7 === 2) return 'cut';
    if (count === 13) return 'silent';
    return count % 11 === 3 ? { status: 429, headers: { 'retry-after': '0' } } : null;
  };
  script.refusal = ({ data }) =>
    refused.includes(data.employee.employeeNo) ? { status: 422, message: 'no such person here' } : null;
}

async function waiting({ sql }: DaemonProject): Promise<number> {
  const [row] = await sql<{ n: number }>(
    "SELECT COUNT(*) AS n FROM deliveries WHERE destination = 'events' AND status = 'waiting'",
  );
  // The second roster has to be there, too.
  const [processed] = await sql<{ n: number }>("SELECT COUNT(*) AS n FROM roster_files WHERE status = 'processed'");
  return processed?.n === 3 ? (row?.n ?? 0) : Number.POSITIVE_INFINITY;
}

/** Of the secret and of the address, which may hold one. */
function secretsIn({ lines }: Daemon, secret: string): number {
  return lines.filter((line) => [secret, 'not-for-logs'].some((hidden) => JSON.stringify(line).includes(hidden)))
    .length;
}
