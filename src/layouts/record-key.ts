import { type EmployeeKey, maxKeyLength } from '../domain/employee.ts';
import { tell } from '../domain/told.ts';
import type { FieldRule, RecordRules } from './field-table.ts';
import type { Row } from './record-row.ts';
import type { Finding } from './wording.ts';

/** The fields that a table's keys are read from. */
export interface KeyFields {
  employeeNo: FieldRule;
  /** Undefined where the layout has no companies: the id is then empty. */
  companyId: FieldRule | undefined;
  /** Gives the employee number where the other has none. */
  fallback: string | undefined;
  scope: RecordRules['keyScope'];
}

export function findKeyFields({ fields, fallbackKey, keyScope, name }: RecordRules): KeyFields {
  const employeeNo = fields.find(({ to }) => to === 'employeeNo');
  if (employeeNo === undefined) throw new Error(`The layout ${name} has no employee number.`);
  return {
    employeeNo,
    companyId: fields.find(({ to }) => to === 'companyId'),
    fallback: fallbackKey,
    scope: keyScope,
  };
}

/** The field that gives the row its employee number; null where none does. */
export function keySource(row: Row, { employeeNo, fallback }: KeyFields): string | null {
  if (row.texts.has(employeeNo.name)) return employeeNo.name;
  return fallback !== undefined && row.texts.has(fallback) ? fallback : null;
}

/** Reports where there is no employee number, or one that is too long; a field that is required was looked at before. */
export function checkKeySource(row: Row, keyFields: KeyFields): void {
  const { employeeNo, fallback } = keyFields;
  if (fallback === undefined) return;
  const source = keySource(row, keyFields);
  if (source === null) row.report(noKey(employeeNo.name, fallback));
  else if (source === fallback && (row.texts.get(fallback)?.length ?? 0) > maxKeyLength) row.report(longKey(fallback));
}

/** @returns null where it can't be read: nobody can tell then whose row this is */
export function readRecordKey(row: Row, keyFields: KeyFields): EmployeeKey | null {
  const { companyId, fallback, scope } = keyFields;
  const source = keySource(row, keyFields);
  if (source === null || row.hasFailed(source)) return null;
  const text = row.texts.get(source) ?? '';
  const employeeNo = source === fallback ? text.toLowerCase() : text;
  if (companyId === undefined) return { companyId: '', employeeNo };
  const company = row.texts.get(companyId.name);
  const unreadable = company === undefined ? companyId.required === true : hasUnreadableCompany(row, companyId.name);
  // In the whole feed the number alone tells who it is.
  if (unreadable) return scope === 'feed' ? { companyId: '', employeeNo } : null;
  return { companyId: company ?? '', employeeNo };
}

/** A company that the feed doesn't know can still be read. */
function hasUnreadableCompany(row: Row, name: string): boolean {
  return row.findings.some(
    ({ field, severity, code }) => field === name && severity !== 'warning' && code !== 'unknown-company',
  );
}

function noKey(field: string, fallback: string): Finding {
  return { code: 'missing-field', severity: 'row', field, ...tell('fields-missing-both', { field, other: fallback }) };
}

function longKey(field: string): Finding {
  const said = tell('key-too-long', { field, most: maxKeyLength, isFallback: true });
  return { code: 'invalid-key', severity: 'row', field, ...said };
}
