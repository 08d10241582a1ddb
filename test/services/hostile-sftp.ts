import { createHash, generateKeyPairSync } from 'node:crypto';
import type { Socket } from 'node:net';
import { basename } from 'node:path';
import ssh2, { type Connection, type SFTPWrapper } from 'ssh2';

/** An SFTP server with one directory, `/in`, in memory, that misbehaves as it is told. */
export interface HostileSftp {
  host: string;
  port: number;
  hostKey: string;
  password: string;
  /** Files of `/in`; a name may be anything. */
  files: Map<string, Buffer>;
  /** What lies in the folders of `/in`, e.g. `processed/roster.csv`. */
  archived: Map<string, Buffer>;
  /** Times of change of files of `/in` that have one of their own; seconds. */
  mtimes: Map<string, number>;
  /** SFTP requests so far, by kind. */
  requests: Map<string, number>;
  /** May be changed at any time, in place. */
  readonly faults: Faults;
  /** What clients tried to log in with, in order. */
  logins: { method: string; username: string }[];
  connections: number;
  /** Ends every connection as a broken line would. */
  cut(): void;
  stop(): Promise<void>;
}

export interface Faults {
  /** Answers nothing more once so many bytes were read. */
  stallAfterBytes?: number | undefined;
  /** Cuts the connection once so many bytes were read. */
  cutAfterBytes?: number | undefined;
  /** Says "end of file" once so many bytes were read. */
  endAfterBytes?: number | undefined;
  /** What it says a file's size is. */
  announcedSize?: number | undefined;
  /** Names of files that it lists but won't open. */
  denied?: string[] | undefined;
  /** Names of files that it lists although they have gone. */
  vanished?: string[] | undefined;
  /** Modes of what is no regular file. */
  modes?: Map<string, number> | undefined;
  /** Called before a file is renamed: it can be changed just then. */
  onRename?: (() => void) | undefined;
  /** Names of files that it will not rename, those in folders with the folder. */
  stuck?: string[] | undefined;
  /** Refuses every change. */
  readOnly?: boolean | undefined;
  /** Called before bytes of a file are sent: it can be changed just then. */
  onRead?: ((name: string, offset: number) => void) | undefined;
  /** Sends a byte at a time, so often. */
  trickleMs?: number | undefined;
  /** Doesn't answer a listing. */
  silent?: boolean | undefined;
  /** Lets clients log in, and doesn't answer when they ask for SFTP. */
  noSubsystem?: boolean | undefined;
  /** Takes so long to refuse a login. */
  refusesAfterMs?: number | undefined;
  /** Hangs up with this reason (RFC 4253, section 11.1) where it would refuse a login. */
  hangsUpWith?: number | undefined;
  /** Sends neither mode nor owner. */
  bare?: boolean | undefined;
}

const { Server, utils } = ssh2;
const { STATUS_CODE } = utils.sftp;
const mtime = 1_750_000_000;
const folders = ['processed', 'rejected', 'held'];
const requestKinds = [
  'OPENDIR',
  'READDIR',
  'STAT',
  'LSTAT',
  'OPEN',
  'READ',
  'WRITE',
  'CLOSE',
  'SETSTAT',
  'REMOVE',
  'RENAME',
  'MKDIR',
  'RMDIR',
] as const;

