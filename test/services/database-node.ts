import { once } from 'node:events';
import { createServer, connect as openSocket, type Server, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** A way to a server, as one of the nodes of a cluster: another address of the same data, that can fail by itself. */
export interface DatabaseNode {
  /** The server's URL by this way. */
  readonly url: string;
  /** Connections so far. */
  readonly connections: number;
  /** Breaks what is connected, and takes no connection any more. */
  die(): void;
  /** From now on answers every statement as a Galera node does that has left its cluster. */
  leaveCluster(): void;
  /** Keeps its connections and takes new ones, and says nothing any more, as a machine that stands still. */
  fallSilent(): void;
}

export async function startDatabaseNode(serverUrl: string): Promise<DatabaseNode> {
  const target = new URL(serverUrl);
  const open = new Set<Socket>();
  let hasLeft = false;
  let isSilent = false;
  let connections = 0;
  const proxy: Server = createServer((client) => {
    connections += 1;
    const upstream = openSocket(Number(target.port), target.hostname);
    open.add(client);
    client.on('data', (bytes) => {
      if (isSilent) return;
      if (hasLeft && bytes[4] === comQuery && bytes[3] === 0) client.write(notPrepared);
      else upstream.write(bytes);
    });
    upstream.on('data', (bytes) => {
      if (!isSilent) client.write(bytes);
    });
    client.on('error', () => {}).on('close', () => upstream.destroy());
    upstream
      .on('error', () => {})
      .on('close', () => {
        if (!isSilent) client.destroy();
      });
  }).listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const die = () => {
    proxy.close();
    for (const socket of open) socket.destroy();
  };
  onTestFinished(die);
  const url = new URL(serverUrl);
  const address = proxy.address();
  if (address === null || typeof address === 'string') throw new Error('The system gave no port.');
  url.port = String(address.port);
  return {
    url: url.href,
    get connections() {
      return connections;
    },
    die,
    leaveCluster() {
      hasLeft = true;
    },
    fallSilent() {
      isSilent = true;
    },
  };
}

const comQuery = 3;

/** An error packet: length, number in the exchange, 0xff, 1047, state, text. */
const notPrepared = errorPacket(1047, '08S01', 'WSREP has not yet prepared node for application use');

function errorPacket(errno: number, state: string, message: string): Buffer {
  const text = Buffer.from(`#${state}${message}`);
  const packet = Buffer.alloc(7);
  packet.writeUIntLE(text.length + 3, 0, 3);
  packet[3] = 1;
  packet[4] = 0xff;
  packet.writeUInt16LE(errno, 5);
  return Buffer.concat([packet, text]);
}
