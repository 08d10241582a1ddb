import { expect, it } from 'vitest';
import { type CompanyFigures, type GuardFigures, type GuardLimits, judgePlan } from '../../src/domain/guard.ts';
import { noChanges } from '../../src/domain/plan.ts';
import { ssnFor } from '../fixtures/roster.ts';

const limits: GuardLimits = {
  maxDeactivatedPercent: 'auto',
  minDeactivated: 5,
  maxDeactivated: null,
  maxUpdatedPercent: 50,
  maxRenumberedPercent: 5,
  maxCreatedPercent: 50,
  maxQuarantinedPercent: 10,
  windows: [],
};

it.each([
  ['company-missing', 0],
  ['too-many-deactivated', 10],
])('the guard names the company in %s, and never an identity number', (code, rows) => {
  const nationalId = `030284${ssnFor('1984-02-03')}`;

  const messages = judgePlan(figuresOf(nationalId, rows), limits).filter((reason) => reason.code === code);

  const text = JSON.stringify(messages);
  expect(text).toMatch(/company 7\b/i);
  expect(text).toMatch(/company \*\*\*\*\*/i);
  expect(text).not.toContain(nationalId);
});

function figuresOf(companyId: string, rows: number): GuardFigures {
  const company = (id: string): CompanyFigures => ({ companyId: id, active: 100, deactivated: 90, ending: 0, rows });
  return {
    plan: { ...noChanges(), deactivated: 180 },
    rows: 1000,
    active: 200,
    unreadableKeys: 0,
    firstRoster: false,
    ending: 0,
    repeatsUndone: 0,
    zerosLost: 0,
    takenOver: 0,
    windows: [],
    companies: [company('7'), company(companyId)],
  };
}
