import type { EmployeeKey } from '../domain/employee.ts';
import { maskNationalIds } from '../domain/mask.ts';
import { holdsNationalId, isSameNationalId } from '../domain/national-id.ts';
import type { RawRecord } from '../formats/contract.ts';
import type { LayoutSettings, RowReader } from './contract.ts';
import type { FieldRule, RecordRules } from './field-table.ts';
import { createEmployeeBuilder } from './record-employee.ts';
import { createFieldReaders } from './record-fields.ts';
import { checkKeySource, findKeyFields, type KeyFields, keySource, readRecordKey } from './record-key.ts';
import { createRow, type Row } from './record-row.ts';
import { type ReportedRow, reportFindings } from './report-findings.ts';
import { textsOf } from './tree-schema.ts';
import * as wording from './wording.ts';

/** Reads rows by a layout's table of fields, and reports whatever it finds. A record's values stand in the table's order. */
export function createRecordReader(rules: RecordRules, settings: LayoutSettings): RowReader {
  const { fields, leaves, complete } = rules;
  const fieldReaders = createFieldReaders(fields, settings.today);
  const keyFields = findKeyFields(rules);
  const employeeOf = createEmployeeBuilder(fields);

  function readRow({ values }: RawRecord): { row: Row; key: EmployeeKey | null } {
    const row = createRow(fields);
    for (let index = 0; index < fieldReaders.length; index += 1) fieldReaders[index]?.(values[index], row);
    checkCompany(row, keyFields, settings);
    complete?.(row, settings);
    checkKeySource(row, keyFields);
    findNationalIds(row, fields, keyFields);
    return { row, key: readRecordKey(row, keyFields) };
  }

  return {
    recognise(record) {
      const { row, key } = readRow(record);
      if (key === null || row.findings.length > 0) return null;
      return { ...row.relations, key, nationalId: row.nationalId };
    },
    read(record, report) {
      const { row, key } = readRow(record);
      if (row.findings.length > 0) reportFindings(row.findings, record, reportedRow(row, fields, keyFields), report);
      const leaving = leaves !== undefined && row.value(leaves.field) === leaves.when;
      const usable = key !== null && row.findings.every(({ severity }) => severity === 'warning');
      const employee = usable ? employeeOf(row, key, leaving ? leaves.by : null) : null;
      return { ...row.relations, key, employee, leaving, unsent: row.unsent };
    },
  };
}

function checkCompany(row: Row, { companyId }: KeyFields, { companies }: LayoutSettings): void {
  if (companies === null || companyId === undefined || row.hasFailed(companyId.name)) return;
  const company = row.texts.get(companyId.name);
  if (company !== undefined && !companies.includes(company)) {
    row.report(wording.unknownCompany(companyId.name, company, companies));
  }
}

/** Keys, texts and attributes are stored and shown in plain text, and national identity numbers never may be. */
function findNationalIds(row: Row, fields: readonly FieldRule[], keyFields: KeyFields): void {
  const source = keySource(row, keyFields);
  for (const { name, kind } of fields) {
    const text = row.texts.get(name) ?? '';
    if (kind.type === 'key' || name === source) {
      const isOwn = row.nationalId !== null && isSameNationalId(text, row.nationalId);
      if (isOwn || holdsNationalId(text)) row.report(wording.nationalIdAsKey(name, isOwn));
    } else if (kind.type === 'text' || kind.type === 'email') {
      if (hasNationalId(text)) row.report(wording.nationalIdInText(name));
    } else if (kind.type === 'tree') {
      if (mayHoldNationalId(text) && [...textsOf(row.value(name))].some(hasNationalId)) {
        row.report(wording.nationalIdInText(name));
      }
    }
  }
}

/** Few texts are that long and have five digits in a row: the masking itself would take a roster's time. */
function hasNationalId(text: string): boolean {
  return text.length >= 11 && fiveDigits.test(text) && maskNationalIds(text) !== text;
}

/** Whether the JSON of a list or an object is worth a look into it. */
function mayHoldNationalId(json: string): boolean {
  return fiveDigits.test(json) || json.includes('\\u');
}

const fiveDigits = /\d{5}/;

function reportedRow(row: Row, fields: readonly FieldRule[], keyFields: KeyFields): ReportedRow {
  const { companyId } = keyFields;
  const textOf = (name: string | undefined) => (name === undefined ? undefined : row.texts.get(name));
  const identity = fields.find(({ kind }) => kind.type === 'ssn' || kind.type === 'identity');
  return {
    columns: fields.map(({ name }) => name),
    employeeNo: textOf(keySource(row, keyFields) ?? undefined),
    companyId: textOf(companyId?.name),
    dateOfBirth: textOf(fields.find(({ kind }) => kind.type === 'birth-date')?.name),
    ssn: identity === undefined ? null : textOf(identity.name),
    texts: [...row.texts.values()],
  };
}
