import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { simpleParser } from 'mailparser';
import { afterEach, describe, expect, it } from 'vitest';
import type { Mail } from '../../src/notify/contract.ts';
import { createMailTransport } from '../../src/notify/email.ts';
import { type SmtpService, type SmtpServiceOptions, startSmtp } from '../services/smtp.ts';

const from = 'Rollcall <rollcall@localhost>';
const mail: Mail = {
  messageId: '<rollcall.12.rejected.1@rollcall>',
  to: 'tech@example.org',
  subject: '[Rollcall] REJECTED acme: ansatte-øst.csv',
  text: 'Nothing was \nchanged.\n.\n    npx rollcall file 12\nÆØÅ\n',
  html: '<p>Nothing was changed.</p>',
  attachments: [{ name: 'errors.csv', contentType: 'text/csv; charset=utf-8', content: Buffer.from('\uFEFFline\r\n') }],
};
/** A window may break the lines of a paragraph anew; what is indented stays so. */
const asRead = 'Nothing was changed.\n.\n    npx rollcall file 12\nÆØÅ';

const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of opened.splice(0)) await each.close();
});

async function server(options: SmtpServiceOptions = {}): Promise<SmtpService> {
  const service = await startSmtp(options);
  opened.push(service);
  return service;
}

function transportTo(service: SmtpService, url = `smtp://127.0.0.1:${service.port}`) {
  const transport = createMailTransport({ transport: 'smtp', url, from });
  opened.push(transport);
  return transport;
}

describe('mail to an SMTP server', () => {
  it('arrives as it was written', async () => {
    const smtp = await server();

    await transportTo(smtp).send(mail);

    const [got] = smtp.mails;
    expect(got?.recipients).toEqual(['tech@example.org']);
    expect(got?.parsed).toMatchObject({
      messageId: mail.messageId,
      subject: mail.subject,
      text: asRead,
      html: mail.html,
    });
    expect(got?.parsed.from?.text).toBe('"Rollcall" <rollcall@localhost>');
    expect(got?.parsed.attachments[0]).toMatchObject({ filename: 'errors.csv', content: mail.attachments[0]?.content });
    expect(got?.parsed.headers.get('auto-submitted')).toBe('auto-generated');
  });

  it('lets no line break in a value make a header', async () => {
    const smtp = await server();

    await transportTo(smtp).send({ ...mail, subject: 'one\r\nBcc: thief@example.org\r\n\r\nbody' });

    const [got] = smtp.mails;
    expect(got?.recipients).toEqual(['tech@example.org']);
    expect(got?.parsed.bcc).toBeUndefined();
    expect(got?.parsed.subject).toBe('one Bcc: thief@example.org body');
    expect(got?.parsed.text).toBe(asRead);
  });

  it.each(['tech@example.org, thief@example.org', 'tech@example.org\r\nRCPT TO:<thief@example.org>', 'nobody'])(
    'goes to nobody else when the address is %j',
    async (to) => {
      const smtp = await server();

      await transportTo(smtp)
        .send({ ...mail, to })
        .catch(() => {});

      expect(smtp.askedRecipients).not.toContain('thief@example.org');
    },
  );

  it('is refused for good when the recipient is unknown, with the words of the server', async () => {
    const smtp = await server();
    smtp.script.refusedRecipients.set(mail.to, '550 5.1.1 No such user here');

    await expect(transportTo(smtp).send(mail)).rejects.toMatchObject({
      code: 'mail-refused',
      retryable: false,
      message: expect.stringContaining('550 5.1.1 No such user here'),
    });
  });

  it.each(['refusedSender', 'refusedMessage'] as const)('is refused for good on a 554 (%s)', async (where) => {
    const smtp = await server();
    smtp.script[where] = '554 5.7.1 We do not want this';

    await expect(transportTo(smtp).send(mail)).rejects.toMatchObject({ code: 'mail-refused', retryable: false });
  });

  it('waits when only the recipient is greylisted', async () => {
    const smtp = await server();
    smtp.script.greylistTimes = 1;
    const transport = transportTo(smtp);

    await expect(transport.send(mail)).rejects.toMatchObject({
      code: 'mail-unsent',
      retryable: true,
      message: expect.stringContaining('451'),
    });
    await transport.send(mail);
    expect(smtp.mails).toHaveLength(1);
  });

  it.each(['421 4.3.2 Too busy', '554 5.3.2 Nobody is served'])(
    'waits when the server greets with %s',
    async (greeting) => {
      const smtp = await server();
      smtp.script.refusedConnection = greeting;

      await expect(transportTo(smtp).send(mail)).rejects.toMatchObject({ code: 'mail-unsent', retryable: true });
    },
  );

  it('waits when the server is down', async () => {
    const smtp = await startSmtp();
    await smtp.close();

    await expect(transportTo(smtp).send(mail)).rejects.toMatchObject({
      code: 'mail-unsent',
      retryable: true,
      message: expect.stringContaining(`smtp://127.0.0.1:${smtp.port}`),
    });
  });

  it('gives up waiting for a silent server when it is told to', async () => {
    const smtp = await server();
    smtp.script.silent = true;
    const started = Date.now();

    await expect(transportTo(smtp).send(mail, AbortSignal.timeout(100))).rejects.toMatchObject({ code: 'mail-unsent' });
    expect(Date.now() - started).toBeLessThan(5_000);
  });

  it.each([false, true])('is too large for a server with a limit (hidden: %s)', async (hideSize) => {
    const smtp = await server({ size: 10_000, hideSize });
    const content = Buffer.alloc(20_000, 'x');

    const large = { ...mail, attachments: [{ name: 'errors.csv', contentType: 'text/csv', content }] };
    await expect(transportTo(smtp).send(large)).rejects.toMatchObject({ code: 'mail-too-large', retryable: false });
    await transportTo(smtp).send(mail);
    expect(smtp.mails).toHaveLength(1);
  });

  it('is not too large but refused when the mailbox is full', async () => {
    const smtp = await server();
    smtp.script.refusedRecipients.set(mail.to, '552 5.2.2 Mailbox full');

    await expect(transportTo(smtp).send(mail)).rejects.toMatchObject({ code: 'mail-refused' });
  });
});

