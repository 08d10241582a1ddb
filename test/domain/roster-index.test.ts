import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hashKey, type TextHash } from '../../src/domain/key-hash.ts';
import {
  createRosterIndex,
  type RosterIndex,
  type Sighting,
  sourceDigestLength,
  writeSourceDigest,
} from '../../src/domain/roster-index.ts';
import { anyHash, manyHashes } from './any-hash.ts';

describe('the index of a roster', () => {
  it('sees like a plain model, also where hashes collide', () => {
    const digest = fc.constantFrom(...[0, 1, 2, 3].map((n) => rowDigest(n)));
    const registered = fc.array(fc.tuple(anyHash, digest), { maxLength: 60 });
    const steps = fc.array(
      fc.oneof(
        { weight: 20, arbitrary: fc.record({ key: anyHash, digest, known: fc.nat(), fromKnown: fc.boolean() }) },
        { weight: 1, arbitrary: fc.integer({ min: 0, max: 20_000 }).map((reserve) => ({ reserve })) },
      ),
      { maxLength: 200 },
    );
    fc.assert(
      fc.property(registered, steps, (employees, looks) => {
        const index = createRosterIndex();
        const model = createModel();
        for (const [at, [key, row]] of employees.entries()) {
          const held = index.addRegistered(sourceDigest(key, row), 0, at + 1);
          expect(held).toBe(model.addRegistered(key, row, at + 1));
        }
        for (const look of looks) {
          if ('reserve' in look) {
            index.reserve(look.reserve);
            continue;
          }
          const [knownKey, knownRow] = employees[look.known % employees.length] ?? [look.key, look.digest];
          const key = look.fromKnown ? knownKey : look.key;
          const row = look.fromKnown && look.known % 2 === 0 ? knownRow : look.digest;
          expect(see(index, key, row)).toBe(model.see(key, row));
          expect(index.wasHit(key)).toBe(model.wasHit(key));
        }
        expect([...index.unmatched()].sort(byNumber)).toEqual(model.unmatched());
      }),
    );
  });

  it('keeps everybody while it grows', () => {
    const index = createRosterIndex();
    const keys = manyHashes(20_000);
    const digests = Buffer.concat(keys.map((key, i) => sourceDigest(key, rowDigest(i))));
    expect(keys.every((_, i) => index.addRegistered(digests, 16 * i, i + 1))).toBe(true);

    const sightings: Record<Sighting, number> = { hit: 0, miss: 0, repeat: 0, conflict: 0 };
    for (const [i, key] of keys.entries()) {
      if (i % 4 !== 0) sightings[see(index, key, rowDigest(i % 4 === 1 ? i + 1 : i))] += 1;
    }
    for (const key of manyHashes(1000, 'new')) sightings[see(index, key, rowDigest(1))] += 1;

    expect(sightings).toEqual({ hit: 10_000, miss: 6000, repeat: 0, conflict: 0 });
    expect([...index.unmatched()].sort(byNumber)).toEqual(
      keys.map((_, i) => i + 1).filter((id) => (id - 1) % 4 === 0 || (id - 1) % 4 === 1),
    );
  });

  it('tells what can not be held: a taken hash, and an id above 30 bits', () => {
    const index = createRosterIndex();
    const key = { low: 7, high: 0x1_0003 };
    const sameIn48Bits = { low: 7, high: 0x2_0003 };
    expect(index.addRegistered(sourceDigest(key, rowDigest(1)), 0, 2 ** 30)).toBe(false);
    expect(index.addRegistered(sourceDigest(key, rowDigest(1)), 0, 2 ** 30 - 1)).toBe(true);
    expect(index.addRegistered(sourceDigest(sameIn48Bits, rowDigest(2)), 0, 5)).toBe(false);
    expect(see(index, key, rowDigest(1))).toBe('hit');
    expect(see(index, sameIn48Bits, rowDigest(2))).toBe('conflict');
    expect([...index.unmatched()]).toEqual([]);
  });

  it('takes the key and the digest in little-endian order, and leaves the bytes around them alone', () => {
    const bytes = new Uint8Array(20).fill(0xff);
    const digests = Uint8Array.from({ length: 24 }, (_, at) => at);
    writeSourceDigest(bytes, 2, { low: 0x8765_4321, high: 0xfedc_ba98 }, digests, 8);
    expect([...bytes]).toEqual([
      ...[0xff, 0xff, 0x21, 0x43, 0x65, 0x87, 0x98, 0xba, 0xdc, 0xfe],
      ...[8, 9, 10, 11, 12, 13, 14, 15, 0xff, 0xff],
    ]);
  });

  it('compares 48 bits of a digest', () => {
    const index = createRosterIndex();
    const key = hashKey({ companyId: '1', employeeNo: '100000' }, 'company');
    const row = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8);
    index.addRegistered(sourceDigest(key, row), 0, 1);
    expect(see(index, key, row.with(5, 0))).toBe('miss');
    expect(see(index, key, row)).toBe('conflict');
  });
});

/** The same, told with a Map. */
function createModel() {
  const entries = new Map<string, { id: number; row: string; state: 'unseen' | 'matched' | 'differed' }>();
  const name = ({ low, high }: TextHash) => `${low} ${high & 0xffff}`;
  const text = (row: Uint8Array) => row.subarray(0, 6).join(' ');
  return {
    addRegistered(key: TextHash, row: Uint8Array, id: number): boolean {
      if (entries.has(name(key))) return false;
      entries.set(name(key), { id, row: text(row), state: 'unseen' });
      return true;
    },
    see(key: TextHash, row: Uint8Array): Sighting {
      const entry = entries.get(name(key));
      if (entry === undefined) {
        entries.set(name(key), { id: 0, row: text(row), state: 'differed' });
        return 'miss';
      }
      const same = entry.row === text(row);
      if (entry.state !== 'unseen') return same ? 'repeat' : 'conflict';
      entry.state = same ? 'matched' : 'differed';
      entry.row = text(row);
      return same ? 'hit' : 'miss';
    },
    wasHit: (key: TextHash) => entries.get(name(key))?.state === 'matched',
    unmatched: () =>
      [...entries.values()]
        .filter(({ id, state }) => id > 0 && state !== 'matched')
        .map(({ id }) => id)
        .sort(byNumber),
  };
}

/** Looks among other rows' digests, as in a batch. */
function see(index: RosterIndex, key: TextHash, row: Uint8Array): Sighting {
  const others = rowDigest(99);
  return index.see(key, Buffer.concat([others, row, others]), 8);
}

function sourceDigest(key: TextHash, row: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(sourceDigestLength);
  writeSourceDigest(bytes, 0, key, row, 0);
  return bytes;
}

function rowDigest(n: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setUint32(0, n * 2_654_435_761, true);
  return bytes;
}

function byNumber(left: number, right: number): number {
  return left - right;
}
