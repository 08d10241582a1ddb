import { posix, resolve } from 'node:path';
import { checkLayoutKeys } from './check-layout-keys.ts';
import { checkMapping } from './check-mapping.ts';
import type { ConfigPath, ConfigProblem } from './problems.ts';
import { renderPath } from './problems.ts';

type Group = Record<string, unknown>;

/**
 * The rules between keys.
 *
 * They look at the document before it is known to be valid, so that their problems are told together with all others.
 */
export function checkAcross(document: unknown, projectRoot: string): ConfigProblem[] {
  const config = group(document);
  const feeds = list(config.feeds).map(group);
  return [
    ...checkFeedIds(feeds),
    ...checkInboxes(feeds, projectRoot),
    ...feeds.flatMap((feed, index) => checkLayoutKeys(feed, ['feeds', index])),
    ...feeds.flatMap((feed, index) => checkMapping(feed, ['feeds', index])),
    ...feeds.flatMap((feed, index) => checkDestinations(feed, index)),
    ...feeds.flatMap(checkRetention),
    ...checkTechnicalUsers(config, feeds),
    ...checkEncryption(config),
    ...checkBackoffs(config),
  ];
}

function checkFeedIds(feeds: readonly Group[]): ConfigProblem[] {
  return findRepeated(
    feeds,
    (feed) => feed.id,
    (index) => ['feeds', index, 'id'],
    (first) => `is also the id of ${first}; each feed needs an id of its own`,
  );
}

function checkInboxes(feeds: readonly Group[], projectRoot: string): ConfigProblem[] {
  const inboxes = feeds.map((feed) => group(feed.inbox));
  const withoutLogin = inboxes.flatMap((inbox, index): ConfigProblem[] =>
    inbox.kind === 'sftp' && inbox.password === undefined && inbox.privateKey === undefined
      ? [{ path: ['feeds', index, 'inbox'], message: 'needs a password or a privateKey' }]
      : [],
  );
  const places = inboxes.map((inbox) => placeOf(inbox, projectRoot));
  const repeated = findRepeated(
    places,
    (place) => place && `${place.server}:${place.path}`,
    (index) => ['feeds', index, 'inbox', 'path'],
    (first) => `is also ${first}; two feeds can't share an inbox`,
  );
  return [...withoutLogin, ...repeated, ...checkNested(feeds, places)];
}

interface Place {
  /** Empty for this machine. */
  server: string;
  path: string;
}

function placeOf(inbox: Group, projectRoot: string): Place | undefined {
  const { kind, path, username, host, port = 22 } = inbox;
  if (typeof path !== 'string') return undefined;
  if (kind === 'local') return { server: '', path: resolve(projectRoot, path) };
  // A relative path begins at the account's home directory, whatever that is called.
  return { server: `${username}@${String(host).toLowerCase()}:${port}`, path: posix.resolve('/~', path) };
}

/** Each inbox has its archive below it: a feed that looks there would take another one's finished files. */
function checkNested(feeds: readonly Group[], places: readonly (Place | undefined)[]): ConfigProblem[] {
  const problem = (index: number, inner: number, outer: number): ConfigProblem => ({
    path: ['feeds', index, 'inbox', 'path'],
    message: `the inbox of feed "${feeds[inner]?.id}" lies inside that of feed "${feeds[outer]?.id}", where finished files are kept; give each feed a directory of its own, beside the other's`,
  });
  return places.flatMap((place, index) =>
    places.slice(0, index).flatMap((earlier, first) => {
      if (isInside(place, earlier)) return [problem(index, index, first)];
      return isInside(earlier, place) ? [problem(index, first, index)] : [];
    }),
  );
}

function isInside(inner: Place | undefined, outer: Place | undefined): boolean {
  if (inner === undefined || outer === undefined || inner.server !== outer.server) return false;
  return inner.path !== outer.path && inner.path.startsWith(outer.path.replace(/\/?$/, '/'));
}

