import { csvOf, syntheticEmployees } from '../fixtures/roster.ts';
import type { Cluster } from './cluster.ts';
import { type Daemon, database, type LogLine, type Pair } from './daemons.ts';

/** Milliseconds from the death of the daemon that works on a file to the moment in which the other one has taken the file up. */
export async function takeOverOnThisHost(pair: Pair, feed: string, name: string, rows: number): Promise<number> {
  const working = nextLine(pair, ({ message, stage }) => message === 'stage began' && stage === 'validate');
  await pair.drop(feed, name, csvOf(syntheticEmployees(rows)));
  const { daemon: holder } = await working;
  const taken = nextLine(pair, ({ message }) => message === 'file found in the middle of its way');
  await holder.kill();
  const startedMs = performance.now();
  const { line } = await taken;
  holder.start();
  return line.atMs - startedMs;
}

/** The same for a daemon of another host, of which nobody here can know that it is dead: its lease has to run out. */
export async function takeOverFromAnotherHost(
  cluster: Cluster,
  pair: Pair,
  feed: string,
  name: string,
  rows: number,
): Promise<number> {
  const [node] = cluster.nodes;
  await node?.query(
    `UPDATE ${database}.feed_leases SET token = token + 1, host = 'another-host', boot_id = 'another-boot', pid = 1,
       process_started = '1', expires_at_ms = UNIX_TIMESTAMP(NOW(3)) * 1000 + 30000 WHERE feed = '${feed}'`,
  );
  const startedMs = performance.now();
  const received = nextLine(pair, ({ message, feed: of }) => message === 'file received' && of === feed);
  await pair.drop(feed, name, csvOf(syntheticEmployees(rows)));
  const { line } = await received;
  return line.atMs - startedMs;
}

function nextLine(pair: Pair, isWanted: (line: LogLine) => boolean): Promise<{ daemon: Daemon; line: LogLine }> {
  const { promise, resolve } = Promise.withResolvers<{ daemon: Daemon; line: LogLine }>();
  const ends = pair.daemons.map((daemon) =>
    daemon.listen((line) => {
      if (isWanted(line)) resolve({ daemon, line });
    }),
  );
  return promise.finally(() => {
    for (const end of ends) end();
  });
}
