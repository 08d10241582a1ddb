import { figure } from './figure.ts';
import type { GuardFigures, GuardLimits } from './guard-figures.ts';
import { maskNationalIds } from './mask.ts';
import type { RosterKind } from './roster-kind.ts';

export type * from './guard-figures.ts';

export interface HoldReason {
  code: string;
  message: string;
  hint: string;
  /** The figures and names that the message tells, by which it can be told in another language. Older entries have none. */
  facts?: Record<string, string | number>;
}

/** Percentages of a small number mean little: they are judged from this many employees on (interface.md). */
const leastForPercentages = 50;

/**
 * Why this plan must not be applied without approval; empty when it may be.
 *
 * @param kind what the figures count
 */
export function judgePlan(
  figures: GuardFigures,
  limits: GuardLimits,
  kind: RosterKind | 'end-dates' = 'employees',
): HoldReason[] {
  const words = wordsFor[kind];
  const share = (what: ShareKind, of: number, maxPercent: number) =>
    judgeShare(what, figures.plan[what], of, maxPercent, words);
  return [
    ...judgeEmptyRoster(figures, words),
    ...judgeUnreadableKeys(figures, words),
    ...judgeRepeats(figures),
    ...judgeDeactivations(figures, limits, words),
    ...judgeCompanies(figures, limits, words),
    ...judgeWindows(figures, limits, words),
    ...share('updated', figures.active, limits.maxUpdatedPercent),
    ...judgeRenumbered(figures, limits, words),
    ...(figures.firstRoster ? [] : share('created', figures.active, limits.maxCreatedPercent)),
    ...share('quarantined', figures.rows, limits.maxQuarantinedPercent),
  ];
}

/** What the messages call that which is counted. */
interface Words {
  one: string;
  many: string;
  /** As the file lists them. */
  listed: string;
  /** What brings them. */
  file: string;
  /** What to look at before a yes; goes on with "only if". */
  check: string;
  ifGone: string;
  /** Whereby a reason is told so in another language, too. */
  facts?: HoldReason['facts'];
}

const wordsFor: Record<RosterKind | 'end-dates', Words> = {
  employees: {
    one: 'one person',
    many: 'people',
    listed: 'employees',
    file: 'roster',
    check: 'Check that the roster is complete. Approve the file',
    ifGone: 'all of these people have really left',
  },
  'end-dates': {
    one: 'one person',
    many: 'people',
    listed: 'employees',
    file: 'day',
    check: 'Check the end dates in the HR system. Approve it',
    ifGone: 'all of these people have really left',
    facts: { endDates: 1 },
  },
  positions: {
    one: 'one position',
    many: 'positions',
    listed: 'positions',
    file: 'file',
    check: 'Check that the file is complete. Approve the file',
    ifGone: 'all of these positions are really gone',
  },
};

type ShareKind = 'updated' | 'renumbered' | 'created' | 'quarantined';

/** The number of deactivations from which on a roster of `active` employees is held. */
export function deactivationLimit(active: number, limits: GuardLimits): number {
  const share =
    limits.maxDeactivatedPercent === 'auto'
      ? Math.min(active, 1000) * 0.1 + Math.max(active - 1000, 0) * 0.01
      : (active * limits.maxDeactivatedPercent) / 100;
  const byShare = Math.max(limits.minDeactivated, share);
  return limits.maxDeactivated === null ? byShare : Math.min(byShare, limits.maxDeactivated);
}

function judgeEmptyRoster({ rows: listed, plan }: GuardFigures, words: Words): HoldReason[] {
  if (listed > 0) return [];
  return [
    {
      code: 'roster-empty',
      message: `The file holds no ${words.listed}; ${counted(plan.deactivated, words)} would be deactivated.`,
      hint: 'Ask whoever runs the export whether it broke off. Discard this file and send a complete one.',
      facts: { deactivated: plan.deactivated },
    },
  ];
}

function judgeUnreadableKeys({ unreadableKeys, plan }: GuardFigures, words: Words): HoldReason[] {
  if (unreadableKeys === 0 || plan.deactivated === 0) return [];
  return [
    {
      code: 'unreadable-keys',
      message: `In ${rows(unreadableKeys)} the employee number can't be read, so any of the ${counted(plan.deactivated, words)} to be deactivated could be meant.`,
      hint: 'Correct the employee numbers in the source system and send the roster again.',
      facts: { rows: unreadableKeys, deactivated: plan.deactivated },
    },
  ];
}

function judgeRepeats({ repeatsUndone }: GuardFigures): HoldReason[] {
  if (repeatsUndone === 0) return [];
  const who = repeatsUndone === 1 ? 'One person' : `${figure(repeatsUndone)} people`;
  return [
    {
      code: 'repeats-undone',
      message: `${who} would be deactivated again whose deactivation somebody has undone.`,
      hint: 'Discard this file if the undo still holds, and have the source system corrected. Approve it if they have really left.',
      facts: { people: repeatsUndone },
    },
  ];
}

function judgeDeactivations(figures: GuardFigures, limits: GuardLimits, words: Words): HoldReason[] {
  if (!reaches(figures.plan.deactivated, figures.ending, figures.active, limits)) return [];
  return [tooManyDeactivated(figures.plan.deactivated, figures.ending, figures.active, null, words)];
}

/** Whether these deactivations, and those that their end dates bring, are too many without approval. */
function reaches(deactivated: number, ending: number, active: number, limits: GuardLimits): boolean {
  const all = deactivated + ending;
  return all > 0 && all >= deactivationLimit(active, limits);
}

