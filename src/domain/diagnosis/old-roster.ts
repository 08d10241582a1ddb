import type { Diagnosis } from '../diagnosis.ts';
import { tellDay } from '../tell-date.ts';
import type { HeldPlan } from './held-plan.ts';
import { figuresOf } from './share.ts';

/** Whether the file is an earlier roster, as judge-order.ts has found out: then everything that it would change comes of that. */
export function diagnoseOldRoster({ holdReasons, plan }: HeldPlan): Diagnosis | null {
  const found = messages.flatMap(({ code, tell }) => {
    const facts = holdReasons.find((reason) => reason.code === code)?.facts;
    const message = facts === undefined ? null : tell(facts);
    return message === null || facts === undefined ? [] : [{ facts, message }];
  });
  const [first] = found;
  if (first === undefined) return null;
  const { created, updated, reactivated, deactivated, renumbered } = plan;
  const changes = created + updated + reactivated + deactivated + renumbered;
  const { facts, ...figures } = figuresOf({ count: changes, of: changes, isExact: true });
  return { code: 'old-roster-resent', ...figures, message: first.message, facts: { ...facts, ...first.facts } };
}

type Facts = Readonly<Record<string, string | number>>;

const messages: readonly { code: string; tell(facts: Facts): string | null }[] = [
  {
    code: 'resent',
    tell: ({ day }) => (typeof day === 'string' ? `this file is the roster of ${tellDay(day)} again` : null),
  },
  {
    code: 'older-than-last',
    tell({ by, date, thanDate, newerFile }) {
      if (newerFile !== undefined) return `this file came before file ${newerFile}, which has been applied already`;
      return `by its ${by} this file is of ${date}, and the last one of ${thanDate}`;
    },
  },
];
