import { createHash, generateKeyPairSync } from 'node:crypto';
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
  /** May be changed at any time, in place. */
  readonly faults: Faults;
  /** What clients tried to log in with, in order. */
  logins: { method: string; username: string }[];
  connections: number;
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
  /** Refuses every change. */
  readOnly?: boolean | undefined;
  /** Doesn't answer a listing. */
  silent?: boolean | undefined;
  /** Lets clients log in, and doesn't answer when they ask for SFTP. */
  noSubsystem?: boolean | undefined;
  /** Sends neither mode nor owner. */
  bare?: boolean | undefined;
}

const { Server, utils } = ssh2;
const { STATUS_CODE } = utils.sftp;
const mtime = 1_750_000_000;

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
    faults: {},
    logins: [],
    connections: 0,
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
      else attempt.reject(['password']);
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

function serve(sftp: SFTPWrapper, hostile: HostileSftp, connection: Connection): void {
  const { files, faults } = hostile;
  const handles: { name: string; listed: boolean }[] = [];
  const ok = (id: number) => sftp.status(id, STATUS_CODE.OK);
  const fileOf = (handle: Buffer) => handles[handle.readUInt32BE(0)] ?? { name: '', listed: true };
  const answerHandle = (id: number, name: string) => {
    const handle = Buffer.alloc(4);
    handle.writeUInt32BE(handles.push({ name, listed: false }) - 1, 0);
    sftp.handle(id, handle);
  };
  const attributes = (name: string) => {
    const size = faults.announcedSize ?? files.get(name)?.length ?? 0;
    return { mode: faults.bare ? 0 : 0o100644, uid: 1, gid: 1, size, atime: mtime, mtime };
  };
  const change = (id: number, work: () => void) => {
    if (faults.readOnly) return sftp.status(id, STATUS_CODE.PERMISSION_DENIED);
    work();
    ok(id);
  };

  sftp.on('OPENDIR', (id) => answerHandle(id, ''));
  sftp.on('READDIR', (id, handle) => {
    if (faults.silent) return;
    const directory = fileOf(handle);
    if (directory.listed) return sftp.status(id, STATUS_CODE.EOF);
    directory.listed = true;
    const names = [...files.keys()].map((filename) => ({
      filename,
      longname: `-rw-r--r-- 1 a a 1 Jan 1 00:00 ${filename}`,
      attrs: attributes(filename),
    }));
    sftp.name(id, names);
  });
  for (const event of ['STAT', 'LSTAT'] as const) {
    sftp.on(event, (id: number, path: string) => {
      if (files.has(basename(path))) sftp.attrs(id, attributes(basename(path)));
      else if (['/in', '/in/processed'].includes(path)) sftp.attrs(id, { ...attributes(''), mode: 0o040755 });
      else sftp.status(id, STATUS_CODE.NO_SUCH_FILE);
    });
  }
  sftp.on('OPEN', (id, path) => {
    if (faults.denied?.includes(basename(path))) return sftp.status(id, STATUS_CODE.PERMISSION_DENIED);
    if (!files.has(basename(path))) return sftp.status(id, STATUS_CODE.NO_SUCH_FILE);
    answerHandle(id, basename(path));
  });
  sftp.on('READ', (id, handle, offset, length) => {
    if (offset >= (faults.stallAfterBytes ?? Number.POSITIVE_INFINITY)) return;
    if (offset >= (faults.cutAfterBytes ?? Number.POSITIVE_INFINITY)) return void connection.end();
    const content = files.get(fileOf(handle).name)?.subarray(0, faults.endAfterBytes) ?? Buffer.alloc(0);
    if (offset >= content.length) sftp.status(id, STATUS_CODE.EOF);
    else sftp.data(id, content.subarray(offset, offset + length));
  });
  sftp.on('CLOSE', ok);
  sftp.on('RENAME', (id, from) => change(id, () => files.delete(basename(from))));
  sftp.on('MKDIR', (id) => change(id, () => undefined));
}

function fingerprint(privateKey: string): string {
  const key = utils.parseKey(privateKey);
  if (key instanceof Error) throw key;
  return `SHA256:${createHash('sha256').update(key.getPublicSSH()).digest('base64').replace(/=+$/, '')}`;
}
