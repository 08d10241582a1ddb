import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createHashSet } from '../../src/domain/hash-set.ts';
import { anyHash, manyHashes } from './any-hash.ts';

describe('the set of hashes', () => {
  it('answers like a Set, also where hashes collide and whatever room was reserved', () => {
    const step = fc.oneof(
      { weight: 20, arbitrary: anyHash.map((add) => ({ add })) },
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
