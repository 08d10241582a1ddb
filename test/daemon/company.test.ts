import { expect, it } from 'vitest';
import { createCompany } from '../../src/daemon/company.ts';

it('files that have settled wait for the others, for twice the time that settling takes at most', () => {
  const company = createCompany(1000);
  const looks = [0, 500, 1900, 2000, 5000].map((nowMs) => company.isAwaited(1, 100, nowMs));
  expect(looks).toEqual([true, true, true, false, false]);
});

it('files that have settled wait for nobody where they are alone', () => {
  const company = createCompany(1000);
  expect([company.isAwaited(2, null, 0), company.isAwaited(0, 300, 10), company.isAwaited(1, null, 20)]).toEqual([
    false,
    false,
    false,
  ]);
});

it('files wait anew for the next company', () => {
  const company = createCompany(1000);
  company.isAwaited(1, 100, 0);
  company.isAwaited(1, null, 2500);
  expect(company.isAwaited(1, 100, 3000)).toBe(true);
});
