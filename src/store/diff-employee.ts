import { plainFields } from '../domain/employee.ts';
import type { FieldChange } from '../domain/plan.ts';
import type { PlanRequest } from './contract.ts';
import { fromColumn } from './employee-row.ts';

/** A staged row beside the employee it was matched with: the columns of both, prefixed. */
export interface MatchedRow extends Record<string, unknown> {
  import_id: number;
  employee_id: number;
  kind: 'updated' | 'reactivated' | 'deactivated' | 'renumbered';
  inactive_by: string | null;
  company_id: string;
  employee_no: string;
  /** Where the employee was known under another key: the row's own. */
  new_company_id: string | null;
  new_employee_no: string | null;
  sealed_before: Buffer | null;
  sealed_after: Buffer | null;
}

export const matchedColumns: Record<string, string> = {
  import_id: 'i.id',
  employee_id: 'e.id',
  kind: 'i.kind',
  inactive_by: 'i.inactive_by',
  company_id: 'e.company_id',
  employee_no: 'e.employee_no',
  new_company_id: 'i.new_company_id',
  new_employee_no: 'i.new_employee_no',
  sealed_before: 'e.sealed',
  sealed_after: 'i.sealed',
  digest_before: 'e.sealed_digest',
  digest_after: 'i.sealed_digest',
  ...Object.fromEntries(
    plainFields.flatMap(({ column }) => [
      [`before_${column}`, `e.${column}`],
      [`after_${column}`, `i.${column}`],
    ]),
  ),
};

/** Tells the fields in which a staged row differs from the employee; what is kept by hand is left alone. */
export function createEmployeeDiff(
  request: Pick<PlanRequest, 'manualFields' | 'compareSealed'>,
): (row: MatchedRow) => FieldChange[] {
  const compared = plainFields
    .filter(({ name }) => !request.manualFields.includes(name))
    .map((field) => ({ field, before: `before_${field.column}`, after: `after_${field.column}` }));
  return (row) => {
    const fields: FieldChange[] = [];
    if (row.kind === 'deactivated') fields.push({ field: 'active', before: true, after: false });
    if (row.kind === 'reactivated') fields.push({ field: 'active', before: false, after: true });
    if (row.new_company_id !== null) {
      fields.push({ field: 'companyId', before: row.company_id, after: row.new_company_id });
    }
    if (row.new_employee_no !== null) {
      fields.push({ field: 'employeeNo', before: row.employee_no, after: row.new_employee_no });
    }
    for (const { field, before, after } of compared) {
      if (row[before] === row[after]) continue;
      if (field.kind === 'json') {
        fields.push(...diffAttributes(row[before], row[after]));
        continue;
      }
      fields.push({
        field: field.name,
        before: fromColumn(field, row[before]),
        after: fromColumn(field, row[after]),
      });
    }
    if (!sameBytes(row.digest_before, row.digest_after)) {
      fields.push(...request.compareSealed(row.sealed_before, row.sealed_after));
    }
    return fields;
  };
}

/** Each attribute by itself: a change of one block must not look like a change of all. */
function diffAttributes(before: unknown, after: unknown): FieldChange[] {
  const was = parseAttributes(before);
  const is = parseAttributes(after);
  const names = [...new Set([...Object.keys(was), ...Object.keys(is)])].sort();
  return names
    .filter((name) => JSON.stringify(was[name]) !== JSON.stringify(is[name]))
    .map((name) => ({ field: `attributes.${name}`, before: was[name] ?? null, after: is[name] ?? null }));
}

function parseAttributes(text: unknown): Record<string, unknown> {
  return text === null || text === undefined ? {} : JSON.parse(String(text));
}

function sameBytes(left: unknown, right: unknown): boolean {
  if (left === null || right === null) return left === right;
  return Buffer.compare(left as Buffer, right as Buffer) === 0;
}
