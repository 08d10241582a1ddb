import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { countIssue, type Issue, noIssues } from '../../src/domain/issue.ts';
import type { MailTransport } from '../../src/notify/contract.ts';
import { createMailSender, type MailSenderParts } from '../../src/notify/deliver-mail.ts';
import { createMailTransport } from '../../src/notify/email.ts';
import { errorsCsvHeader, renderErrorsCsvLine } from '../../src/notify/errors-csv.ts';
import { createMailLoop } from '../../src/notify/mail-loop.ts';
import { createLog } from '../../src/runtime/log.ts';
import type { Store } from '../../src/store/contract.ts';
import { createStore } from '../../src/store/index.ts';
import { type SmtpService, type SmtpServiceOptions, startSmtp } from '../services/smtp.ts';
import { issue, ssnIssue } from './samples.ts';

const [anna, bo] = ['anna@example.org', 'bo@example.org'];
const log = createLog('silent');
const backoff = { startMs: 5_000, capMs: 900_000 };

let directory: string;
let store: Store;
let smtp: SmtpService;
let transport: MailTransport;
let nowMs: number;
let fileId: number;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'rollcall-outbox-'));
  store = await createStore(
    { client: 'sqlite', leaseExpiryMs: 30_000, file: join(directory, 'rollcall.db') },
    createLog('silent'),
  );
  await store.migrate();
  await serve();
  nowMs = Date.parse('2025-11-22T06:00:05.000Z');
  fileId = await rejectedFile([issue(), ssnIssue()]);
});

afterEach(async () => {
  await transport.close();
  await smtp.close();
  await store.close();
  await rm(directory, { recursive: true });
});

