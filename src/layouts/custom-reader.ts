import { shiftYears } from '../domain/calendar-date.ts';
import { type Employee, type EmployeeKey, maxKeyLength } from '../domain/employee.ts';
import type { ReportIssue } from '../domain/issue.ts';
import type { NationalIdScheme } from '../domain/national-ids/scheme.ts';
import { type MappingTarget, mappingTargets, type RosterMapping, sourcesOf } from '../domain/roster-mapping.ts';
import type { RawRecord } from '../formats/contract.ts';
import { type NationalIdCountry, nationalIdScheme } from '../runtime/national-id-schemes.ts';
import type { LayoutSettings, ReadRow, RowReader } from './contract.ts';
import { readAttributes } from './custom-attributes.ts';
import { type FieldTexts, inactiveBy, toEmployee } from './custom-employee.ts';
import { likenesses } from './custom-like.ts';
import { createFieldRule, type JudgeField } from './custom-rules.ts';
import { createSecretSearch } from './custom-secrets.ts';
import type { CustomColumns } from './custom-shape.ts';
import { compileField, type ReadField } from './custom-steps.ts';
import * as wording from './custom-wording.ts';
import { oldestYears } from './personnel-ticket-rules.ts';

/** Reads rows as the feed's mapping says, and applies the rules of the fields that it makes of them. */
export function createCustomReader(
  mapping: RosterMapping,
  columns: CustomColumns,
  settings: LayoutSettings,
): RowReader {
  const scheme = schemeOf(mapping);
  const likeness = mapping.like === undefined ? null : likenesses[mapping.like];
  const checkLikeness = likeness?.createCheck(settings) ?? null;
  // The birth date is compared with the national identity number before anybody else sees it.
  const isJudgedHere = (target: MappingTarget) => target === 'dateOfBirth' || likeness?.targets.has(target) !== true;
  const fields = compileFields(mapping, columns, settings.today, isJudgedHere);
  const secrets = createSecretSearch(
    scheme,
    fields.map(({ target }) => target),
  );
  const required = mappingTargets.filter((target) => isRequired(target, mapping));

  function readRow({ values }: RawRecord): Row {
    const findings: wording.CustomFinding[] = [];
    const text = readTexts(fields, values, findings);
    const failed = new Set<string>(findings.filter(isGrave).map(({ field }) => field));
    const nationalId = readNationalId(text, failed, scheme, settings, findings);
    const attributes = readAttributes(values, columns);
    findings.push(...secrets.search(text, attributes, nationalId));
    for (const target of required) {
      if (text[target] !== undefined || isTold(findings, target)) continue;
      const isUntold = isUnmappedBirthDate(target, mapping) && isTold(findings, 'nationalId');
      if (!isUntold) findings.push(wording.missing(target));
    }
    const { companyId } = text;
    if (
      settings.companies !== null &&
      !settings.companies.includes(companyId ?? '') &&
      !isTold(findings, 'companyId')
    ) {
      findings.push(wording.unknownCompany(companyId ?? '', settings.companies));
    }
    const liked = checkLikeness?.(text) ?? null;
    if (liked !== null) {
      // What the mapping could not read is missing there, and has been told of.
      const isNew = ({ field }: wording.CustomFinding) =>
        !isTold(findings, field) && !isUnmappedBirthDate(field, mapping);
      findings.push(...liked.findings.filter(isNew));
    }
    const key = readKey(text, findings);
    const usable = key !== null && !findings.some(isGrave);
    return { text, findings, key, nationalId, attributes, usable, like: liked?.employee ?? null };
  }

  return {
    recognise(record) {
      const { key, nationalId, findings } = readRow(record);
      return key === null || findings.length > 0 ? null : { key, nationalId };
    },
    read(record, report): ReadRow {
      const row = readRow(record);
      reportFindings(row, record, report);
      const { key, text, usable } = row;
      const employee = usable && key !== null ? employeeOf(row, key) : null;
      return { key, employee, leaving: inactiveBy(text) !== null };
    },
  };

  function employeeOf({ text, nationalId, attributes, like }: Row, key: EmployeeKey): Employee {
    const employee = toEmployee(text, key, nationalId, attributes);
    if (like === null || likeness === null) return employee;
    const theirs: Partial<Employee> = {};
    for (const field of likeness.fields) Object.assign(theirs, { [field]: like[field] });
    return { ...employee, ...theirs, disabilityGrade: like.disabilityGrade };
  }

  function reportFindings({ findings, text, nationalId }: Row, record: RawRecord, report: ReportIssue): void {
    if (findings.length === 0) return;
    const shown = (key: string | undefined) =>
      key !== undefined && isShort(key) && secrets.mayBeShown(key, nationalId) ? key : null;
    const employeeNo = shown(text.employeeNo);
    const companyId = shown(text.companyId);
    findings.sort((one, other) => orderOf(one) - orderOf(other));
    for (const finding of findings) {
      report({ ...finding, line: record.line, column: columnOf(finding.field, record), employeeNo, companyId });
    }
  }

  function columnOf(field: wording.CustomFinding['field'], { places }: RawRecord): number | string | null {
    const place = fields.find(({ target }) => target === field)?.place ?? -1;
    if (place < 0) return null;
    return places === undefined ? place + 1 : (places[place] ?? null);
  }
}

