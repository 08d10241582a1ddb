import fc from 'fast-check';
import { hashKey, type TextHash } from '../../src/domain/key-hash.ts';

const uint32 = fc.integer({ min: 0, max: 2 ** 32 - 1 });
/** Ends of the table, where probing wraps around, zeros, and neighbours that fall into one slot. */
const crowded = fc.constantFrom(0, 1, 2, 3, 2 ** 31, 2 ** 31 + 1, 2 ** 32 - 2, 2 ** 32 - 1);
export const anyHash: fc.Arbitrary<TextHash> = fc.record({
  low: fc.oneof(crowded, uint32),
  high: fc.oneof(crowded, fc.integer({ min: 0, max: 3 }), uint32),
});

export function manyHashes(count: number, prefix = ''): TextHash[] {
  return Array.from({ length: count }, (_, i) =>
    hashKey({ companyId: '1', employeeNo: `${prefix}${100_000 + i}` }, 'company'),
  );
}
