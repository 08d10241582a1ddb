import { type Employee, type EmployeeKey, maxKeyLength } from '../domain/employee.ts';
import type { ReportIssue } from '../domain/issue.ts';
import type { NationalIdScheme } from '../domain/national-ids/scheme.ts';
import {
  type FieldMapping,
  type MappingTarget,
  mappingTargets,
  type RosterMapping,
  sourcesOf,
} from '../domain/roster-mapping.ts';
import { spreadsheetErrorOf } from '../domain/spreadsheet-error.ts';
import type { RawRecord } from '../formats/contract.ts';
import { type NationalIdCountry, nationalIdScheme } from '../runtime/national-id-schemes.ts';
import type { LayoutSettings, RowReader } from './contract.ts';
import { readAttributes, withoutNames } from './custom-attributes.ts';
import { customFields } from './custom-fields.ts';
import { createHeaderRowCheck } from './custom-header-row.ts';
import { createKeptNumberSearch } from './custom-kept-numbers.ts';
import { type Likeness, likenesses } from './custom-like.ts';
import { readNationalId } from './custom-national-id.ts';
import { createSecretSearch } from './custom-secrets.ts';
import type { CustomColumns } from './custom-shape.ts';
import { compileField, type ReadField } from './custom-steps.ts';
import { keptNationalIds, restOfNationalId, secondHeader } from './custom-wording.ts';
import type { FieldRule } from './field-table.ts';
import { createEmployeeBuilder } from './record-employee.ts';
import { createFieldReaders, type FieldReader } from './record-fields.ts';
import { findKeyFields, readRecordKey } from './record-key.ts';
import { createRow, type Row } from './record-row.ts';
import * as wording from './wording.ts';

/** Reads rows as the feed's mapping says, and applies the rules of the fields that it makes of them. */
export function createCustomReader(
  mapping: RosterMapping,
  columns: CustomColumns,
  settings: LayoutSettings,
): RowReader {
  const rules = customFields(mapping);
  const likeness = mapping.like === undefined ? null : likenesses[mapping.like];
  const checkLikeness = likeness?.createCheck(settings) ?? null;
  const fields = compileFields(rules, mapping, columns, settings.today, likeness);
  const keyFields = findKeyFields({
    name: 'custom',
    fields: rules,
    keyScope: 'company',
    recordPaths: [],
    revision: '',
  });
  const buildEmployee = createEmployeeBuilder(rules);
  const scheme = schemeOf(mapping);
  const secrets = createSecretSearch(
    scheme,
    fields.map(({ target }) => target),
    settings.today,
  );
  const findKeptNumbers = createKeptNumberSearch();
  const toldOfKept = new Set<string>();
  const isHeaderRow = createHeaderRowCheck(mapping, columns);

  function readRow({ values, line, places }: RawRecord): CustomRow {
    const row = createRow(rules);
    const isCsv = typeof places?.find((place) => place !== null) !== 'string';
    if (isCsv && isHeaderRow(values)) {
      row.report(secondHeader(line));
      return { row, key: null, attributes: null, keptNumbers: [] };
    }
    for (const field of fields) readField(field, values, row);
    if (scheme !== null) readNationalId(row, scheme, settings);
    requireBirthDate(row, mapping);
    checkCompany(row, scheme, settings);
    const found = readAttributes(values, columns);
    for (const finding of secrets.search(row.texts, found, row.nationalId)) row.report(finding);
    const hidden = secrets.headersOfRest(row.texts, found, row.nationalId);
    for (const header of hidden) row.report(restOfNationalId(header));
    const attributes = withoutNames(found, hidden);
    for (const finding of checkLikeness?.judge(row.texts) ?? []) if (isNews(finding, row)) row.report(finding);
    return { row, key: readRecordKey(row, keyFields), attributes, keptNumbers: findKeptNumbers(found) };
  }

  /** What the mapping could not read is missing for the other layout, and has been told of. */
  function isNews({ field }: wording.Finding, row: Row): boolean {
    return !row.hasFailed(field) && !(field === 'dateOfBirth' && mapping.fields.dateOfBirth === undefined);
  }

  function employeeOf({ row, attributes }: CustomRow, key: EmployeeKey): Employee | null {
    const employee = {
      ...buildEmployee(row, key, inactiveBy(row)),
      attributes,
      dateOfBirth: row.texts.get('dateOfBirth') ?? null,
    };
    if (likeness === null || checkLikeness === null) return employee;
    const like = checkLikeness.employeeOf(row.texts);
    return like && { ...employee, ...Object.fromEntries(likeness.fields.map((name) => [name, like[name]])) };
  }

  function reportFindings({ row }: CustomRow, record: RawRecord, report: ReportIssue): void {
    const shown = (name: MappingTarget) => {
      const key = row.texts.get(name);
      if (key === undefined || key.length > maxKeyLength || controlCharacter.test(key)) return null;
      if (row.hasFailed(name) && isSomebodys(key, scheme)) return null;
      return secrets.mayBeShown(key, row.nationalId) ? key : null;
    };
    const employeeNo = shown('employeeNo');
    const companyId = shown('companyId');
    for (const finding of row.findings.toSorted((one, other) => orderOf(one) - orderOf(other))) {
      const place = fields.find(({ target }) => target === finding.field)?.place ?? -1;
      report({ ...finding, line: record.line, column: columnAt(place, record), employeeNo, companyId });
    }
  }

  /** About the whole file: once is enough. */
  function reportKept({ keptNumbers }: CustomRow, report: ReportIssue): void {
    for (const path of keptNumbers.filter((path) => !toldOfKept.has(path)).slice(0, maxKeptTold - toldOfKept.size)) {
      toldOfKept.add(path);
      report({ ...keptNationalIds(path), line: null, employeeNo: null, companyId: null });
    }
  }

  return {
    recognise(record) {
      const { row, key, keptNumbers } = readRow(record);
      return key === null || row.findings.length > 0 || keptNumbers.length > 0
        ? null
        : { key, nationalId: row.nationalId };
    },
    read(record, report) {
      const read = readRow(record);
      const { row, key, keptNumbers } = read;
      reportKept(read, report);
      if (row.findings.length > 0) reportFindings(read, record, report);
      const usable =
        key !== null && keptNumbers.length === 0 && row.findings.every(({ severity }) => severity === 'warning');
      return { key, employee: usable ? employeeOf(read, key) : null, leaving: inactiveBy(row) !== null };
    },
  };
}