function judgeCompanies(figures: GuardFigures, limits: GuardLimits, words: Words): HoldReason[] {
  if (figures.companies.length < 2) return [];
  const reasons: HoldReason[] = [];
  for (const company of figures.companies) {
    const { deactivated, ending, active } = company;
    if (!reaches(deactivated, ending, active, limits)) continue;
    const companyId = maskNationalIds(company.companyId);
    reasons.push(
      company.rows === 0 && deactivated > 0
        ? {
            code: 'company-missing',
            message: `Company ${companyId} is not in this file; all of its ${counted(active, words)} would be deactivated.`,
            hint: 'Check whether the export left the company out. Approve only if the company is really gone.',
            facts: { company: companyId, active },
          }
        : tooManyDeactivated(deactivated, ending, active, companyId, words),
    );
  }
  return reasons;
}

function tooManyDeactivated(
  deactivated: number,
  ending: number,
  active: number,
  company: string | null,
  words: Words,
): HoldReason {
  const all = deactivated + ending;
  const scope = company === null ? 'the feed' : `company ${company}`;
  const byDate = ending === 0 ? '' : `, ${figure(ending)} of them by an end date that is new`;
  return {
    code: 'too-many-deactivated',
    message: `${capital(counted(all, words))} of the ${figure(active)} active in ${scope} would be deactivated${byDate} (${percent(all, active)}).`,
    hint: `${words.check} only if ${words.ifGone}.`,
    facts: { deactivated: all, ending, active, ...(company === null ? {} : { company }), ...words.facts },
  };
}

/** What adds up over several plans; a plan that is too much by itself is told so. The first window that is full tells enough. */
function judgeWindows(figures: GuardFigures, limits: GuardLimits, words: Words): HoldReason[] {
  const { plan, ending, active: activeNow } = figures;
  const now = plan.deactivated + ending;
  if (now === 0 || reaches(plan.deactivated, ending, activeNow, limits)) return [];
  return figures.windows
    .filter(({ percent: most, deactivated, active }) => {
      const all = deactivated + now;
      return deactivated > 0 && all >= limits.minDeactivated && all * 100 >= active * most;
    })
    .slice(0, 1)
    .map(({ days, percent: most, deactivated, active }) => ({
      code: 'window-full',
      message: `With the ${counted(now, words)} of this ${words.file}, ${figure(deactivated + now)} of ${figure(active)} active ones would have been deactivated in ${days === 1 ? '24 hours' : `${figure(days)} days`} (${percent(deactivated + now, active)}; the limit is ${most} %).`,
      hint: `Look at what the last ${words.file}s have deactivated, too. Approve this one only if ${words.ifGone}.`,
      facts: { now, deactivated: deactivated + now, active, days, limit: most },
    }));
}

/** Few numbers of a company begin with a zero, so that the share alone would let through what a spreadsheet has done to them. */
function judgeRenumbered(figures: GuardFigures, limits: GuardLimits, words: Words): HoldReason[] {
  const { active, zerosLost, takenOver, plan } = figures;
  const many = judgeShare('renumbered', plan.renumbered, active, limits.maxRenumberedPercent, words);
  if (takenOver >= limits.minDeactivated) many.push(tooManyTakenOver(takenOver, active, words));
  if (many.length > 0 || zerosLost < limits.minDeactivated) return many;
  return [
    {
      code: 'too-many-renumbered',
      message: `${capital(counted(zerosLost, words))} of ${figure(active)} appear under an employee number that has lost its leading zeros.`,
      hint: 'A spreadsheet may have dropped the zeros: discard this file, and have the column exported as text. Approve it only if the numbers are really written so from now on.',
      facts: { zerosLost, active },
    },
  ];
}

/** Their names and national identity numbers would be written over those of others, whose history it would then be. */
function tooManyTakenOver(takenOver: number, active: number, words: Words): HoldReason {
  return {
    code: 'too-many-renumbered',
    message: `Under the employee numbers of ${counted(takenOver, words)} of ${figure(active)} the file has somebody else, with another national identity number and birth date.`,
    hint: 'Check whether the numbers were given out anew, or stand beside the wrong people: discard this file then. Approve it only if these numbers really belong to other people from now on.',
    facts: { takenOver, active },
  };
}

function judgeShare(kind: ShareKind, count: number, of: number, maxPercent: number, words: Words): HoldReason[] {
  if (of < leastForPercentages || count === 0 || count * 100 < of * maxPercent) return [];
  const wording = {
    updated: `${capital(counted(count, words))} of ${figure(of)} would be changed`,
    renumbered: `${capital(counted(count, words))} of ${figure(of)} appear under a new employee number`,
    created: `${capital(counted(count, words))} would be added to the ${figure(of)} active ones`,
    quarantined: `${capital(rows(count))} of ${figure(of)} can't be used`,
  };
  return [
    {
      code: `too-many-${kind}`,
      message: `${wording[kind]} (${percent(count, of)}; the limit is ${maxPercent} %).`,
      hint: 'Look at the changes with "rollcall file ID". Approve the file if they are meant, otherwise discard it.',
      facts: { count, of, limit: maxPercent },
    },
  ];
}

function counted(count: number, { one, many }: Words): string {
  return count === 1 ? one : `${figure(count)} ${many}`;
}

function rows(count: number): string {
  return count === 1 ? 'one row' : `${figure(count)} rows`;
}

function percent(count: number, of: number): string {
  return of === 0 ? '100 %' : `${((count / of) * 100).toFixed(1)} %`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