function checkDestinations(feed: Group, feedIndex: number): ConfigProblem[] {
  const destinations = list(feed.destinations).map(group);
  const pathOf = (index: number, key: string): ConfigPath => ['feeds', feedIndex, 'destinations', index, key];
  const unencryptedOnes = destinations.flatMap((destination, index): ConfigProblem[] =>
    isRemote(destination.url, 'http:') && destination.allowInsecure !== true
      ? [{ path: pathOf(index, 'url'), message: unencrypted('an https:// address') }]
      : [],
  );
  const repeated = findRepeated(
    destinations,
    ({ name }) => name,
    (index) => pathOf(index, 'name'),
    (first) => `is also ${first}; each destination of a feed needs a name of its own`,
  );
  return [...unencryptedOnes, ...repeated];
}

/** What stays readable in processed/ is not erased. */
function checkRetention(feed: Group, index: number): ConfigProblem[] {
  if (feed.retention === undefined || feed.archive === 'encrypt' || feed.archive === 'delete') return [];
  return [
    {
      path: ['feeds', index, 'retention'],
      message:
        'can\'t erase anybody while finished files are kept as they came; set "archive: encrypt" or "archive: delete" for this feed, too',
    },
  ];
}

function checkTechnicalUsers(config: Group, feeds: readonly Group[]): ConfigProblem[] {
  const ids = new Set(feeds.map((feed) => feed.id));
  return list(config.technicalUsers).flatMap((user, userIndex) =>
    list(group(user).feeds).flatMap((id, index): ConfigProblem[] =>
      ids.has(id) ? [] : [{ path: ['technicalUsers', userIndex, 'feeds', index], message: 'is not the id of a feed' }],
    ),
  );
}

function checkEncryption(config: Group): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  const database = group(config.database);
  if (database.client === 'mysql' && !allows(database, 'tls')) {
    const path = ['database', 'url'];
    const message = unencrypted('tls: true');
    if (isRemote(database.url, 'mysql:')) problems.push({ path, message });
    for (const [index, url] of list(database.url).entries()) {
      if (isRemote(url, 'mysql:')) problems.push({ path: [...path, index], message });
    }
  }
  const mail = group(config.mail);
  if (mail.transport === 'smtp' && isRemote(mail.url, 'smtp:') && !allows(mail, 'startTls')) {
    problems.push({ path: ['mail', 'url'], message: unencrypted('startTls: true, use smtps://') });
  }
  const ping = typeof config.pingUrl === 'string' ? { url: config.pingUrl } : group(config.pingUrl);
  if (isRemote(ping.url, 'http:') && ping.allowInsecure !== true) {
    const path = typeof config.pingUrl === 'string' ? ['pingUrl'] : ['pingUrl', 'url'];
    problems.push({
      path,
      message: 'would send its token in the clear to another host; use https://, or { url, allowInsecure: true }',
    });
  }
  return problems;
}

function checkBackoffs(config: Group): ConfigProblem[] {
  return Object.entries(group(group(config.times).backoff)).flatMap(([name, limits]): ConfigProblem[] => {
    const { start, cap } = group(limits);
    return start === '0s' || cap === '0s' || start === '0ms' || cap === '0ms'
      ? [{ path: ['times', 'backoff', name], message: 'must not be zero' }]
      : [];
  });
}

function allows(section: Group, encryptedBy: string): boolean {
  return section.allowInsecure === true || (section[encryptedBy] !== undefined && section[encryptedBy] !== false);
}

function unencrypted(mend: string): string {
  return `would send passwords and personal data in the clear to another host; set ${mend}, or accept it with allowInsecure: true`;
}

function isRemote(address: unknown, protocol: string): boolean {
  if (typeof address !== 'string' || !URL.canParse(address)) return false;
  const url = new URL(address);
  return url.protocol === protocol && !/^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname);
}

function findRepeated<T>(
  items: readonly T[],
  keyOf: (item: T) => unknown,
  pathOf: (index: number) => ConfigPath,
  message: (first: string) => string,
): ConfigProblem[] {
  const seen = new Map<unknown, number>();
  return items.flatMap((item, index): ConfigProblem[] => {
    const key = keyOf(item);
    const first = seen.get(key);
    if (key !== undefined && first === undefined) seen.set(key, index);
    return first === undefined ? [] : [{ path: pathOf(index), message: message(renderPath(pathOf(first))) }];
  });
}

function group(value: unknown): Group {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Group) : {};
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
