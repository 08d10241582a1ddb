import { existsSync } from 'node:fs';
import { access, constants } from 'node:fs/promises';
import type { Config, FeedConfig } from '../config/config.ts';
import { loadKey } from '../config/key.ts';
import { AppError } from '../domain/app-error.ts';
import { checkDecryptKeys } from '../formats/unpack/check-decrypt-keys.ts';
import { isPinned, seenHostKey } from '../inbox/host-key.ts';
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
  const feeds = await Promise.all(config.feeds.map((feed) => tryInbox(feed, options)));
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
      } else if (pending.length === 0) await checkKey(store, vault);
      return [fine('database', `${config.database.client} answers.`), ...findings];
    } finally {
      await store.close();
    }
  } catch (error) {
    return [failure('database', error), ...nodes.flat()];
  }
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

async function tryInbox(feed: FeedConfig, { log }: AppOptions): Promise<DoctorFinding[]> {
  const subject = `inbox ${feed.id}`;
  const hostKey = await tryHostKey(feed);
  if (hostKey !== null && !hostKey.ok) return [hostKey];
  const found = hostKey === null ? [] : [hostKey];
  const inbox = openInbox(feed, log);
  if (inbox === null) return found;
  try {
    if (feed.inbox.kind === 'local') await access(feed.inbox.path, constants.R_OK | constants.W_OK);
    const { entries } = await inbox.list();
    return [...found, fine(subject, `${feed.inbox.path}: ${entries.length} file(s) waiting.`)];
  } catch (error) {
    if (feed.inbox.kind === 'local' && (error as NodeJS.ErrnoException).code === 'ENOENT') {
      return [fine(subject, `${feed.inbox.path} does not exist yet; "rollcall run" makes it.`)];
    }
    return [...found, failure(subject, error)];
  } finally {
    await inbox.close();
  }
}

async function tryHostKey({ id, inbox }: FeedConfig): Promise<DoctorFinding | null> {
  if (inbox.kind !== 'sftp') return null;
  const subject = `inbox ${id} host key`;
  try {
    const seen = await seenHostKey({ host: inbox.host, port: inbox.port });
    if (inbox.hostKey !== null && isPinned(inbox.hostKey, seen))
      return fine(subject, `${inbox.host} shows ${seen}, as pinned.`);
    const message =
      inbox.hostKey === null
        ? `${inbox.host} shows ${seen}; none is pinned, so the feed is disabled.`
        : `${inbox.host} shows ${seen}, but ${inbox.hostKey} is pinned.`;
    return broken(
      subject,
      message,
      `Ask the server's operator for its fingerprint. If it is the same, set inbox.hostKey: "${seen}".`,
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
