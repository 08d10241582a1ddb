import { existsSync } from 'node:fs';
import type { Config, FeedConfig } from '../config/config.ts';
import { loadKey } from '../config/key.ts';
import { AppError } from '../domain/app-error.ts';
import { checkDecryptKeys } from '../formats/unpack/check-decrypt-keys.ts';
import { isPinned, seenHostKeys } from '../inbox/host-key.ts';
import { createSftpLogins, loginOnce, type SftpLogins } from '../inbox/sftp-logins.ts';
import { createMailTransport } from '../notify/email.ts';
import { createVault } from '../runtime/vault.ts';
import type { Store } from '../store/contract.ts';
import { createStore } from '../store/index.ts';
import type { DoctorFinding } from './contract.ts';
import { openInbox } from './open-inbox.ts';
import type { AppOptions } from './open-parts.ts';
import { checkKey } from './open-store.ts';
import { storeConfig } from './store-config.ts';

/** Tries everything that Rollcall depends on, and says of each thing that does not work how to mend it. */
export async function diagnose(config: Config, options: AppOptions): Promise<DoctorFinding[]> {
  const logins = createSftpLogins(loginOnce);
  const feeds = await Promise.all(config.feeds.map((feed) => tryInbox(feed, logins, options)));
  return [
    fine('config', `${config.path}: ${config.feeds.length} feed(s).`),
    ...config.warnings.map((warning) => ({ subject: 'config', ok: true, message: warning, mend: null })),
    ...(await tryDatabase(config, options)),
    await tryMail(config),
    ...feeds.flat(),
    ...(await Promise.all(config.feeds.map(tryKeys))).flat(),
  ];
}

async function tryDatabase(config: Config, { log }: AppOptions): Promise<DoctorFinding[]> {
  const { database } = config;
  if (database.client === 'sqlite' && !existsSync(database.file)) {
    return [fine('database', `${database.file} does not exist yet; the first command that needs it makes it.`)];
  }
  const addresses = database.client === 'mysql' ? [database.url].flat() : [];
  const nodes = addresses.length < 2 ? [] : await Promise.all(addresses.map((url) => tryNode(config, url, log)));
  try {
    const vault = createVault(await loadKey(config, log));
    const store = await createStore(storeConfig(config), log);
    try {
      const findings = nodes.length > 0 ? [...nodes.flat(), ...compareNodes(nodes)] : await describe(store, 'database');
      const pending = await store.pendingMigrations();
      if (pending.length > 0 && config.database.migrate !== 'auto') {
        findings.push(
          broken('database schema', `${pending.length} migration(s) have not run.`, 'Run "rollcall migrate".'),
        );
      } else if (pending.length === 0) {
        await checkKey(store, vault);
        const standing = await standingAlerts(store, config);
        findings.push(...standing, ...(await findPauses(store, config)), ...(await findLeftBehind(store, config)));
      }
      return [fine('database', `${config.database.client} answers.`), ...findings];
    } finally {
      await store.close();
    }
  } catch (error) {
    return [failure('database', error), ...nodes.flat()];
  }
}

/** Somebody wants it so: it is told, and no fault. */
async function findPauses({ feeds }: Store, config: Config): Promise<DoctorFinding[]> {
  const pauses = await feeds.pauses(config.feeds.map(({ id }) => id));
  return pauses.map(({ feed, since, by, adoptedBy }) => {
    const message =
      adoptedBy === null ? `Paused by ${by} since ${since}.` : `Taken over by ${adoptedBy} on ${since}; it is paused.`;
    return { subject: `feed ${feed}`, ok: true, message, mend: `Run "rollcall resume ${feed}" when it shall go on.` };
  });
}

/** A feed that was taken out of the config, or was renamed there alone. */
async function findLeftBehind({ adoption }: Store, { feeds }: Config): Promise<DoctorFinding[]> {
  const left = await adoption.leftBehind(feeds.map(({ id }) => id));
  return left.map((feed) => ({
    subject: `feed ${feed}`,
    ok: true,
    message: 'Its employees are in the register, but it is not in the config.',
    mend: `If it was renamed, run "rollcall feed adopt ${feed} NEW" before the first roster comes under the new name.`,
  }));
}

/** Rollcall goes on with the others; somebody should know of each that it could not go on with. */
async function tryNode(config: Config, url: string, log: AppOptions['log']): Promise<DoctorFinding[]> {
  const subject = `database ${placeOf(url)}`;
  const settings = storeConfig(config);
  if (settings.client !== 'mysql') return [];
  try {
    const store = await createStore({ ...settings, url }, log);
    try {
      return [fine(subject, 'answers.'), ...(await describe(store, subject))];
    } finally {
      await store.close();
    }
  } catch (error) {
    return [failure(subject, error)];
  }
}

/** What is written through one node of a cluster is there on all of them; on servers of their own it would be missing. */
function compareNodes(nodes: readonly (readonly DoctorFinding[])[]): DoctorFinding[] {
  const answering = nodes.filter(([first]) => first?.ok);
  const clusters = answering.map((node) => node.find(({ subject }) => subject.endsWith(' cluster id'))?.message);
  if (clusters.every((id) => id !== undefined && id === clusters[0])) return [];
  const message = 'The addresses in "database.url" are not all of one Galera cluster.';
  return [broken('database', message, 'Name the nodes of one cluster, or one server.')];
}

