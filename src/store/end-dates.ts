import type { plainFields } from '../domain/employee.ts';
import type { EndDateRules, PlanRules } from './contract.ts';
import type { SqlValue } from './sql-dialect.ts';

/** A condition, with what is bound in it. */
export interface Condition {
  sql: string;
  bindings: SqlValue[];
}

/**
 * Whose end date is before the given day, but for the causes that end nothing.
 *
 * @param date the alias that the end date is read of
 * @param cause the alias that its cause is read of
 */
export function endsBefore(day: string, { exceptCauses }: EndDateRules, date: string, cause = date): Condition {
  const marks = exceptCauses.map(() => '?').join(', ');
  const isExcepted =
    exceptCauses.length === 0
      ? ''
      : ` AND (${cause}.hire_end_cause IS NULL OR ${cause}.hire_end_cause NOT IN (${marks}))`;
  return { sql: `(${date}.hire_end_date < ?${isExcepted})`, bindings: [day, ...exceptCauses] };
}

/** Where an employee's end date and its cause will stand after a row was applied: in the row, or kept by hand. */
export function endDateAliases({ manualFields }: Pick<PlanRules, 'manualFields'>): { date: string; cause: string } {
  const aliasOf = (name: (typeof plainFields)[number]['name']) => (manualFields.includes(name) ? 'e' : 'i');
  return { date: aliasOf('hireEndDate'), cause: aliasOf('hireEndCause') };
}
