import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkNationalId, looksLikeNationalId } from '../../src/domain/national-id.ts';
import { ssnFor } from '../fixtures/roster.ts';

const strict = { today: '2026-01-15', allowSyntheticIds: false };
const birthDates = fc
  .date({ min: new Date('1940-01-01'), max: new Date('2025-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const nth = fc.nat(50);

describe('national identity numbers', () => {
  it('take every number whose check digits and century are right', () => {
    fc.assert(
      fc.property(birthDates, nth, (date, n) => {
        const ssn = ssnFor(date, n);
        const plain = date.slice(8) + date.slice(5, 7) + date.slice(2, 4);
        expect(checkNationalId(date, ssn, strict)).toEqual({ ok: true, nationalId: plain + ssn });
      }),
    );
  });

  it('recognise a D-number behind a plain birth date', () => {
    fc.assert(
      fc.property(birthDates, nth, (date, n) => {
        const ssn = ssnFor(date, n, { day: 40 });
        const dNumber = String(Number(date.slice(8)) + 40) + date.slice(5, 7) + date.slice(2, 4) + ssn;
        const check = checkNationalId(date, ssn, strict);
        // The same five digits can by chance be right for the plain date too, which is tried first.
        expect(check.ok).toBe(true);
        if (check.ok && check.nationalId.startsWith(dNumber.slice(0, 2))) expect(check.nationalId).toBe(dNumber);
      }),
    );
  });

  it('refuse every number with one wrong digit, unless it is right as a D-number', () => {
    fc.assert(
      fc.property(birthDates, nth, fc.nat(4), fc.integer({ min: 1, max: 9 }), (date, n, place, add) => {
        const ssn = ssnFor(date, n);
        const wrong = ssn.slice(0, place) + ((Number(ssn[place]) + add) % 10) + ssn.slice(place + 1);
        const plain = date.slice(8) + date.slice(5, 7) + date.slice(2, 4);
        const check = checkNationalId(date, wrong, strict);
        if (check.ok) expect(check.nationalId).not.toBe(plain + wrong);
      }),
    );
  });

  it('say that the check digits are wrong', () => {
    const rules = new Set<string>();
    for (let n = 0; n < 30; n += 1) {
      const ssn = ssnFor('1974-11-23', n);
      const check = checkNationalId('1974-11-23', ssn.slice(0, 4) + ((Number(ssn[4]) + 1) % 10), strict);
      rules.add(check.ok ? 'ok' : check.rule);
    }
    expect([...rules].toSorted()).toEqual(['check-digit', 'check-digit-2032']);
  });

  it.each([40, 80])('refuse a synthetic number (month + %i) unless the feed allows it', (month) => {
    const ssn = ssnFor('1985-06-20', 3, { month });
    expect(checkNationalId('1985-06-20', ssn, strict)).toMatchObject({ ok: false, rule: 'synthetic' });
    const allowed = checkNationalId('1985-06-20', ssn, { ...strict, allowSyntheticIds: true });
    expect(allowed).toEqual({ ok: true, nationalId: `20${6 + month}85${ssn}` });
  });

  it.each([1, 2, 3])('take the relaxed check digit with remainder %i from 2032-01-01 on', (remainder) => {
    const ssn = relaxedSsn('1990-05-17', remainder);
    const before = checkNationalId('1990-05-17', ssn, { ...strict, today: '2031-12-31' });
    const after = checkNationalId('1990-05-17', ssn, { ...strict, today: '2032-01-01' });
    expect(before).toMatchObject({ ok: false, rule: 'check-digit-2032' });
    expect(after).toMatchObject({ ok: true });
  });

  it.each([
    ['1899-03-04', 500, true],
    ['1899-03-04', 750, false],
    ['1853-03-04', 500, false],
    ['1900-03-04', 0, true],
    ['1939-03-04', 900, false],
    ['1940-03-04', 900, true],
    ['1999-03-04', 400, true],
    ['1999-03-04', 500, false],
    ['2000-03-04', 0, false],
    ['2000-03-04', 500, true],
    ['2039-03-04', 900, true],
    ['2040-03-04', 500, false],
  ])('of someone born %s may begin their last five digits with %i or above: %s', (date, firstIndividual, ok) => {
    const ssn = ssnFor(date, 0, { firstIndividual });
    const check = checkNationalId(date, ssn, { ...strict, today: '2045-01-01' });
    expect(check.ok ? 'ok' : check.rule).toBe(ok ? 'ok' : 'century');
  });

  it.each(['', '1234', '123456', '1234a', ' 1234', '12 45', '１２３４５'])(
    'refuse %j, which is not five digits',
    (ssn) => {
      expect(checkNationalId('1990-05-17', ssn, strict)).toMatchObject({ ok: false, rule: 'not-five-digits' });
    },
  );

  it('never stand in a message', () => {
    fc.assert(
      fc.property(birthDates, fc.nat(99999), (date, number) => {
        const ssn = String(number).padStart(5, '0');
        const check = checkNationalId(date, ssn, strict);
        if (!check.ok) expect(check.message).not.toContain(ssn);
      }),
    );
  });

  it('are recognised in other text by their check digits', () => {
    const ssn = ssnFor('1971-02-03');
    expect(looksLikeNationalId(`030271${ssn}`)).toBe(true);
    expect(looksLikeNationalId(`030271 ${ssn}`)).toBe(true);
    expect(looksLikeNationalId(`30271${ssn}`)).toBe(true);
    expect(['00000000000', '12345678901', '100000', ''].map(looksLikeNationalId)).toEqual([false, false, false, false]);
  });
});

/** A number whose only fitting first check digit is the relaxed one, as plain number and as D-number. */
function relaxedSsn(date: string, remainder: number): string {
  for (let n = 0; n < 50; n += 1) {
    const ssn = ssnFor(date, n, { remainder });
    const check = checkNationalId(date, ssn, strict);
    if (!check.ok && check.rule === 'check-digit-2032') return ssn;
  }
  throw new Error(`no relaxed number on ${date}`);
}
