import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findNationalId } from '../../src/domain/check-digits.ts';
import { checkNationalId } from '../../src/domain/national-id.ts';
import { ssnFor } from '../fixtures/roster.ts';

const dates = fc
  .date({ min: new Date('1850-01-01'), max: new Date('2045-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const leapDays = fc.constantFrom('1896-02-29', '1904-02-29', '2000-02-29', '2004-02-29', '2040-02-29');
const offsets = fc.constantFrom<Parameters<typeof ssnFor>[2]>(
  ...[{}, { day: 40 }, { month: 40 }, { month: 80 }, { day: 40, month: 80 }, { firstIndividual: 500 }],
  ...[{ remainder: 1 }, { remainder: 2 }, { remainder: 3 }, { day: 40, remainder: 3 }, { firstIndividual: 0 }],
);
const births = fc.tuple(fc.oneof({ weight: 9, arbitrary: dates }, leapDays)).chain(([date]) =>
  fc.tuple(
    fc.constant(date),
    fc.oneof(
      fc.tuple(fc.nat(40), offsets).map(([n, offset]) => ssnFor(date, n, offset)),
      fc.nat(99_999).map((number) => String(number).padStart(5, '0')),
    ),
  ),
);

describe('the check digits by plain arithmetic', () => {
  it('find the number that the package finds, and none where it finds none or a synthetic one', () => {
    fc.assert(
      fc.property(births, fc.constantFrom('2026-01-15', '2031-12-31', '2032-01-01'), ([date, ssn], today) => {
        const check = checkNationalId(date, ssn, { today, allowSyntheticIds: false });
        expect(findNationalId(date, ssn, today >= '2032-01-01')).toBe(check.ok ? check.nationalId : null);
      }),
      { numRuns: 3000 },
    );
  });

  it.each(['1974-11-23', '2000-02-29'])('find the same among all five digits of %s', (date) => {
    for (const today of ['2031-12-31', '2032-01-01']) {
      const differing: string[] = [];
      for (let number = 0; number < 100_000; number += 7) {
        const ssn = String(number).padStart(5, '0');
        const check = checkNationalId(date, ssn, { today, allowSyntheticIds: false });
        if (findNationalId(date, ssn, today >= '2032-01-01') !== (check.ok ? check.nationalId : null))
          differing.push(ssn);
      }
      expect(differing).toEqual([]);
    }
  });
});