describe('logging in', () => {
  const auth = { user: 'roll@call', password: 'p@ss:w/ord' };
  const credentials = `${encodeURIComponent(auth.user)}:${encodeURIComponent(auth.password)}`;

  it('uses user and password of the URL', async () => {
    const smtp = await server({ auth });

    await transportTo(smtp, `smtp://${credentials}@127.0.0.1:${smtp.port}`).send(mail);

    expect(smtp.mails[0]?.user).toBe(auth.user);
  });

  it('waits and shows no password when the password is wrong', async () => {
    const smtp = await server({ auth });
    const error = await transportTo(smtp, `smtp://roll:s3cret-pass@127.0.0.1:${smtp.port}`)
      .verify()
      .then(() => null, String);

    expect(error).toContain('535');
    expect(error).not.toContain('s3cret-pass');
    await expect(transportTo(smtp, `smtp://roll:s3cret-pass@127.0.0.1:${smtp.port}`).send(mail)).rejects.toMatchObject({
      code: 'mail-unsent',
      retryable: true,
    });
  });

  it('waits when the server wants a login and the URL has none', async () => {
    const smtp = await server({ auth });

    await expect(transportTo(smtp).send(mail)).rejects.toMatchObject({ code: 'mail-unsent', retryable: true });
  });

  it('succeeds in verify when all is well', async () => {
    const smtp = await server({ auth });

    await expect(transportTo(smtp, `smtp://${credentials}@127.0.0.1:${smtp.port}`).verify()).resolves.toBeUndefined();
  });
});

