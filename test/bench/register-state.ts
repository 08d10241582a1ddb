import { crc32 } from 'node:zlib';
import { column } from './people.ts';

/**
 * What of an employee is compared: the key and the plain fields, as one text that both databases and the oracle write
 * alike. The sealed fields only Rollcall can read.
 */
const compared = [
  ['employee_no', column.employeeNo],
  ['first_name', column.firstName],
  ['surname', column.surname],
  ['address_line', column.addressLine],
  ['postal_code', column.postalCode],
  ['date_of_birth', column.dateOfBirth],
  ['employment_type', column.employmentTypeId],
  ['pay_type', column.payType],
  ['hire_start_date', column.hireStartDate],
  ['hire_end_date', column.hireEndDate],
  ['hire_end_cause', column.hireEndCause],
  // A whole number is "80" in one database and "80.0" in the other, unless both are asked for an integer.
  ['CAST(employment_percentage AS INTEGER)', column.employmentPercentage],
  ['employment_percentage_date', column.employmentPercentageDate],
  ['CAST(paid_percentage AS INTEGER)', column.paidPercentage],
  ['leave_from_date', column.leaveFromDate],
  ["CASE abstain_from_ticket WHEN 0 THEN 'false' ELSE 'true' END", column.abstainFromTicket],
] as const;

const employeeText = compared.map(([expression]) => `COALESCE(${expression}, '')`).join(", '|', ");
const comparedColumns = compared.map(([, at]) => at);

/** @param table the baseline's or Rollcall's; a function crc32 has to be there */
export function renderStateQuery(table: string): string {
  return `SELECT company_id AS company, active, COUNT(*) AS employees, SUM(CRC32(CONCAT(${employeeText}))) AS checksum
    FROM ${table} GROUP BY company_id, active`;
}

/** One line for each company and active flag, with the number of employees and a checksum over them. */
export function renderStates(rows: readonly Record<string, unknown>[]): string[] {
  return rows
    .map(
      ({ company, active, employees, checksum }) =>
        `company ${company}, ${Number(active) === 1 ? 'active' : 'inactive'}: ${employees} employees, checksum ${checksum}`,
    )
    .sort();
}

/** Counts up what the same query has to say of a register that holds these people. */
export interface StateTally {
  add(person: readonly string[], active: boolean): void;
  lines(): string[];
}

export function createStateTally(): StateTally {
  const groups = new Map<string, { company: string; active: number; employees: number; checksum: number }>();
  return {
    add(person, isActive) {
      const company = person[column.companyId] ?? '';
      const active = isActive ? 1 : 0;
      const name = `${company} ${active}`;
      const group = groups.get(name) ?? { company, active, employees: 0, checksum: 0 };
      groups.set(name, group);
      group.employees += 1;
      group.checksum += crc32(comparedColumns.map((at) => person[at]).join('|'));
    },
    lines: () => renderStates([...groups.values()]),
  };
}
