import type { Employee } from '../domain/employee.ts';
import type { Issue } from '../domain/issue.ts';
import type { LikeLayout, MappingTarget } from '../domain/roster-mapping.ts';
import type { Told } from '../domain/told.ts';
import type { RawRecord } from '../formats/contract.ts';
import type { LayoutSettings } from './contract.ts';
import { personnelTicket } from './personnel-ticket.ts';
import { employeeFields } from './personnel-ticket-employee.ts';
import { type Column, columns } from './personnel-ticket-rules.ts';
import type { Finding } from './wording.ts';

/** Another layout's rules, for rows that a mapping has read. */
export interface Likeness {
  /** The fields that its rules decide about. */
  targets: ReadonlySet<MappingTarget>;
  /** Fields of its employees. */
  fields: readonly (keyof Employee)[];
  createCheck(settings: LayoutSettings): CheckLikeness;
}

export interface CheckLikeness {
  /** What that layout has against the row, in our own words. */
  judge(texts: ReadonlyMap<string, string>): Finding[];
  /** What it makes of a row that it has nothing against. */
  employeeOf(texts: ReadonlyMap<string, string>): Employee | null;
}

/** The layout reads a row of its own with our values in it: so its rules are all kept, and stand in one place. */
const personnelTicketLikeness: Likeness = {
  targets: new Set(columns.map(targetOf)),
  fields: [...employeeFields, 'disabilityGrade', 'disabilityFromDate'],
  createCheck(settings) {
    const reader = personnelTicket.createRowReader(settings);
    const recordOf = (texts: ReadonlyMap<string, string>): RawRecord => ({
      line: 0,
      values: columns.map((column) => textOf(column, texts)),
    });
    return {
      judge(texts) {
        const record = recordOf(texts);
        if (reader.recognise(record) !== null) return [];
        const findings: Finding[] = [];
        reader.read(record, (issue) => findings.push(translate(issue)));
        return findings;
      },
      employeeOf: (texts) => reader.read(recordOf(texts), () => {}).employee,
    };
  },
};

export const likenesses: Readonly<Record<LikeLayout, Likeness>> = { 'personnel-ticket': personnelTicketLikeness };

function translate({ code, severity, field: column, message, told, pattern }: Issue): Finding {
  const field = targetOf(column as Column);
  return {
    code,
    severity,
    field,
    message: message.replace(ownName, (name) => targetOf(name as Column)),
    ...(told !== undefined &&
      'field' in told.values && { told: { ...told, values: { ...told.values, field } } as Told }),
    ...(pattern !== undefined && { pattern }),
  };
}

const ownName = /^(ssn|employmentTypeId|isDeleted)\b/;

function targetOf(column: Column): MappingTarget {
  if (column === 'ssn') return 'nationalId';
  if (column === 'employmentTypeId') return 'employmentType';
  return column === 'isDeleted' ? 'deleted' : column;
}

/** The secret part of an eleven-digit number is its last five. */
function textOf(column: Column, texts: ReadonlyMap<string, string>): string | undefined {
  const text = texts.get(targetOf(column));
  return column === 'ssn' ? text?.slice(-5) : text;
}
