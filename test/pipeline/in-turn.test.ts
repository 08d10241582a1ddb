import { describe, expect, it } from 'vitest';
import { releaseBytes } from '../../src/domain/release-bytes.ts';
import { gatherRows } from '../../src/pipeline/gather-rows.ts';
import { createInTurn } from '../../src/pipeline/in-turn.ts';
import type { EncodedRows } from '../../src/store/contract.ts';

const batch = (count: number): EncodedRows => ({ count, columns: [], bytes: new Uint8Array(8) });

describe('writes in turn', () => {
  it('gathers what comes meanwhile into the next write, in order, and gives its memory back', async () => {
    const written: number[][] = [];
    const inTurn = createInTurn();
    const take = gatherRows((batches) =>
      inTurn(async () => {
        written.push(batches.map(({ count }) => count));
        await new Promise((resolve) => setTimeout(resolve, 5));
      }),
    );
    const batches = [1, 2, 3, 4].map(batch);

    await take(batches[0] as EncodedRows);
    await Promise.all(batches.slice(1).map(take));

    expect(written).toEqual([[1], [2, 3, 4]]);
    expect(batches.map(({ bytes }) => bytes.length)).toEqual([0, 0, 0, 0]);
  });

  it('begins no other write after one has failed', async () => {
    const begun: number[] = [];
    const inTurn = createInTurn();
    const take = gatherRows((batches) =>
      inTurn(async () => {
        begun.push(...batches.map(({ count }) => count));
        throw new Error('deadlock');
      }),
    );

    const taken = [take(batch(1)), take(batch(2))];

    expect((await Promise.allSettled(taken)).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await expect(inTurn(async () => begun.push(3))).rejects.toThrow('deadlock');
    expect(begun).not.toContain(3);
    await expect(take(batch(4))).rejects.toThrow('deadlock');
    expect(begun).not.toContain(4);
  });

  it('waits at its end for the write under way, and begins none that is queued', async () => {
    const done: string[] = [];
    const inTurn = createInTurn();
    const slow = inTurn(async () => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      done.push('slow');
    });
    const queued = inTurn(async () => done.push('queued'));
    await Promise.resolve();
    await Promise.resolve();

    await inTurn.end();

    await slow;
    await expect(queued).rejects.toThrow('nothing more is written');
    expect(done).toEqual(['slow']);
  });
});

describe('memory that is given back', () => {
  it('is never that of a pool, nor given twice', () => {
    const pooled = Buffer.from('sixteen bytes ..');
    const own = new Uint8Array(16);

    for (const bytes of [pooled, own, own]) releaseBytes(bytes);

    expect(pooled.toString()).toBe('sixteen bytes ..');
    expect(own.length).toBe(0);
  });
});