interface Row {
  text: FieldTexts;
  findings: wording.CustomFinding[];
  key: EmployeeKey | null;
  nationalId: string | null;
  attributes: Record<string, unknown> | null;
  usable: boolean;
  /** What the layout that the row must be like makes of it. */
  like: Employee | null;
}

interface CompiledField {
  target: MappingTarget;
  read: ReadField;
  /** Null where another layout's rules decide. */
  judge: JudgeField | null;
  /** Of its first column; -1 for a constant. */
  place: number;
}

function compileFields(
  { fields }: RosterMapping,
  { placeOf }: CustomColumns,
  today: string,
  isJudged: (target: MappingTarget) => boolean,
): CompiledField[] {
  return mappingTargets.flatMap((target): CompiledField[] => {
    const field = fields[target];
    if (field === undefined) return [];
    const [source] = sourcesOf(field);
    return [
      {
        target,
        read: compileField(target, field, placeOf, today),
        judge: isJudged(target) ? createFieldRule(target, today) : null,
        place: source === undefined ? -1 : placeOf(source),
      },
    ];
  });
}

function schemeOf({ nationalIdScheme: country, like }: RosterMapping): NationalIdScheme | null {
  const named = country ?? (like === 'personnel-ticket' ? 'NO' : undefined);
  return named === undefined ? null : nationalIdScheme(named as NationalIdCountry);
}

/** A key that is only sometimes there would make two people of one. */
function isRequired(target: MappingTarget, { fields, required }: RosterMapping): boolean {
  return (
    target === 'employeeNo' || (target === 'companyId' && fields.companyId !== undefined) || required.includes(target)
  );
}

function readTexts(
  fields: readonly CompiledField[],
  values: readonly (string | undefined)[],
  findings: wording.CustomFinding[],
): FieldTexts {
  const text: FieldTexts = {};
  for (const { target, read, judge } of fields) {
    const found = read(values);
    if (found === undefined) continue;
    if (typeof found === 'object') {
      findings.push(found);
      continue;
    }
    if (judge === null) {
      text[target] = found;
      continue;
    }
    const judged = judge(found);
    if (judged.finding !== null) findings.push(judged.finding);
    if (judged.finding === null || !isGrave(judged.finding)) text[target] = judged.text;
  }
  return text;
}

/**
 * Checks the number, and with it the birth date: what only one of them tells, the other need not.
 *
 * @returns the canonical number; null where there is none, or none that is right
 */
function readNationalId(
  text: FieldTexts,
  failed: ReadonlySet<string>,
  scheme: NationalIdScheme | null,
  { today, allowSyntheticIds }: LayoutSettings,
  findings: wording.CustomFinding[],
): string | null {
  if (text.nationalId === undefined || scheme === null) return null;
  const { dateOfBirth } = text;
  const check = scheme.check(text.nationalId, { today, allowSyntheticIds, dateOfBirth: dateOfBirth ?? null });
  delete text.nationalId;
  if (!check.ok) {
    findings.push(wording.invalidNationalId(check.message));
    return null;
  }
  if (check.dateOfBirth !== null && dateOfBirth !== undefined && check.dateOfBirth !== dateOfBirth) {
    findings.push(wording.invalidNationalId('it belongs to another birth date than dateOfBirth says'));
    return null;
  }
  if (
    check.dateOfBirth !== null &&
    (check.dateOfBirth > today || check.dateOfBirth < shiftYears(today, -oldestYears))
  ) {
    findings.push(
      wording.invalidNationalId(`its birth date lies in the future or more than ${oldestYears} years back`),
    );
    return null;
  }
  text.nationalId = check.nationalId;
  if (check.dateOfBirth !== null && !failed.has('dateOfBirth')) text.dateOfBirth = check.dateOfBirth;
  return check.nationalId;
}

function readKey(
  { companyId, employeeNo }: FieldTexts,
  findings: readonly wording.CustomFinding[],
): EmployeeKey | null {
  if (employeeNo === undefined) return null;
  for (const { field, code } of findings) {
    if ((field === 'companyId' || field === 'employeeNo') && code !== 'unknown-company') return null;
  }
  return { companyId: companyId ?? '', employeeNo };
}

function isUnmappedBirthDate(field: string, { fields }: RosterMapping): boolean {
  return field === 'dateOfBirth' && fields.dateOfBirth === undefined;
}

function isTold(findings: readonly wording.CustomFinding[], field: string): boolean {
  return findings.some((finding) => finding.field === field);
}

function isGrave({ severity }: wording.CustomFinding): boolean {
  return severity !== 'warning';
}

function isShort(key: string): boolean {
  return key.length <= maxKeyLength && !/\p{Cc}/u.test(key);
}

function orderOf({ field }: wording.CustomFinding): number {
  return field === 'attributes' ? mappingTargets.length : mappingTargets.indexOf(field);
}
