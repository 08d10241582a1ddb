import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { activeCount, daemonProject, eventually } from '../fixtures/daemon.ts';
import { csvOf, syntheticEmployees } from '../fixtures/roster.ts';
import { onDatabase } from '../services/databases.ts';
import { startMariaDb } from '../services/mariadb.ts';
import { type SmtpService, startSmtp } from '../services/smtp.ts';

vi.setConfig({ testTimeout: 90_000 });

const soon = { start: '100ms', cap: '300ms' };
const times = { backoff: { inbox: soon, database: soon, mail: soon } };

onDatabase('sqlite', 'a daemon whose surroundings fail', (databases) => {
  it('takes files while the mail server is down, and sends their mails when it is up', async () => {
    const closed = await startSmtp();
    await closed.close();
    const mail = { transport: 'smtp', url: `smtp://127.0.0.1:${closed.port}`, allowInsecure: true };
    const project = await daemonProject({
      database: await databases.createConfig(),
      feeds: { acme: {} },
      config: { mail, times },
      here: true,
    });
    const daemon = await project.start();
    await project.drop('acme', 'first.csv', csvOf(syntheticEmployees(20)));
    await project.verdict('acme', 'first.csv', 'processed');
    await daemon.until('mail waits');
    await project.drop('acme', 'second.csv', csvOf(syntheticEmployees(21)));
    await project.verdict('acme', 'second.csv', 'processed');

    const server = await startSmtp({ port: closed.port });
    onTestFinished(() => server.close());
    await project.quiet(2);

    expect(filesOf(server).sort()).toEqual(['first.csv', 'second.csv']);
    expect(new Set(server.mails.map(({ parsed }) => parsed.messageId)).size).toBe(2);
  });

  it('starts although one inbox can not be made, and takes its files once it is there', async () => {
    const project = await daemonProject({
      database: await databases.createConfig(),
      feeds: { acme: {}, other: {} },
      config: { times },
      here: true,
    });
    await mkdir(join(project.dir, 'data', 'inbox'), { recursive: true });
    await writeFile(project.inbox('acme'), 'not a directory');
    const daemon = await project.start();
    await project.drop('other', 'roster.csv', csvOf(syntheticEmployees(20)));
    await project.verdict('other', 'roster.csv', 'processed');
    await daemon.until('feed has to wait', { feed: 'acme', code: 'inbox-unreachable' });

    await rm(project.inbox('acme'));
    await project.drop('acme', 'roster.csv', csvOf(syntheticEmployees(20)));

    expect(await project.verdict('acme', 'roster.csv')).toMatchObject({ status: 'processed' });
  });
});

describe('a daemon whose MariaDB fails', () => {
  it('waits for a database that is down at its start, then works; and outlives restarts in the middle of files', async () => {
    const server = await startMariaDb();
    onTestFinished(() => server.remove());
    const connection = await createConnection(server.url);
    await connection.query('CREATE DATABASE rollcall');
    await connection.end();
    await server.stop();
    const project = await daemonProject({
      database: { client: 'mysql', url: `${server.url}/rollcall` },
      feeds: { acme: {} },
      config: { times: { ...times, alertAfter: '300ms' } },
      here: true,
    });
    const alerts = async () => (await project.mails()).filter(({ subject }) => /ALERT|SOLVED/.test(subject ?? ''));
    const daemon = await project.start({ ready: false });
    await daemon.until('start has to wait', { code: 'database-unreachable' });
    await daemon.until('mail sent', { alert: 'database-down', event: 'alert' });
    await eventually('more attempts', async () => daemon.seen('start has to wait').length > 5);
    const toldAtStart = await alerts();

    await server.start();
    await daemon.until('daemon started');
    await daemon.until('mail sent', { alert: 'database-down', event: 'recovered' });
    const toldAfterwards = await alerts();
    await project.drop('acme', 'first.csv', csvOf(syntheticEmployees(2000)));
    await daemon.until('stage began', { stage: 'stage' });
    await server.kill();
    await daemon.until('feed has to wait');
    await server.start();
    await project.verdict('acme', 'first.csv', 'processed');

    await project.drop('acme', 'second.csv', csvOf(syntheticEmployees(1990)));
    await eventually('apply', async () => daemon.seen('stage began', { stage: 'apply' }).length > 1);
    await server.stop();
    await server.start();
    const files = await project.quiet(2);

    expect(files).toMatchObject([
      { name: 'first.csv', status: 'processed', rows: 2000, crashes: 0 },
      { name: 'second.csv', status: 'processed', rows: 1990, crashes: 0 },
    ]);
    expect(await activeCount(project)).toBe(1990);
    expect(daemon.seen('file received')).toHaveLength(2);
    const told = (await project.mails()).filter(({ subject }) => /PROCESSED/.test(subject ?? ''));
    // A mail whose sending could not be written down comes again under the same id.
    expect(new Set(told.map(({ messageId }) => messageId)).size).toBe(2);
    expect(await daemon.end('SIGTERM')).toBe(0);
    expect(toldAtStart.map(({ subject }) => subject)).toEqual(['[Rollcall] ALERT: the database does not answer']);
    expect(toldAtStart[0]?.text?.replace(/\s+/g, ' ')).toContain('Nobody is deactivated because of it.');
    expect(toldAfterwards.map(({ subject }) => subject).sort()).toEqual([
      '[Rollcall] ALERT: the database does not answer',
      '[Rollcall] SOLVED: the database works again',
    ]);
  });

  it('stops at once while it waits for a database', async () => {
    const project = await daemonProject({
      database: { client: 'mysql', url: 'mysql://root@127.0.0.1:1/rollcall' },
      feeds: { acme: {} },
      config: { times: { backoff: { database: { start: '1h', cap: '1h' } } } },
    });
    const daemon = await project.start({ ready: false });
    await daemon.until('start has to wait');

    expect(await daemon.end('SIGTERM')).toBe(0);
  });
});

function filesOf(server: SmtpService): (string | undefined)[] {
  return server.mails.map(({ parsed }) => /acme: (\S+)/.exec(parsed.subject ?? '')?.[1]);
}