describe('TLS', () => {
  // The same loopback address in a spelling that does not count as loopback.
  const elsewhere = (port: number) => `smtp://[::ffff:127.0.0.1]:${port}`;

  it('is used on loopback where the server offers it', async () => {
    const smtp = await server({ tls: 'starttls' });

    await transportTo(smtp).send(mail);

    expect(smtp.mails[0]?.secure).toBe(true);
  });

  it('is a must for other hosts', async () => {
    const smtp = await server();

    await expect(transportTo(smtp, elsewhere(smtp.port)).send(mail)).rejects.toMatchObject({
      code: 'mail-unsent',
      hint: expect.stringContaining('allowInsecure'),
    });
    expect(smtp.mails).toHaveLength(0);
  });

  it('is no must where allowInsecure says so', async () => {
    const smtp = await server();
    const url = elsewhere(smtp.port);

    await createMailTransport({ transport: 'smtp', url, from, allowInsecure: true }).send(mail);

    expect(smtp.mails[0]?.secure).toBe(false);
  });

  it.each([
    ['starttls', elsewhere],
    ['from-start', (port: number) => `smtps://127.0.0.1:${port}`],
  ] as const)('with a certificate that nobody signed is refused (%s)', async (tls, url) => {
    const smtp = await server({ tls });

    await expect(transportTo(smtp, url(smtp.port)).send(mail)).rejects.toMatchObject({
      code: 'mail-unsent',
      message: expect.stringContaining('self-signed'),
    });
    expect(smtp.mails).toHaveLength(0);
  });
});

describe('a mail URL', () => {
  it.each(['nonsense', 'http://host', 'smtp://user:s3cret%@host'])('that can not be used is refused: %s', (url) => {
    const create = () => createMailTransport({ transport: 'smtp', url, from });

    expect(create).toThrow(expect.objectContaining({ code: 'mail-url-invalid' }));
    expect(create).not.toThrow(/s3cret/);
  });
});

describe('mail to a directory', () => {
  async function directory(): Promise<string> {
    const path = await mkdtemp(join(tmpdir(), 'rollcall-mail-'));
    opened.push({ close: () => rm(path, { recursive: true }) });
    return path;
  }

  it('is an .eml file that only its owner may read', async () => {
    const path = join(await directory(), 'new', 'mail');
    await createMailTransport({ transport: 'file', directory: path, from }).send(mail);

    const [name = '', ...others] = await readdir(path);
    expect(others).toEqual([]);
    expect(name).toMatch(/^\d{4}-\d\d-\d\dT[\d.-]+Z-1-REJECTED acme ansatte-øst\.csv\.eml$/);
    expect((await stat(join(path, name))).mode & 0o777).toBe(0o600);
    expect((await stat(path)).mode & 0o777).toBe(0o700);
    const parsed = await simpleParser(await readFile(join(path, name)));
    expect(parsed).toMatchObject({ subject: mail.subject, messageId: mail.messageId, text: asRead });
  });

  it('loses none of many in the same moment, from several writers', async () => {
    const path = await directory();
    const writers = [1, 2, 3].map(() => createMailTransport({ transport: 'file', directory: path, from }));

    await Promise.all(writers.flatMap((writer) => Array.from({ length: 20 }, () => writer.send(mail))));

    expect((await readdir(path)).filter((name) => name.endsWith('.eml'))).toHaveLength(60);
    expect((await readdir(path)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it.each(['../../etc/passwd', 'a/b\u0000c', '...', 'ø'.repeat(300), '=1'])(
    'stays in its directory for the subject %j',
    async (subject) => {
      const path = await directory();

      await createMailTransport({ transport: 'file', directory: path, from }).send({ ...mail, subject });

      expect((await readdir(path)).filter((name) => name.endsWith('.eml'))).toHaveLength(1);
    },
  );

  it('waits when the directory can not be written', async () => {
    const path = join(await directory(), 'file');
    await writeFile(path, '');
    const transport = createMailTransport({ transport: 'file', directory: join(path, 'mail'), from });

    await expect(transport.send(mail)).rejects.toMatchObject({ code: 'mail-unsent', retryable: true });
    await expect(transport.verify()).rejects.toMatchObject({ code: 'mail-unsent' });
  });
});
