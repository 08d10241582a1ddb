import { type RosterIndex, sourceDigestLength } from '../domain/roster-index.ts';
import type { DigestChunk } from '../store/contract.ts';
import type { ReadingHost, RegisterFacts } from './reading.ts';

/** The register's digests on their way into the index, while rows are read beside it. */
export interface DigestLoad {
  /** What is known of the register; null until it has been told, which it is before the first digest. */
  facts(): RegisterFacts | null;
  /** Whether it has come to its end, or failed. */
  settled(): boolean;
  /** Rejects where it failed. */
  done: Promise<void>;
}

/** So many are asked for at once: the database looks for the next ones while a stretch of rows is being read. */
const askedAhead = 3;

export function startDigestLoad(host: ReadingHost, index: RosterIndex): DigestLoad {
  let facts: RegisterFacts | null = null;
  let settled = false;

  async function load(): Promise<void> {
    facts = await host.registerFacts();
    await loadDigests(facts.expectedDigests, host, index);
  }

  const done = load().finally(() => {
    settled = true;
  });
  // It rejects where it is awaited; until then, or where reading ends before that, it must not count as unhandled.
  done.catch(() => {});
  return { facts: () => facts, settled: () => settled, done };
}

async function loadDigests(expectedDigests: number, host: ReadingHost, index: RosterIndex): Promise<void> {
  // Grown step by step, the index would leave twice its own size behind for the garbage collector.
  index.reserve(Math.ceil(expectedDigests * 1.05));
  const asked: Promise<DigestChunk | null>[] = [];
  for (;;) {
    while (asked.length < askedAhead) asked.push(ask(host));
    const chunk = await asked.shift();
    if (!chunk) break;
    const unheld: number[] = [];
    for (let position = 0; position < chunk.ids.length; position += 1) {
      const id = chunk.ids[position] ?? 0;
      if (!index.addRegistered(chunk.digests, position * sourceDigestLength, id)) unheld.push(id);
    }
    if (unheld.length > 0) await host.takeUnmatched(unheld);
  }
}

function ask(host: ReadingHost): Promise<DigestChunk | null> {
  const chunk = host.nextDigests();
  // Where an earlier one fails, nobody waits for this one.
  chunk.catch(() => {});
  return chunk;
}
