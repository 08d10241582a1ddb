import { setTimeout as sleep } from 'node:timers/promises';
import type { Cluster, Node } from './cluster.ts';
import type { Daemon, LogLine, Pair } from './daemons.ts';

export interface FaultCounts {
  nodesKilled: number;
  nodesStalled: number;
  daemonsKilled: number;
}

/** In the middle of a file: what a daemon's log says then. */
const moments = ['stage began', 'stage ended', 'commit began', 'commit began', 'file received', 'mail began'];

/** Kills nodes and daemons, always in the middle of a file and never two nodes at once, until the signal is aborted. */
export async function causeFaults(
  cluster: Cluster,
  pair: Pair,
  random: () => number,
  signal: AbortSignal,
): Promise<FaultCounts> {
  const counts = { nodesKilled: 0, nodesStalled: 0, daemonsKilled: 0 };
  let recovering: Promise<void> | null = null;
  while (!signal.aborted) {
    // Asked before, so that a node can die in the very moment: a COMMIT takes some milliseconds.
    const nodes = await Promise.all(pair.daemons.map((daemon) => nodeOf(cluster, daemon, random)));
    const moment = moments[Math.floor(random() * moments.length)] ?? '';
    const busy = await untilBusy(pair, moment, signal);
    if (busy === null) break;
    if (moment !== 'commit began') await sleep(random() * 30);
    const dice = random();
    if (recovering !== null || dice < 0.25) {
      counts.daemonsKilled += 1;
      await busy.kill();
      await sleep(random() * 500);
      busy.start();
    } else {
      const node = nodes[pair.daemons.indexOf(busy)] ?? chosen(cluster, random);
      counts[dice < 0.85 ? 'nodesKilled' : 'nodesStalled'] += 1;
      recovering = (dice < 0.85 ? restart(node, random) : stall(node)).finally(() => {
        recovering = null;
      });
    }
    await sleep(500 + random() * 3000);
  }
  await recovering;
  return counts;
}

/** The daemon that says so next. */
function untilBusy(pair: Pair, moment: string, signal: AbortSignal): Promise<Daemon | null> {
  const { promise, resolve } = Promise.withResolvers<Daemon | null>();
  const ends = pair.daemons.map((daemon) =>
    daemon.listen(({ message }: LogLine) => {
      if (message === moment) resolve(daemon);
    }),
  );
  const giveUp = () => resolve(null);
  signal.addEventListener('abort', giveUp, { once: true });
  return promise.finally(() => {
    signal.removeEventListener('abort', giveUp);
    for (const end of ends) end();
  });
}

/** The node that the daemon works on: each has a database user of its own. */
async function nodeOf(cluster: Cluster, daemon: Daemon, random: () => number): Promise<Node> {
  const sql = `SELECT COUNT(*) AS n FROM information_schema.processlist WHERE user = '${daemon.name}'`;
  const counts = await Promise.all(
    cluster.nodes.map(async (node) => ({ node, n: (await node.query<{ n: number }>(sql).catch(() => []))[0]?.n ?? 0 })),
  );
  const [most] = counts.sort((one, other) => Number(other.n) - Number(one.n));
  return random() < 0.2 || most === undefined ? chosen(cluster, random) : most.node;
}

function chosen({ nodes }: Cluster, random: () => number): Node {
  const node = nodes[Math.floor(random() * nodes.length)];
  if (node === undefined) throw new Error('There is no node.');
  return node;
}

async function restart(node: Node, random: () => number): Promise<void> {
  await node.kill();
  await sleep(random() * 3000);
  await node.start();
}

/** Long enough for the others to go on without it. */
async function stall(node: Node): Promise<void> {
  node.signal('SIGSTOP');
  await sleep(6000);
  node.signal('SIGCONT');
  await node.untilSynced();
}
