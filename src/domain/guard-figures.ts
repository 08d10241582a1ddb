import type { PlanCounts } from './plan.ts';

/** The limits of a feed's guard, as configured. Percentages are 0 to 100; `auto` is 10 % of the first 1,000 and 1 % of the rest. */
export interface GuardLimits {
  maxDeactivatedPercent: number | 'auto';
  minDeactivated: number;
  maxDeactivated: number | null;
  maxUpdatedPercent: number;
  maxRenumberedPercent: number;
  maxCreatedPercent: number;
  maxQuarantinedPercent: number;
  windows: readonly GuardWindow[];
}

/** In so many days no more than this percentage of a feed may be deactivated without approval. */
export interface GuardWindow {
  days: number;
  percent: number;
}

/** The figures that the guard judges a plan by. */
export interface GuardFigures {
  plan: PlanCounts;
  /** Rows of employees in the file. */
  rows: number;
  /** Employees of the feed that are active before the file. */
  active: number;
  /** Quarantined rows whose employee number can't be read. */
  unreadableKeys: number;
  /** Whether the feed has never had a roster applied. */
  firstRoster: boolean;
  /** Whom an end date that is new ends within the guard's longest window; only where end dates deactivate. */
  ending: number;
  /** Deactivations that the plan repeats although they were undone. */
  repeatsUndone: number;
  /** Employees who would go on, or come back as somebody new, under their own number without its leading zeros. */
  zerosLost: number;
  /** Employees under whose number the file has somebody else, by national identity number and birth date. */
  takenOver: number;
  windows: readonly WindowFigures[];
  companies: readonly CompanyFigures[];
}

/** What has happened in a window before the plan; what was approved or undone is not counted. */
export interface WindowFigures extends GuardWindow {
  deactivated: number;
  /** Employees that were active when it began. */
  active: number;
}

export interface CompanyFigures {
  companyId: string;
  active: number;
  deactivated: number;
  /** Of this company; see GuardFigures. */
  ending: number;
  /** Rows of this company in the file. */
  rows: number;
}