interface CustomRow {
  row: Row;
  key: EmployeeKey | null;
  attributes: Record<string, unknown> | null;
  /** Paths of what is named as national identity numbers among the attributes. */
  keptNumbers: string[];
}

/** Of one file. */
const maxKeptTold = 20;

interface CompiledField {
  target: MappingTarget;
  rule: FieldRule;
  read: ReadField;
  /** Null where another layout's rules decide. */
  judge: FieldReader | null;
  /** Of its first column; -1 for a constant. */
  place: number;
  /** Where a spreadsheet may have written an error instead of a value. */
  doubted: readonly number[];
}

function compileFields(
  rules: readonly (FieldRule & { name: MappingTarget })[],
  { fields }: RosterMapping,
  { placeOf }: CustomColumns,
  today: string,
  likeness: Likeness | null,
): CompiledField[] {
  // The national identity number may tell the birth date: whether it is missing is only known afterwards.
  const judges = createFieldReaders(
    rules.map((rule) => (rule.name === 'dateOfBirth' ? { ...rule, required: false } : rule)),
    today,
  );
  return rules.map((rule, index) => {
    const { name: target } = rule;
    const field = fields[target] ?? {};
    const [source] = sourcesOf(field);
    const isTheirs = likeness?.targets.has(target) === true && target !== 'dateOfBirth' && target !== 'deleted';
    return {
      target,
      rule,
      read: compileField(target, field, placeOf, today),
      judge: isTheirs ? null : (judges[index] ?? null),
      place: source === undefined ? -1 : placeOf(source),
      doubted: mapsErrors(field) ? [] : sourcesOf(field).map(placeOf),
    };
  });
}

/** Whether the mapping says itself what `#N/A` stands for. */
function mapsErrors({ map }: FieldMapping): boolean {
  return Object.keys(map ?? {}).some((word) => spreadsheetErrorOf(word.trim()) !== null);
}

function readField({ target, rule, read, judge, doubted }: CompiledField, values: RawRecord['values'], row: Row): void {
  for (const place of doubted) {
    // Looked for before anything is made of it: a map may have a word for all others, and parts are joined.
    const lost = wording.lostInSpreadsheet(rule, values[place]?.trim() ?? '');
    if (lost !== null) {
      row.report(lost);
      return;
    }
  }
  const found = read(values);
  if (typeof found === 'object') row.report(found);
  else if (judge !== null) judge(found, row);
  else if (found !== undefined) row.texts.set(target, found);
  else if (rule.required) row.report(wording.missing(rule));
}

/** The country's whose national identity numbers a mapping reads. */
export function schemeOf({ nationalIdScheme: country, like }: RosterMapping): NationalIdScheme | null {
  const named = country ?? (like === 'personnel-ticket' ? 'NO' : undefined);
  return named === undefined ? null : nationalIdScheme(named as NationalIdCountry);
}

function requireBirthDate(row: Row, { fields, required }: RosterMapping): void {
  if (!required.includes('dateOfBirth') || row.texts.has('dateOfBirth') || row.hasFailed('dateOfBirth')) return;
  // Where the number alone can tell the birth date, what is wrong with the number has been told of.
  if (fields.dateOfBirth !== undefined || !row.hasFailed('nationalId'))
    row.report(wording.missing({ name: 'dateOfBirth', kind: { type: 'birth-date' } }));
}

function checkCompany(row: Row, scheme: NationalIdScheme | null, { companies }: LayoutSettings): void {
  const companyId = row.texts.get('companyId');
  if (companies === null || companyId === undefined || row.hasFailed('companyId')) return;
  if (companies.includes(companyId)) return;
  row.report(wording.unknownCompany('companyId', isSomebodys(companyId, scheme) ? '' : companyId, companies));
}

/** In some countries such a number has nine digits, as an organisation's has in Norway. */
function isSomebodys(key: string, scheme: NationalIdScheme | null): boolean {
  return scheme !== null && scheme.canonicalForms(key).length > 0;
}

/** Why the row itself says that this person has left. */
function inactiveBy(row: Row): Employee['inactiveBy'] {
  if (row.value('deleted') === true) return 'deleted';
  return row.value('active') === false ? 'inactive' : null;
}

function orderOf({ field }: wording.Finding): number {
  const at = (mappingTargets as readonly string[]).indexOf(field);
  return at < 0 ? mappingTargets.length : at;
}

function columnAt(place: number, { places }: RawRecord): number | string | null {
  if (place < 0) return null;
  return places === undefined ? place + 1 : (places[place] ?? null);
}

const controlCharacter = /\p{Cc}/u;
