import type { EmployeeKey } from '../domain/employee.ts';
import { maskNationalIds } from '../domain/mask.ts';
import { checkNationalId, holdsNationalId, isSameNationalId } from '../domain/national-id.ts';
import { tell } from '../domain/told.ts';
import type { LayoutSettings, RowReader } from './contract.ts';
import { toEmployee } from './personnel-ticket-employee.ts';
import { type Column, columns, createRowSchema, defaults, wordedField } from './personnel-ticket-rules.ts';
import { cleanText, exactText, plainBoolean } from './record-text.ts';
import { reportFindings } from './report-findings.ts';
import * as wording from './wording.ts';

/** Reads rows by the schema, and reports whatever it finds. */
export function createSchemaReader(settings: LayoutSettings): Pick<RowReader, 'read'> {
  const schema = createRowSchema(settings.today);
  return {
    read(record, report) {
      const findings: Findings = [];
      const text = readText(record.values, findings);
      const parsed = schema.safeParse(text);
      if (!parsed.success) {
        for (const issue of parsed.error.issues) {
          const column = issue.path[0] as Column;
          findings.push(wording.describe(wordedField(column), issue, text[column]));
        }
      }
      const failed = fieldsOf(findings);
      const nationalId = crossCheck(text, failed, settings, findings);
      findNationalIds(text, nationalId, findings);
      const key = readKey(text, findings);
      if (findings.length > 0) reportFindings(findings, record, reportedRow(text), report);
      const usable = parsed.success && key !== null && nationalId !== null && findings.every(isWarning);
      const leaving = text.isDeleted === 'true';
      return { key, employee: usable ? toEmployee(parsed.data, key, nationalId) : null, leaving };
    },
  };
}

type Findings = wording.Finding[];
type AnyRowText = Partial<Record<Column, string>>;

function readText(values: readonly (string | undefined)[], findings: Findings): AnyRowText {
  return {
    employeeNo: cleanText(values[0]),
    companyId: cleanText(values[1]),
    employmentTypeId: cleanText(values[2]),
    dateOfBirth: exactText(values[3]),
    ssn: exactText(values[4]),
    firstName: cleanText(values[5]),
    surname: cleanText(values[6]),
    addressLine: cleanText(values[7]),
    postalCode: cleanText(values[8]),
    abstainFromTicket: readBoolean('abstainFromTicket', values[9], findings),
    hireStartDate: cleanText(values[10]),
    payType: cleanText(values[11]),
    hireEndDate: cleanText(values[12]),
    hireEndCause: cleanText(values[13]),
    disabilityGrade: cleanText(values[14]) ?? defaults.disabilityGrade,
    disabilityFromDate: cleanText(values[15]),
    employmentPercentage: cleanText(values[16]),
    employmentPercentageDate: cleanText(values[17]),
    paidPercentage: cleanText(values[18]),
    leaveFromDate: cleanText(values[19]),
    isDeleted: readBoolean('isDeleted', values[20], findings),
  };
}

function readBoolean(field: 'abstainFromTicket' | 'isDeleted', value: string | undefined, findings: Findings): string {
  const text = cleanText(value);
  if (text === undefined) return defaults[field];
  const plain = plainBoolean(text);
  if (plain !== text) findings.push(wording.booleanSpelling(field, text, plain));
  return plain;
}

const nothingFailed: ReadonlySet<string> = new Set();

function fieldsOf(findings: Findings): ReadonlySet<string> {
  if (findings.length === 0) return nothingFailed;
  return new Set(findings.filter((finding) => !isWarning(finding)).map((finding) => finding.field));
}

/**
 * The rules that look at several fields, each only where the fields themselves are in order.
 *
 * @returns the national identity number, or null where it can't be told or is invalid
 */
function crossCheck(
  text: AnyRowText,
  failed: ReadonlySet<string>,
  settings: LayoutSettings,
  findings: Findings,
): string | null {
  const { companyId, disabilityGrade, disabilityFromDate } = text;
  if (settings.companies !== null && companyId !== undefined && !failed.has('companyId')) {
    if (!settings.companies.includes(companyId))
      findings.push(wording.unknownCompany('companyId', companyId, settings.companies));
  }
  if (disabilityFromDate === undefined && !failed.has('disabilityGrade') && Number(disabilityGrade) > 0) {
    findings.push(missingDisabilityDate);
  }
  const { postalCode } = text;
  if (postalCode !== undefined && wording.isShortPostalCode(postalCode)) {
    findings.push(wording.shortPostalCode('postalCode', postalCode));
  }
  if (text.dateOfBirth === undefined || text.ssn === undefined) return null;
  if (failed.has('dateOfBirth') || failed.has('ssn')) return null;
  const check = checkNationalId(text.dateOfBirth, text.ssn, settings);
  if (!check.ok) {
    findings.push(wording.invalidSsn('ssn', check.rule));
    return null;
  }
  return check.nationalId;
}

const missingDisabilityDate: wording.Finding = {
  code: 'missing-disability-date',
  severity: 'row',
  field: 'disabilityFromDate',
  ...tell('disability-date-missing', {}),
};

/** Keys and texts are stored and shown in plain text, and national identity numbers never may be. */
function findNationalIds(text: AnyRowText, own: string | null, findings: Findings): void {
  for (const field of keyFields) {
    const key = text[field] ?? '';
    const isOwn = own !== null && isSameNationalId(key, own);
    if (isOwn || holdsNationalId(key)) findings.push(wording.nationalIdAsKey(field, isOwn));
  }
  for (const field of textFields) {
    const value = text[field] ?? '';
    // Few texts are that long and have five digits in a row: the masking itself would take a roster's time.
    if (value.length < 11 || !fiveDigits.test(value)) continue;
    if (maskNationalIds(value) !== value) findings.push(wording.nationalIdInText(field));
  }
}

const keyFields = ['employeeNo', 'companyId'] as const;
const textFields = ['firstName', 'surname', 'addressLine', 'postalCode'] as const;
const fiveDigits = /\d{5}/;

function readKey({ companyId, employeeNo }: AnyRowText, findings: Findings): EmployeeKey | null {
  if (companyId === undefined || employeeNo === undefined) return null;
  for (const { field, code } of findings) {
    if ((field === 'companyId' || field === 'employeeNo') && code !== 'unknown-company') return null;
  }
  return { companyId, employeeNo };
}

function reportedRow(text: AnyRowText) {
  const { employeeNo, companyId, dateOfBirth, ssn } = text;
  return { columns, employeeNo, companyId, dateOfBirth, ssn, texts: Object.values(text) };
}

function isWarning(finding: wording.Finding): boolean {
  return finding.severity === 'warning';
}
