import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hashKey, hashPair, hashText } from '../../src/domain/key-hash.ts';

const texts = fc.string({ unit: 'binary' });

describe('the hash of a key', () => {
  it('is that of its two texts with a zero between them', () => {
    fc.assert(
      fc.property(texts, texts, (companyId, employeeNo) => {
        const joined = hashText(`${companyId}\u0000${employeeNo}`);
        expect(hashPair(companyId, employeeNo)).toEqual(joined);
        expect(hashKey({ companyId, employeeNo }, 'company')).toEqual(joined);
      }),
    );
  });

  // The register keeps these hashes: with others every row of every roster would be compared again.
  it('stays what it was', () => {
    expect(hashKey({ companyId: '1', employeeNo: '100000' }, 'company')).toEqual({
      high: 3_464_849_365,
      low: 948_067_436,
    });
    expect(hashText('Åse')).toEqual({ high: 1_029_978_844, low: 4_151_675_014 });
  });
});