describe('sending what is due', () => {
  it('tells every recipient what the ledger says, with the complete list', async () => {
    await add(anna, bo);
    const report = errorsCsvHeader + renderErrorsCsvLine(issue()) + renderErrorsCsvLine(ssnIssue());
    const sender = createMailSender(parts({ readReport: async () => Readable.from([Buffer.from(report)]) }));

    expect(await sender.sendDue()).toEqual({ sent: 2, failed: 0 });

    expect(smtp.mails.map((mail) => mail.recipients)).toEqual([[anna], [bo]]);
    const [{ parsed } = { parsed: null }] = smtp.mails;
    expect(parsed?.subject).toBe('[Rollcall] REJECTED acme: roster.csv (1 birth date, 1 SSN)');
    expect(parsed?.text).toContain('100013');
    expect(parsed?.attachments[0]).toMatchObject({ filename: 'errors.csv', content: Buffer.from(report) });
    expect(await entries()).toMatchObject([
      { status: 'sent', sentAt: new Date(nowMs).toISOString() },
      { status: 'sent' },
    ]);
    expect(await sender.sendDue()).toEqual({ sent: 0, failed: 0 });
  });

  it('attaches the kept issues when the complete list can not be read', async () => {
    await add(anna);
    const readReport = async () =>
      new Readable({
        read() {
          this.destroy(new Error('disk gone'));
        },
      });

    await createMailSender(parts({ readReport })).sendDue();

    expect(String(smtp.mails[0]?.parsed.attachments[0]?.content)).toContain('100013');
  });

  it('sends a mail at once that was claimed when the database went away', async () => {
    await add(anna);
    const ledger: Pick<Store['ledger'], 'get'> = { get: () => lost.ledger.get(fileId) };
    const lost = await createStore({ client: 'sqlite', leaseExpiryMs: 30_000, file: join(directory, 'empty.db') }, log);
    const cut = createMailSender(parts({ store: { ...store, ledger: { ...store.ledger, ...ledger } } }));

    await expect(cut.sendDue()).rejects.toMatchObject({ code: 'database-failed' });
    await lost.close();

    expect(await entries()).toMatchObject([{ status: 'waiting', attempts: 0, lastError: null }]);
    expect(await createMailSender(parts()).sendDue()).toEqual({ sent: 1, failed: 0 });
  });

  it('keeps a mail for the recipient who was greylisted, and for nobody else', async () => {
    await add(anna, bo);
    smtp.script.greylistTimes = 1;
    const sender = createMailSender(parts());

    expect(await sender.sendDue()).toEqual({ sent: 1, failed: 1 });

    const [waiting, sent] = await entries();
    expect(waiting).toMatchObject({ status: 'waiting', attempts: 1, lastError: expect.stringContaining('451 4.7.1') });
    expect(Date.parse(waiting?.nextAttemptAt ?? '') - nowMs).toBeGreaterThanOrEqual(2_500);
    expect(Date.parse(waiting?.nextAttemptAt ?? '') - nowMs).toBeLessThanOrEqual(5_000);
    expect(sent?.status).toBe('sent');
    expect(await sender.sendDue()).toEqual({ sent: 0, failed: 0 });

    nowMs += 5_000;
    expect(await sender.sendDue()).toEqual({ sent: 1, failed: 0 });
    expect(smtp.mails.map((mail) => mail.recipients[0])).toEqual([bo, anna]);
  });

  it('gives a refused mail up, visibly, and sends the others', async () => {
    await add(anna, bo);
    smtp.script.refusedRecipients.set(anna, '550 5.1.1 No such user');

    expect(await createMailSender(parts()).sendDue()).toEqual({ sent: 1, failed: 1 });

    expect(await entries()).toMatchObject([
      { status: 'dead', lastError: expect.stringContaining('550 5.1.1 No such user') },
      { status: 'sent' },
    ]);
  });

  it('drops the attachment that is too large for the server, and says so', async () => {
    await serve({ size: 60_000 });
    const many = Array.from({ length: 900 }, (_, i) => issue({ line: i + 2 }));
    fileId = await rejectedFile(many);
    await add(anna);

    expect(await createMailSender(parts()).sendDue()).toEqual({ sent: 1, failed: 0 });

    const [{ parsed } = { parsed: null }] = smtp.mails;
    expect(parsed?.attachments).toEqual([]);
    expect(parsed?.text?.replace(/\s+/g, ' ')).toContain('the mail server said that the mail was too large');
  });

  it('sends the same mail with the same Message-ID when a crash has hidden that it was sent', async () => {
    await add(anna);
    const outbox = { ...store.outbox, sent: () => Promise.reject(new Error('the process died here')) };
    const dying = createMailSender(parts({ store: { ...store, outbox } }));
    await expect(dying.sendDue()).rejects.toThrow('died here');

    nowMs += 300_001;
    await createMailSender(parts()).sendDue();

    expect(smtp.mails).toHaveLength(2);
    expect(smtp.mails[1]?.parsed.messageId).toBe(smtp.mails[0]?.parsed.messageId);
  });

  it('tries a server that is down only a few times a round, and loses nothing', async () => {
    const down = smtp.port;
    await smtp.close();
    await add(...Array.from({ length: 10 }, (_, i) => `user${i}@example.org`));

    expect(await createMailSender(parts()).sendDue()).toEqual({ sent: 0, failed: 3 });

    nowMs += 60_000;
    await serve({ port: down });
    expect(await createMailSender(parts()).sendDue()).toEqual({ sent: 10, failed: 0 });
  });

  it('gives up after as many attempts as it is told to', async () => {
    await add(anna);
    smtp.script.greylistTimes = 9;
    const sender = createMailSender(parts({ deadAfterAttempts: 2 }));

    await sender.sendDue();
    nowMs += 60_000;
    await sender.sendDue();

    expect(await entries()).toMatchObject([{ status: 'dead', attempts: 2 }]);
  });

  it('stops when the mails of the file that was asked for are sent', async () => {
    await add(anna);
    const other = fileId;
    fileId = await rejectedFile([issue()]);
    await add(bo);

    expect(await createMailSender(parts()).sendDue(undefined, other)).toEqual({ sent: 1, failed: 0 });

    expect(smtp.mails.map((mail) => mail.recipients[0])).toEqual([anna]);
  });

  it('never lets two senders send one mail', async () => {
    await add(anna, bo);

    const rounds = await Promise.all([createMailSender(parts()).sendDue(), createMailSender(parts()).sendDue()]);

    expect(rounds.reduce((sum, round) => sum + round.sent, 0)).toBe(2);
    expect(smtp.mails).toHaveLength(2);
  });

  it('lists people who would have left first', async () => {
    await add(anna);
    const leaver = issue({ code: 'invalid-date', severity: 'row', employeeNo: '100777', leaver: true });
    await store.ledger.keepIssues(fileId, [...(await store.ledger.issues(fileId)), leaver]);

    await createMailSender(parts()).sendDue();

    const text = smtp.mails[0]?.parsed.text ?? '';
    expect(text.indexOf('100777')).toBeGreaterThan(0);
    expect(text.indexOf('100777')).toBeLessThan(text.indexOf('100013'));
  });
});

