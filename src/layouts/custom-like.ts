import type { Employee } from '../domain/employee.ts';
import type { LikeLayout, MappingTarget } from '../domain/roster-mapping.ts';
import type { LayoutSettings } from './contract.ts';
import type { FieldTexts } from './custom-employee.ts';
import type { CustomFinding } from './custom-wording.ts';
import { personnelTicket } from './personnel-ticket.ts';
import { employeeFields } from './personnel-ticket-employee.ts';
import { type Column, columns } from './personnel-ticket-rules.ts';

/** Another layout's rules, for rows that a mapping has read. */
export interface Likeness {
  /** The fields that its rules decide about. */
  targets: ReadonlySet<MappingTarget>;
  /** Fields of its employees. */
  fields: readonly (keyof Employee)[];
  createCheck(settings: LayoutSettings): CheckLikeness;
}

/** @returns what that layout makes of the row, null where it has something against it, and what that is in our own words */
export type CheckLikeness = (text: FieldTexts) => { employee: Employee | null; findings: CustomFinding[] };

/** The layout reads a row of its own with our values in it: so its rules are all kept, and stand in one place. */
const personnelTicketLikeness: Likeness = {
  targets: new Set(columns.map(targetOf)),
  fields: employeeFields,
  createCheck(settings) {
    const reader = personnelTicket.createRowReader(settings);
    return (text) => {
      const findings: CustomFinding[] = [];
      const values = columns.map((column) => textOf(column, text));
      const { employee } = reader.read({ line: 0, values }, ({ code, severity, field, message, pattern }) => {
        findings.push({
          code: codes[code] ?? code,
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
const codes: Readonly<Record<string, string>> = {
  'invalid-ssn': 'invalid-national-id',
  'missing-ssn': 'missing-national-id',
};

function targetOf(column: Column): MappingTarget {
  if (column === 'ssn') return 'nationalId';
  if (column === 'employmentTypeId') return 'employmentType';
  return column === 'isDeleted' ? 'deleted' : column;
}

/** The secret part of an eleven-digit number is its last five. */
function textOf(column: Column, text: FieldTexts): string | undefined {
  return column === 'ssn' ? text.nationalId?.slice(-5) : text[targetOf(column)];
}
