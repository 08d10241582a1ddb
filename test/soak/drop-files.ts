import { access, appendFile, mkdir, open, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createRandom, type Random } from '../fixtures/random.ts';
import type { SoakFeed } from './feeds.ts';
import type { Options } from './options.ts';
import { createWorld, type Roster } from './world.ts';

/** A file that was dropped, and what is known of it. */
export interface Drop extends Roster {
  feed: string;
  name: string;
  manner: 'renamed' | 'at once' | 'slowly' | 'replaced';
  /** Another file took its name a little later: whether it was taken before, only the ledger tells. */
  mayBeMissed: boolean;
}

export interface Droppers {
  /** In the order in which they came, as far as they have. */
  readonly drops: Drop[];
  readonly nationalIds: ReadonlySet<string>;
  /**
   * Resolves when all are dropped.
   *
   * @param countTaken how many files are in the ledger: where too many wait to be taken, the next ones wait, too
   */
  run(countTaken: () => Promise<number>, stop: AbortSignal): Promise<void>;
}

/** So many files lie in the inboxes at once. */
const mostWaiting = 60;
const lookAgainMs = 500;

/** The HR systems at work: each writes one file after the other, at moments of its own. */
export function createDroppers(
  feeds: readonly SoakFeed[],
  { files, seed, gapMs }: Options,
  pathOf: (feed: SoakFeed) => string,
  keepCopy: (drop: Drop) => Promise<void>,
): Droppers {
  const drops: Drop[] = [];
  const worlds = feeds.map((feed, at) => ({ feed, at, world: createWorld(feed, createRandom(seed, at)) }));
  const nationalIds = { has: (id: string) => worlds.some(({ world }) => world.nationalIds.has(id)) };

  return {
    drops,
    nationalIds: nationalIds as ReadonlySet<string>,
    async run(countTaken, stop) {
      const random = createRandom(seed, 1_000);
      const queues = worlds.map(() => Promise.resolve());
      for (let index = 0; index < files && !stop.aborted; index += 1) {
        const at = index < feeds.length * 2 ? index % feeds.length : random.below(feeds.length);
        const one = worlds[at];
        if (one === undefined) break;
        const drop = createDropper(one.feed, pathOf(one.feed), createRandom(seed, 10_000 + index));
        queues[at] = (queues[at] ?? Promise.resolve()).then(() => drop(one.world.next(), index));
        const awaited = () => drops.filter(({ mayBeMissed }) => !mayBeMissed).length;
        while (!stop.aborted && awaited() - (await countTaken()) > mostWaiting) await delay(lookAgainMs);
        // Bursts and pauses.
        await delay(-Math.log(1 - random.next()) * gapMs, undefined, { signal: stop }).catch(() => {});
      }
      await Promise.all(queues);
    },
  };

  function isKnownAs(feed: string, name: string, { sha256 }: Roster): boolean {
    return drops.some((drop) => drop.feed === feed && drop.name === name && drop.sha256 === sha256);
  }

  function createDropper(feed: SoakFeed, inbox: string, random: Random) {
    return async (roster: Roster, index: number): Promise<void> => {
      const known = drops.some(({ feed: id, sha256 }) => id === feed.id && sha256 === roster.sha256);
      const name = await nameFor(feed, inbox, known, random, index);
      const isFirst = drops.filter((drop) => drop.feed === feed.id).length < 2;
      const manner = pickManner(feed, known || isFirst, random);
      const drop: Drop = { ...roster, feed: feed.id, name, manner, mayBeMissed: manner === 'replaced' };
      await write(drop);
      if (manner === 'replaced') await replace(drop);

      async function write(written: Drop): Promise<void> {
        drops.push(written);
        await keepCopy(written);
        await writers[written.manner](join(inbox, written.name), written.bytes, random, feed.complete);
        await vouch(feed, inbox, written);
      }

      async function replace({ bytes }: Drop): Promise<void> {
        await delay(random.below(2_500));
        const world = worlds.find((one) => one.feed === feed)?.world;
        const next = world?.next();
        // Over SFTP a file is known by size and second alone: one of the same size would not be another one.
        const isAnother = next !== undefined && next.bytes.length !== bytes.length && !isKnownAs(feed.id, name, next);
        if (!isAnother) {
          drop.mayBeMissed = false;
          return;
        }
        await write({ ...next, feed: feed.id, name, manner: 'renamed', mayBeMissed: false });
      }
    };
  }
}

/** Now and then the name of an earlier file, once that has gone. */
async function nameFor(
  feed: SoakFeed,
  inbox: string,
  isKnown: boolean,
  random: Random,
  index: number,
): Promise<string> {
  const usual = `roster.${feed.written.extension}`;
  const own = `roster-n${String(index).padStart(4, '0')}.${feed.written.extension}`;
  if (isKnown || random.chance(0.7)) return own;
  const companions = [usual, `${usual}.done`, `${usual}.manifest.json`];
  const there = await Promise.all(
    companions.map((name) =>
      access(join(inbox, name)).then(
        () => true,
        () => false,
      ),
    ),
  );
  return there.includes(true) ? own : usual;
}

function pickManner({ complete }: SoakFeed, mustStay: boolean, random: Random): Drop['manner'] {
  const roll = random.next();
  if (roll < 0.1) return mustStay || complete !== 'settled' ? 'renamed' : 'replaced';
  return roll < 0.5 ? 'renamed' : roll < 0.75 ? 'at once' : 'slowly';
}

const writers: Record<
  Drop['manner'],
  (path: string, bytes: Buffer, random: Random, complete: SoakFeed['complete']) => Promise<void>
> = {
  async renamed(path, bytes) {
    await writeFile(`${path}.part`, bytes);
    await rename(`${path}.part`, path);
  },
  replaced: (path, bytes) => writers.renamed(path, bytes, createRandom(0), 'settled'),
  'at once': (path, bytes) => writeFile(path, bytes),
  async slowly(path, bytes, random, complete) {
    // Where a marker or manifest says when it is whole, the writer may pause for longer than the feed's `settle`.
    const longestMs = complete === 'settled' ? 120 : 900;
    const pieces = 3 + random.below(6);
    const file = await open(path, 'w');
    try {
      for (let piece = 0; piece < pieces; piece += 1) {
        if (piece > 0) await delay(random.below(longestMs));
        const [from, to] = [piece, piece + 1].map((at) => Math.floor((bytes.length * at) / pieces));
        await file.write(bytes.subarray(from, to));
      }
    } finally {
      await file.close();
    }
  },
};

async function vouch({ complete }: SoakFeed, inbox: string, { name, manifest }: Drop): Promise<void> {
  if (complete === 'marker') await appendFile(join(inbox, `${name}.done`), '');
  if (complete === 'manifest') await writeFile(join(inbox, `${name}.manifest.json`), JSON.stringify(manifest));
}

/** Keeps what was dropped for whoever has to look into a failure. */
export async function keepDropped(directory: string, { feed, name, sha256, bytes }: Drop): Promise<void> {
  const folder = join(directory, feed);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `${sha256.slice(0, 12)}-${name}`), bytes);
}
