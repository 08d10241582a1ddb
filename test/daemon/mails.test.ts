import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import type { App } from '../../src/app/contract.ts';
import { createApp } from '../../src/app.ts';
import { loadConfig } from '../../src/config/load.ts';
import { createLog } from '../../src/runtime/log.ts';
import { rollcall } from '../cli/run.ts';
import { openTestApp, startDaemon, type TestApp, untilStatus } from '../fixtures/app.ts';
import { eventually } from '../fixtures/daemon.ts';
import { csvOf, syntheticEmployees } from '../fixtures/roster.ts';
import { onDatabase } from '../services/databases.ts';
import { type SmtpService, type SmtpServiceOptions, startSmtp } from '../services/smtp.ts';

vi.setConfig({ testTimeout: 60_000 });

const [anna, bo, carl] = ['anna@example.org', 'bo@example.org', 'carl@example.org'];

onDatabase('sqlite', 'the mails of a file', (databases) => {
  async function open(options: SmtpServiceOptions = {}): Promise<{ test: TestApp; smtp: SmtpService }> {
    const smtp = await startSmtp(options);
    onTestFinished(() => smtp.close());
    const notify = ['processed', 'rejected'];
    const test = await openTestApp({
      database: await databases.createConfig(),
      config: {
        mail: { transport: 'smtp', url: `smtp://127.0.0.1:${smtp.port}`, allowInsecure: true },
        technicalUsers: [anna, bo, carl].map((email) => ({ name: email, email, notify })),
        times: { backoff: { mail: { start: '100ms', cap: '200ms' } } },
      },
    });
    return { test, smtp };
  }

  it('are sent again to whom the server has put off, and to nobody else; whom it does not know can be seen', async () => {
    const { test, smtp } = await open();
    smtp.script.refusedRecipients.set(bo, '451 4.7.1 Greylisted').set(carl, '550 5.1.1 No such user');
    const stop = await startDaemon({ ...test, app: await withRealTime(test) });
    await test.write(`data/inbox/${test.feed}/first.csv`, csvOf(syntheticEmployees(5)));
    const id = await untilStatus(test, 'first.csv', 'processed');
    await eventually('second attempt', async () => count(smtp.askedRecipients, bo) >= 2);
    expect(smtp.mails.map(({ recipients }) => recipients)).toEqual([[anna]]);

    smtp.script.refusedRecipients.delete(bo);
    await eventually('mail to the second', async () => smtp.mails.length === 2);
    const mails = await eventually('end of the sending', async () => {
      const entries = (await test.app.file(id)).mails;
      return entries.every(({ status }) => status !== 'waiting') && entries;
    });
    await stop();

    expect(smtp.mails.map(({ recipients }) => recipients)).toEqual([[anna], [bo]]);
    expect([anna, carl].map((recipient) => count(smtp.askedRecipients, recipient))).toEqual([1, 1]);
    expect(mails).toMatchObject([
      { recipient: anna, status: 'sent' },
      { recipient: bo, status: 'sent' },
      { recipient: carl, status: 'dead', lastError: expect.stringContaining('550 5.1.1 No such user') },
    ]);
    const command = ['file', String(id), '--config', join(test.dir, 'config', 'rollcall.yaml')];
    expect((await rollcall(command)).stdout).toMatch(
      /processed +carl@example\.org +dead +1 .*550 5\.1\.1 No such user/,
    );
    expect(JSON.parse((await rollcall([...command, '--json'])).stdout).mails[2]).toMatchObject({
      recipient: carl,
      status: 'dead',
      attempts: 1,
      lastError: expect.stringContaining('550 5.1.1'),
    });
  });

  it('go without an attachment that is too large for the server, say so, and tell the true total', async () => {
    const { test, smtp } = await open({ size: 60_000 });
    const wrong = csvOf(syntheticEmployees(400, 0, { ssn: '1', payType: 'Q', postalCode: '' }));

    const report = await test.drop('wrong.csv', wrong);

    expect(report).toMatchObject({ status: 'rejected', issueCounts: { total: 1200 } });
    expect(smtp.mails.map(({ recipients }) => recipients)).toEqual([[anna], [bo], [carl]]);
    for (const { parsed } of smtp.mails) {
      expect(parsed.attachments).toEqual([]);
      expect(parsed.text?.replace(/\s+/g, ' ')).toContain('the mail server said that the mail was too large');
      expect(parsed.text).toContain('1,200');
    }
    expect((await test.app.file(report.fileId)).mails.map(({ status }) => status)).toEqual(['sent', 'sent', 'sent']);
  });
});

/** Another app on the same project, for which time goes by: mails that wait become due. */
async function withRealTime({ dir }: TestApp): Promise<App> {
  const config = await loadConfig({ path: join(dir, 'config', 'rollcall.yaml'), env: {} });
  const app = await createApp(config, { log: createLog('silent'), clock: () => new Date() });
  onTestFinished(() => app.close());
  return app;
}

function count(texts: readonly string[], text: string): number {
  return texts.filter((one) => one === text).length;
}
