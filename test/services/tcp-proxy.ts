import { once } from 'node:events';
import { type AddressInfo, createConnection, createServer, type Socket } from 'node:net';

/** Stands between a client and a server on loopback, and plays the bad line. */
export interface TcpProxy {
  readonly port: number;
  readonly connections: number;
  /** Cuts every connection, as a firewall does that has forgotten them. @returns how many */
  cutAll(): number;
  /** Cuts one of them. @param choose picks an index below the count */
  cutOne(choose: (count: number) => number): boolean;
  /** From now on nothing passes, in either direction, of connections there are and of new ones. */
  stall(): void;
  /** What was kept back goes on. */
  goOn(): void;
  /** So many answers of the server that look like this are lost, their connections cut instead. */
  loseAnswers(like: RegExp, times: number): void;
  close(): Promise<void>;
}

export async function startTcpProxy(targetPort: number): Promise<TcpProxy> {
  const lines = new Set<{ client: Socket; server: Socket }>();
  let isStalled = false;
  const lost = { like: /^$/, times: 0 };

  const listener = createServer((client) => {
    const server = createConnection({ host: '127.0.0.1', port: targetPort });
    const line = { client, server };
    lines.add(line);
    const end = () => {
      client.destroy();
      server.destroy();
      lines.delete(line);
    };
    for (const socket of [client, server]) socket.setNoDelay(true).on('error', end).on('close', end);
    client.pipe(server);
    server.on('data', (answer) => {
      if (lost.times > 0 && lost.like.test(answer.toString('latin1'))) {
        lost.times -= 1;
        end();
      } else if (!client.write(answer)) server.pause();
    });
    client.on('drain', () => isStalled || server.resume());
    server.on('end', () => client.end());
    if (isStalled) pause(line);
  });
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const cut = ({ client, server }: { client: Socket; server: Socket }) => {
    client.resetAndDestroy();
    server.resetAndDestroy();
  };

  return {
    port: (listener.address() as AddressInfo).port,
    get connections() {
      return lines.size;
    },
    cutAll() {
      const cutLines = [...lines];
      for (const line of cutLines) cut(line);
      return cutLines.length;
    },
    cutOne(choose) {
      const line = [...lines][choose(lines.size)];
      if (line !== undefined) cut(line);
      return line !== undefined;
    },
    stall() {
      isStalled = true;
      for (const line of lines) pause(line);
    },
    goOn() {
      isStalled = false;
      for (const { client, server } of lines) {
        client.pipe(server);
        server.resume();
      }
    },
    loseAnswers(like, times) {
      Object.assign(lost, { like, times });
    },
    async close() {
      for (const line of lines) cut(line);
      listener.close();
      await once(listener, 'close');
    },
  };
}

function pause({ client, server }: { client: Socket; server: Socket }): void {
  client.unpipe(server).pause();
  server.pause();
}
