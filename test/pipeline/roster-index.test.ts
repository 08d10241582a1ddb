import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createHashSet } from '../../src/domain/hash-set.ts';
import { hashKey, type TextHash } from '../../src/domain/key-hash.ts';
import { createRosterIndex, type Sighting, sourceDigest } from '../../src/domain/roster-index.ts';

const uint32 = fc.integer({ min: 0, max: 2 ** 32 - 1 });
/** Ends of the table, where probing wraps around, zeros, and neighbours that fall into one slot. */
const crowded = fc.constantFrom(0, 1, 2, 3, 2 ** 31, 2 ** 31 + 1, 2 ** 32 - 2, 2 ** 32 - 1);
const hash: fc.Arbitrary<TextHash> = fc.record({
  low: fc.oneof(crowded, uint32),
  high: fc.oneof(crowded, fc.integer({ min: 0, max: 3 }), uint32),
});

describe('the set of hashes', () => {
  it('answers like a Set, also where hashes collide and whatever room was reserved', () => {
    const step = fc.oneof(
      { weight: 20, arbitrary: hash.map((add) => ({ add })) },
      { weight: 1, arbitrary: fc.integer({ min: 0, max: 5000 }).map((reserve) => ({ reserve })) },
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
        const set = createHashSet();
        const model = new Set<string>();
        for (const one of steps) {
          if ('reserve' in one) set.reserve(one.reserve);
          else {
            // The one pair that the set takes for the same: both halves zero, and low alone one.
            const { low, high } = one.add;
            const name = low <= 1 && high === 0 ? 'zero or one' : `${low} ${high}`;
            expect(set.add(one.add)).toBe(model.has(name));
            model.add(name);
          }
        }
      }),
    );
  });

  it('keeps every hash while it grows', () => {
    const set = createHashSet();
    const hashes = manyHashes(20_000);
    expect(hashes.filter((one) => set.add(one))).toEqual([]);
    expect(hashes.filter((one) => !set.add(one))).toEqual([]);
  });

  it('keeps every hash while it grows though they all want the same place', () => {
    const set = createHashSet();
    const hashes = Array.from({ length: 3000 }, (_, high) => ({ low: 2 ** 32 - 1, high }));
    expect(hashes.filter((one) => set.add(one))).toEqual([]);
    expect(hashes.filter((one) => !set.add(one))).toEqual([]);
  });
});

describe('the index of a roster', () => {
  it('sees like a plain model, also where hashes collide', () => {
    const digest = fc.constantFrom(...[0, 1, 2, 3].map((n) => rowDigest(n)));
    const registered = fc.array(fc.tuple(hash, digest), { maxLength: 60 });
    const steps = fc.array(
      fc.oneof(
        { weight: 20, arbitrary: fc.record({ key: hash, digest, known: fc.nat(), fromKnown: fc.boolean() }) },
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
          expect(index.see(key, row)).toBe(model.see(key, row));
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
      if (i % 4 !== 0) sightings[index.see(key, rowDigest(i % 4 === 1 ? i + 1 : i))] += 1;
    }
    for (const key of manyHashes(1000, 'new')) sightings[index.see(key, rowDigest(1))] += 1;

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
    expect(index.see(key, rowDigest(1))).toBe('hit');
    expect(index.see(sameIn48Bits, rowDigest(2))).toBe('conflict');
    expect([...index.unmatched()]).toEqual([]);
  });

  it('compares 48 bits of a digest', () => {
    const index = createRosterIndex();
    const key = hashKey({ companyId: '1', employeeNo: '100000' });
    const row = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8);
    index.addRegistered(sourceDigest(key, row), 0, 1);
    expect(index.see(key, row.with(5, 0))).toBe('miss');
    expect(index.see(key, row)).toBe('conflict');
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

function rowDigest(n: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setUint32(0, n * 2_654_435_761, true);
  return bytes;
}

function manyHashes(count: number, prefix = ''): TextHash[] {
  return Array.from({ length: count }, (_, i) => hashKey({ companyId: '1', employeeNo: `${prefix}${100_000 + i}` }));
}

function byNumber(left: number, right: number): number {
  return left - right;
}