export async function startHostileSftp(): Promise<HostileSftp> {
  // Not by ssh2, which now and then makes an ed25519 key that it can't read itself.
  const { privateKey } = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    privateKeyEncoding: { type: 'sec1', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  const open = new Set<Connection>();
  const hostile: HostileSftp = {
    host: '127.0.0.1',
    port: 0,
    hostKey: fingerprint(privateKey),
    password: 'correct horse battery staple',
    files: new Map(),
    archived: new Map(),
    mtimes: new Map(),
    requests: new Map(),
    faults: {},
    logins: [],
    connections: 0,
    cut() {
      for (const connection of open) (connection as unknown as { _sock: Socket })._sock.destroy();
    },
    stop() {
      for (const connection of open) connection.end();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
  const server = new Server({ hostKeys: [privateKey] }, (connection) => {
    hostile.connections += 1;
    open.add(connection);
    // Missing from the types. Without it each answer waits 40 ms.
    (connection as unknown as { setNoDelay(on: boolean): void }).setNoDelay(true);
    connection.on('error', () => undefined);
    connection.on('close', () => open.delete(connection));
    connection.on('authentication', (attempt) => {
      hostile.logins.push({ method: attempt.method, username: attempt.username });
      if (attempt.method === 'password' && attempt.password === hostile.password) attempt.accept();
      else if (hostile.faults.hangsUpWith !== undefined) hangUp(connection, hostile.faults.hangsUpWith);
      else setTimeout(() => attempt.reject(['password']), hostile.faults.refusesAfterMs ?? 0);
    });
    connection.on('session', (accept) => {
      accept().on('sftp', (acceptSftp) => {
        if (!hostile.faults.noSubsystem) serve(acceptSftp(), hostile, connection);
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, hostile.host, resolve));
  hostile.port = (server.address() as { port: number }).port;
  return hostile;
}

/** Missing from the types. */
function hangUp(connection: Connection, reason: number): void {
  (connection as unknown as { _protocol: { disconnect(reason: number): void } })._protocol.disconnect(reason);
}

function serve(sftp: SFTPWrapper, hostile: HostileSftp, connection: Connection): void {
  const { files, archived, mtimes, faults } = hostile;
  const handles: { path: string; listed: boolean }[] = [];
  const ok = (id: number) => sftp.status(id, STATUS_CODE.OK);
  const noSuchFile = (id: number) => sftp.status(id, STATUS_CODE.NO_SUCH_FILE);
  const handleOf = (handle: Buffer) => handles[handle.readUInt32BE(0)] ?? { path: '', listed: true };
  const answerHandle = (id: number, path: string) => {
    const handle = Buffer.alloc(4);
    handle.writeUInt32BE(handles.push({ path, listed: false }) - 1, 0);
    sftp.handle(id, handle);
  };
  const attributes = (content: Buffer | undefined, name: string) => {
    const size = faults.announcedSize ?? content?.length ?? 0;
    const seconds = mtimes.get(name) ?? mtime;
    const mode = faults.bare ? 0 : (faults.modes?.get(name) ?? 0o100644);
    return { mode, uid: 1, gid: 1, size, atime: seconds, mtime: seconds };
  };
  const change = (id: number, work: () => void) => {
    if (faults.readOnly) return sftp.status(id, STATUS_CODE.PERMISSION_DENIED);
    work();
    ok(id);
  };
  /** Where a path leads: files of the inbox by any name, those of its folders by folder and name. */
  const place = (path: string): [Map<string, Buffer>, string] => {
    const key = path.replace(/^\/in\//, '');
    return folders.some((folder) => key.startsWith(`${folder}/`)) ? [archived, key] : [files, key];
  };
  const read = (path: string) => {
    const [where, name] = place(path);
    return where.get(name);
  };

  for (const event of requestKinds) {
    sftp.on(event, () => hostile.requests.set(event, (hostile.requests.get(event) ?? 0) + 1));
  }
  sftp.on('OPENDIR', (id, path) => answerHandle(id, path));
  sftp.on('READDIR', (id, handle) => {
    if (faults.silent) return;
    const directory = handleOf(handle);
    if (directory.listed) return sftp.status(id, STATUS_CODE.EOF);
    directory.listed = true;
    const folder = directory.path.replace(/^\/in\/?/, '');
    const listed = folder === '' ? [...files] : [...archived].filter(([key]) => key.startsWith(`${folder}/`));
    const names = listed.map(([key, content]) => {
      const filename = folder === '' ? key : basename(key);
      return { filename, longname: `-rw-r--r-- 1 a a 1 Jan 1 00:00 ${filename}`, attrs: attributes(content, filename) };
    });
    sftp.name(id, names);
  });
  for (const event of ['STAT', 'LSTAT'] as const) {
    sftp.on(event, (id: number, path: string) => {
      const content = faults.vanished?.includes(basename(path)) ? undefined : read(path);
      if (content !== undefined) sftp.attrs(id, attributes(content, basename(path)));
      else if (['/in', ...folders.map((folder) => `/in/${folder}`)].includes(path))
        sftp.attrs(id, { ...attributes(undefined, ''), mode: 0o040755 });
      else noSuchFile(id);
    });
  }
  sftp.on('OPEN', (id, path, flags) => {
    if (faults.denied?.includes(basename(path))) return sftp.status(id, STATUS_CODE.PERMISSION_DENIED);
    if ((flags & utils.sftp.OPEN_MODE.WRITE) !== 0) {
      if (faults.readOnly) return sftp.status(id, STATUS_CODE.PERMISSION_DENIED);
      const [where, name] = place(path);
      where.set(name, Buffer.alloc(0));
    }
    if (read(path) === undefined) return noSuchFile(id);
    answerHandle(id, path);
  });
  sftp.on('READ', (id, handle, offset, length) => {
    const { path } = handleOf(handle);
    faults.onRead?.(basename(path), offset);
    if (offset >= (faults.stallAfterBytes ?? Number.POSITIVE_INFINITY)) return;
    if (offset >= (faults.cutAfterBytes ?? Number.POSITIVE_INFINITY)) return void connection.end();
    const content = read(path)?.subarray(0, faults.endAfterBytes) ?? Buffer.alloc(0);
    if (offset >= content.length) sftp.status(id, STATUS_CODE.EOF);
    else if (faults.trickleMs !== undefined)
      setTimeout(() => sftp.data(id, content.subarray(offset, offset + 1)), faults.trickleMs);
    else sftp.data(id, content.subarray(offset, offset + length));
  });
  sftp.on('WRITE', (id, handle, offset, data) => {
    const [where, name] = place(handleOf(handle).path);
    where.set(name, Buffer.concat([(where.get(name) ?? Buffer.alloc(0)).subarray(0, offset), data]));
    ok(id);
  });
  sftp.on('CLOSE', ok);
  sftp.on('SETSTAT', (id) => change(id, () => undefined));
  sftp.on('REMOVE', (id, path) => {
    const [where, name] = place(path);
    if (where.has(name)) change(id, () => void where.delete(name));
    else noSuchFile(id);
  });
  sftp.on('RENAME', (id, from, to) => {
    faults.onRename?.();
    const [source, name] = place(from);
    const [target, newName] = place(to);
    const content = source.get(name);
    if (content === undefined) return noSuchFile(id);
    if (target.has(newName) || faults.stuck?.includes(name)) return sftp.status(id, STATUS_CODE.FAILURE);
    change(id, () => {
      source.delete(name);
      target.set(newName, content);
    });
  });
  sftp.on('MKDIR', (id) => change(id, () => undefined));
  sftp.on('RMDIR', (id) => change(id, () => undefined));
}

function fingerprint(privateKey: string): string {
  const key = utils.parseKey(privateKey);
  if (key instanceof Error) throw key;
  return `SHA256:${createHash('sha256').update(key.getPublicSSH()).digest('base64').replace(/=+$/, '')}`;
}