/** Where a server is, without user and password. */
function placeOf(url: string): string {
  const { host, searchParams } = new URL(url);
  return searchParams.get('socket') ?? host;
}

async function describe(store: Store, subject: string): Promise<DoctorFinding[]> {
  return (await store.describe()).map(({ name, value, problem, mend }) => ({
    subject: `${subject} ${name}`,
    ok: true,
    message: problem === undefined ? value : `${value}. ${problem}`,
    mend: mend ?? null,
  }));
}

/** What the daemon has told of, and what has not ended; files that are not taken keep nothing from working. */
async function standingAlerts({ alerts }: Store, config: Config): Promise<DoctorFinding[]> {
  const known = new Set(['', ...config.feeds.map(({ id }) => id)]);
  const standing = (await alerts.standing()).filter(({ feed }) => known.has(feed));
  return standing.map(({ feed, code, subject, message, hint, since }) => ({
    subject: feed === '' ? 'alert' : `alert ${feed}`,
    ok: code === 'stray-file',
    message: `since ${since}: ${subject === '' ? '' : `${subject}: `}${message}`,
    mend: hint,
  }));
}

async function tryMail(config: Config): Promise<DoctorFinding> {
  try {
    const transport = createMailTransport(config.mail);
    try {
      await transport.verify();
    } finally {
      await transport.close();
    }
    const people = config.technicalUsers.map(({ email }) => email).join(', ');
    if (people === '') return broken('mail', 'Nobody is told of errors.', 'Name somebody under "technicalUsers".');
    return fine('mail', config.mail.transport === 'file' ? `Mails go to ${config.mail.directory}.` : `To: ${people}.`);
  } catch (error) {
    return failure('mail', error);
  }
}

async function tryKeys({ id, decrypt }: FeedConfig): Promise<DoctorFinding[]> {
  if (decrypt === null) return [];
  const subject = `keys ${id}`;
  const problem = await checkDecryptKeys(decrypt);
  if (problem === null) return [fine(subject, 'The OpenPGP keys can be used.')];
  return [broken(subject, problem, `Correct "decrypt" of the feed ${id}.`)];
}

async function tryInbox(feed: FeedConfig, logins: SftpLogins, { log }: AppOptions): Promise<DoctorFinding[]> {
  const subject = `inbox ${feed.id}`;
  const hostKey = await tryHostKey(feed);
  if (hostKey !== null && !hostKey.ok) return [hostKey];
  const found = hostKey === null ? [] : [hostKey];
  const inbox = openInbox(feed, log, logins);
  if (inbox === null) return found;
  try {
    const { entries } = await inbox.list();
    const waiting = `${feed.inbox.path}: ${entries.length} file(s) waiting.`;
    if (await inbox.isWritable()) return [...found, fine(subject, waiting)];
    const message = `${waiting} It is read-only: files stay there, and the ledger alone tells which were taken.`;
    const mend =
      'If that is not meant so, let Rollcall write to the inbox and its folders processed, rejected and held.';
    return [...found, { subject, ok: true, message, mend }];
  } catch (error) {
    if (feed.inbox.kind === 'local' && !existsSync(feed.inbox.path)) {
      return [fine(subject, `${feed.inbox.path} does not exist yet; "rollcall run" makes it.`)];
    }
    return [...found, failure(subject, error)];
  } finally {
    await inbox.close();
  }
}

async function tryHostKey({ id, inbox }: FeedConfig): Promise<DoctorFinding | null> {
  if (inbox.kind !== 'sftp') return null;
  const { host, port, hostKeys } = inbox;
  const subject = `inbox ${id} host key`;
  try {
    const seen = await seenHostKeys({ host, port, hostKeys });
    const pinned = seen.find((key) => hostKeys.some((pin) => isPinned(pin, key)));
    if (pinned !== undefined) return fine(subject, `${host} shows ${pinned}, as pinned.`);
    const shown = seen.join(' and ');
    const message =
      hostKeys.length === 0
        ? `${host} shows ${shown}; none is pinned, so the feed is disabled.`
        : `${host} shows ${shown}, but ${hostKeys.join(' or ')} is pinned.`;
    const same = seen.length > 1 ? 'If they are the same' : 'If it is the same';
    return broken(
      subject,
      message,
      `Ask the server's operator for its fingerprint. ${same}, set inbox.hostKey: "${seen[0]}".`,
    );
  } catch (error) {
    return failure(subject, error);
  }
}

function fine(subject: string, message: string): DoctorFinding {
  return { subject, ok: true, message, mend: null };
}

function broken(subject: string, message: string, mend: string): DoctorFinding {
  return { subject, ok: false, message, mend };
}

function failure(subject: string, error: unknown): DoctorFinding {
  if (error instanceof AppError) return broken(subject, error.message, error.hint);
  return broken(subject, error instanceof Error ? error.message : String(error), 'See the message.');
}