describe('the loop', () => {
  it('sends what comes when it is woken, waits for a server that comes back, and ends when it is told to', async () => {
    const real = { ...parts({ backoff: { startMs: 50, capMs: 100 } }), clock: () => new Date() };
    const loop = createMailLoop(createMailSender(real), real);
    const stop = new AbortController();
    const running = loop.run(stop.signal);
    await delay(50);

    await add(anna);
    loop.wake();
    await until(() => smtp.mails.length === 1);

    const port = smtp.port;
    await smtp.close();
    await add(bo);
    loop.wake();
    await until(async () => (await entries()).some((mail) => mail.attempts > 0 && mail.status === 'waiting'));
    await serve({ port });
    await until(() => smtp.mails.length === 1);

    stop.abort();
    await running;
    expect((await entries()).map((mail) => mail.status)).toEqual(['sent', 'sent']);
  });

  it('outlives a database that fails', async () => {
    let calls = 0;
    const real = { ...parts(), backoff: { startMs: 5, capMs: 5 } };
    const sender = { sendDue: () => Promise.reject(new Error(`no database ${++calls}`)) };
    const stop = new AbortController();
    const running = createMailLoop(sender, real).run(stop.signal);

    await until(() => calls > 3);
    stop.abort();

    await expect(running).resolves.toBeUndefined();
  });
});

async function serve(options: SmtpServiceOptions = {}): Promise<void> {
  await smtp?.close();
  await transport?.close();
  smtp = await startSmtp(options);
  transport = createMailTransport({
    transport: 'smtp',
    url: `smtp://127.0.0.1:${smtp.port}`,
    from: 'Rollcall <rollcall@localhost>',
  });
}

function parts(overrides: Partial<MailSenderParts> = {}): MailSenderParts {
  return {
    store,
    transport,
    readReport: async () => null,
    clock: () => new Date(nowMs),
    log: createLog('silent'),
    backoff,
    languageOf: () => 'en',
    ...overrides,
  };
}

async function rejectedFile(issues: Issue[]): Promise<number> {
  const issueCounts = noIssues();
  for (const each of issues) countIssue(issueCounts, each);
  const id = await store.ledger.add({
    feed: 'acme',
    layout: 'personnel-ticket',
    name: 'roster.csv',
    size: 20_000,
    sha256: 'ab'.repeat(32),
    modifiedAt: null,
    source: 'inbox',
    inboxFingerprint: null,
    spoolName: null,
    receivedAt: '2025-11-22T06:00:00.000Z',
    archiveFrom: null,
  });
  await store.ledger.update(id, { status: 'rejected', rows: 200, issueCounts });
  await store.ledger.keepIssues(id, issues);
  return id;
}

async function add(...recipients: string[]): Promise<void> {
  const mail = { feed: 'acme', fileId, event: 'rejected' as const };
  await store.outbox.add(
    recipients.map((recipient) => ({
      ...mail,
      recipient,
      messageId: `<${fileId}.${recipient.replace('@', '.')}@rollcall>`,
    })),
  );
}

const entries = () => store.outbox.ofFile(fileId);

async function until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  for (const started = Date.now(); !(await isTrue()); await delay(20)) {
    if (Date.now() - started > 10_000) throw new Error('It did not come true within 10 s.');
  }
}
