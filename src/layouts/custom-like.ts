import type { Employee } from '../domain/employee.ts';
import type { LikeLayout, MappingTarget } from '../domain/roster-mapping.ts';
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

/** @returns what that layout makes of the row, null where it has something against it, and what that is in our own words */
export type CheckLikeness = (texts: ReadonlyMap<string, string>) => { employee: Employee | null; findings: Finding[] };

/** The layout reads a row of its own with our values in it: so its rules are all kept, and stand in one place. */
const personnelTicketLikeness: Likeness = {
  targets: new Set(columns.map(targetOf)),
  fields: [...employeeFields, 'disabilityGrade', 'disabilityFromDate'],
  createCheck(settings) {
    const reader = personnelTicket.createRowReader(settings);
    return (texts) => {
      const findings: Finding[] = [];
      const values = columns.map((column) => textOf(column, texts));
      const { employee } = reader.read({ line: 0, values }, ({ code, severity, field, message, pattern }) => {
        findings.push({
          code,
          severity,
          field: targetOf(field as Column),
          message: message.replace(ownName, (name) => targetOf(name as Column)),
          ...(pattern === undefined ? {} : { pattern }),
        });
      });
      return { employee, findings };
    };
  },
};

export const likenesses: Readonly<Record<LikeLayout, Likeness>> = { 'personnel-ticket': personnelTicketLikeness };

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
