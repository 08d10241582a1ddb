import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/**
 * What happens to a COMMIT: the connection breaks before it gets through, or when the server has done it and before its
 * answer arrives, or the answer is not heard of for as long as this stands.
 */
export type CommitFate = 'commit lost' | 'answer lost' | 'answer late';

export interface CommitProxy {
  /** `mysql://root@127.0.0.1:port`, without a database. */
  readonly url: string;
  /** Decides over the next COMMIT of a transaction that has written this text, once. */
  strike(fate: CommitFate, ofTransactionWith: string): void;
  /** COMMITs that have met their fate. */
  readonly struck: number;
  /** Lets late answers through. */
  release(): void;
  close(): Promise<void>;
}

/** Stands between a daemon and its MySQL server, and knows of their protocol what it takes to see a COMMIT. */
export async function startCommitProxy(serverUrl: string): Promise<CommitProxy> {
  const target = new URL(serverUrl);
  const sockets = new Set<Socket>();
  const late: (() => void)[] = [];
  let next: { fate: CommitFate; mark: string } | null = null;
  let struck = 0;

  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket
        .setNoDelay(true)
        .on('error', () => {})
        .on('close', () => sockets.delete(socket));
    }
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.destroy());
    let isMarked = false;
    let fate: CommitFate | null = null;

    client.on('data', (bytes: Buffer) => {
      const text = bytes.toString('latin1');
      if (next !== null && text.includes(next.mark)) isMarked = true;
      if (next !== null && isMarked && isCommit(text)) {
        fate = next.fate;
        next = null;
        struck += 1;
        if (fate === 'commit lost') return void client.destroy();
      }
      upstream.write(bytes);
    });
    upstream.on('data', (bytes: Buffer) => {
      if (fate === null) return void client.write(bytes);
      if (fate === 'answer lost') return void client.destroy();
      late.push(() => client.write(bytes));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    url: `mysql://root@127.0.0.1:${(server.address() as AddressInfo).port}`,
    strike(fate, mark) {
      next = { fate, mark };
    },
    get struck() {
      return struck;
    },
    release() {
      for (const answer of late.splice(0)) answer();
    },
    async close() {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, 'close');
    },
  };
}

/** A packet: three bytes of length, its number, COM_QUERY, and the statement. */
function isCommit(packet: string): boolean {
  return packet[4] === '\u0003' && /^commit;?$/i.test(packet.slice(5));
}
