import type { Diagnosis } from '../diagnosis.ts';
import type { EmployeeKey } from '../employee.ts';
import { maskNationalIds } from '../mask.ts';
import { goneCompanies, sumOf } from './gone-companies.ts';
import type { HeldPlan, RollEntry } from './held-plan.ts';
import { findCut, type RollCut } from './roll-cut.ts';
import { explains, figuresOf, type Share, shareOf, tellShare } from './share.ts';

/**
 * Whether the missing are the end of the roster. How the file was sorted is not known of the rows that are as they were, so that
 * some orders are tried in which systems write their rosters.
 */
export function diagnoseFileCut(hold: HeldPlan): Diagnosis | null {
  for (const order of orders) {
    const roll = inOrder(hold, order);
    const cut = roll === null ? null : findCut(roll);
    if (roll === null || cut === null || isContradicted(hold, cut, order)) continue;
    const absent = { total: sumOf(hold.absentPerCompany.values()), items: roll.filter(({ isMissing }) => isMissing) };
    const found = shareOf(cut.missing.length, absent);
    const share = { ...found, isExact: hold.roll.items.length >= hold.roll.total };
    if (explains(share)) return tellCut(hold, cut, share, order);
  }
  return null;
}

interface RollOrder {
  code: string;
  /** In which people tell it. */
  name: string;
  /** Whether it goes by company first: where there is one alone, that is no order of its own. */
  isPerCompany?: boolean;
  /** What the rows are sorted by; null for the order in which the register got them: that of earlier files. */
  textOf: ((entry: EmployeeKey & { firstName: string | null; surname: string | null }) => string) | null;
}

const orders: readonly RollOrder[] = [
  { code: 'register', name: 'earlier rosters', textOf: null },
  {
    code: 'company-number',
    name: 'companies and employee numbers',
    isPerCompany: true,
    textOf: (entry) => sortable(entry.companyId, entry.employeeNo),
  },
  { code: 'number', name: 'employee numbers', textOf: (entry) => sortable(entry.employeeNo) },
  {
    code: 'company-name',
    name: 'companies and names',
    isPerCompany: true,
    textOf: (entry) => sortable(entry.companyId, entry.surname, entry.firstName),
  },
  { code: 'name', name: 'names', textOf: (entry) => sortable(entry.surname, entry.firstName) },
];

/** Null where it is no order of these people: too many have nothing to be sorted by, or the same. */
function inOrder(hold: HeldPlan, { textOf, isPerCompany = false }: RollOrder): readonly RollEntry[] | null {
  const roll = hold.roll.items;
  if (textOf === null) return roll;
  if (isPerCompany && hold.activePerCompany.size < 2) return null;
  const texts = new Map(roll.map((entry) => [entry, textOf(entry)]));
  if (new Set(texts.values()).size < roll.length * leastDistinct) return null;
  const compare = (one: string, other: string) => (one < other ? -1 : one > other ? 1 : 0);
  return [...roll].sort((one, other) => compare(texts.get(one) ?? '', texts.get(other) ?? ''));
}

const leastDistinct = 0.5;

/** So that 9 comes before 10, and small letters stand with capital ones. */
function sortable(...parts: (string | null)[]): string {
  return parts
    .map((part) => (part ?? '').toLowerCase().replace(/\d+/g, (digits) => digits.padStart(20, '0')))
    .join('\u0000');
}

/** Behind its end a file has no rows, and what stands before it is a roster of today. */
function isContradicted({ newcomers, plan }: HeldPlan, cut: RollCut, { textOf }: RollOrder): boolean {
  const [first] = cut.missing;
  if (first === undefined || plan.reactivated > cut.missing.length * mostBeyond) return true;
  // Those whom a later roster has brought are all missing in an earlier one.
  const isOlder = first.broughtBy !== cut.lastKept.broughtBy;
  if (textOf === null) return isOlder || newcomers.total * 2 > cut.missing.length;
  const beyond = newcomers.items.filter((person) => textOf(person) > textOf(first)).length;
  return beyond > cut.missing.length * mostBeyond;
}

const mostBeyond = 0.05;

function tellCut(hold: HeldPlan, { lastKept, missing }: RollCut, share: Share, order: RollOrder): Diagnosis | null {
  const isCompanyCut = missing.filter(({ companyId }) => companyId === lastKept.companyId).length >= leastOfCompany;
  // Between two companies a file is not cut by chance: they were left out.
  if (!isCompanyCut && explains(goneCompanies(hold).share)) return null;
  const { facts, ...figures } = figuresOf(share);
  const company = maskNationalIds(lastKept.companyId);
  const employeeNo = maskNationalIds(lastKept.employeeNo);
  const who = tellShare(share, 'missing employees');
  const near = share.isExact ? 'at' : 'near';
  const place =
    hold.activePerCompany.size > 1 && isCompanyCut
      ? `ends in the middle of company ${company}, ${near} employee ${employeeNo}`
      : `seems to end ${near} employee ${employeeNo}`;
  return {
    code: 'file-cut',
    ...figures,
    message: `the file ${place}, and ${who} come after it in the order of ${order.name}`,
    facts: { ...facts, ...(place.startsWith('ends') && { company }), employeeNo, order: order.code },
  };
}

const leastOfCompany = 3;
