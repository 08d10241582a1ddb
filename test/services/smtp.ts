import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

/** What the server answers; change it while it runs. */
export interface SmtpScript {
  /** Address to answer, e.g. `550 5.1.1 No such user`. */
  refusedRecipients: Map<string, string>;
  /** The answer to MAIL FROM. */
  refusedSender: string | null;
  /** So many recipients still get 451. */
  greylistTimes: number;
  /** The answer to a whole message, e.g. `554 5.7.1 Spam`. */
  refusedMessage: string | null;
  /** The answer instead of a greeting, e.g. `421 Too busy`. */
  refusedConnection: string | null;
  /** Never answers to DATA. */
  silent: boolean;
}

export interface ReceivedMail {
  recipients: string[];
  raw: Buffer;
  parsed: ParsedMail;
  /** Whether it came through TLS. */
  secure: boolean;
  user: string | undefined;
}

export interface SmtpService {
  port: number;
  script: SmtpScript;
  mails: ReceivedMail[];
  /** Connections so far. */
  readonly connections: number;
  /** Recipients that were asked for, with refused ones. */
  readonly askedRecipients: string[];
  close(): Promise<void>;
}

export interface SmtpServiceOptions {
  /** Default: a free one. Give that of a closed server to bring it back. */
  port?: number;
  tls?: 'none' | 'starttls' | 'from-start';
  auth?: { user: string; password: string };
  /** Largest message in bytes. */
  size?: number;
  /** Whether the limit is kept without being told at EHLO. */
  hideSize?: boolean;
}

/** A real SMTP server on loopback that keeps what it gets and answers by a script. */
export async function startSmtp(options: SmtpServiceOptions = {}): Promise<SmtpService> {
  const script: SmtpScript = {
    refusedRecipients: new Map(),
    refusedSender: null,
    greylistTimes: 0,
    refusedMessage: null,
    refusedConnection: null,
    silent: false,
  };
  const mails: ReceivedMail[] = [];
  const askedRecipients: string[] = [];
  let connections = 0;
  const server = new SMTPServer({
    ...tlsOptions(options.tls ?? 'none'),
    authOptional: options.auth === undefined,
    allowInsecureAuth: true,
    disabledCommands: disabledCommands(options),
    ...(options.size === undefined ? {} : { size: options.size, hideSize: options.hideSize ?? false }),
    disableReverseLookup: true,
    closeTimeout: 100,
    onConnect(_session, done) {
      connections += 1;
      done(script.refusedConnection === null ? null : answer(script.refusedConnection));
    },
    onAuth({ username, password }, _session, done) {
      const known = username === options.auth?.user && password === options.auth?.password;
      if (known) done(null, { user: username });
      else done(answer(`535 5.7.8 Wrong password ${password} of ${username}`));
    },
    onMailFrom(_address, _session, done) {
      done(script.refusedSender === null ? null : answer(script.refusedSender));
    },
    onRcptTo({ address }, _session, done) {
      askedRecipients.push(address);
      const refusal = script.refusedRecipients.get(address);
      if (refusal !== undefined) return done(answer(refusal));
      if (script.greylistTimes === 0) return done();
      script.greylistTimes -= 1;
      done(answer('451 4.7.1 Greylisted, come back later'));
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        if (script.silent) return;
        if (stream.sizeExceeded) return done(answer('552 5.3.4 Message too big for this server'));
        if (script.refusedMessage !== null) return done(answer(script.refusedMessage));
        const raw = Buffer.concat(chunks);
        const recipients = session.envelope.rcptTo.map(({ address }) => address);
        simpleParser(raw).then((parsed) => {
          mails.push({ recipients, raw, parsed, secure: session.secure, user: session.user });
          done();
        }, done);
      });
    },
  });
  server.on('error', () => {}); // what a client did; the tests look at the client
  const port = await new Promise<number>((resolve, reject) => {
    const listener = server.listen(options.port ?? 0, '127.0.0.1', () => {
      resolve((listener.address() as AddressInfo).port);
    });
    listener.once('error', reject);
  });
  return {
    port,
    script,
    mails,
    askedRecipients,
    get connections() {
      return connections;
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** A key and a certificate for localhost that nobody else signed, made anew. */
export function selfSignedCertificate(): { key: Buffer; cert: Buffer } {
  const directory = mkdtempSync(join(tmpdir(), 'rollcall-cert-'));
  try {
    const [key, cert] = [join(directory, 'key.pem'), join(directory, 'cert.pem')];
    const request = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
    const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1', '-days', '2'];
    execFileSync('openssl', [...request, ...subject, '-keyout', key, '-out', cert], { stdio: 'pipe' });
    return { key: readFileSync(key), cert: readFileSync(cert) };
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function tlsOptions(mode: NonNullable<SmtpServiceOptions['tls']>): SMTPServerOptions {
  if (mode === 'none') return { logger: false };
  return { secure: mode === 'from-start', ...selfSignedCertificate() };
}

function disabledCommands({ tls = 'none', auth }: SmtpServiceOptions): string[] {
  return [...(tls === 'none' ? ['STARTTLS'] : []), ...(auth === undefined ? ['AUTH'] : [])];
}

function answer(line: string): Error {
  const error = new Error(line.slice(4));
  return Object.assign(error, { responseCode: Number(line.slice(0, 3)) });
}
