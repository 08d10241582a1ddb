import type { DatabaseConfig } from '../../src/store/connect.ts';
import type { Measured } from './measure.ts';

export type Form = 'first load' | 'nightly';

/** A database in which the baseline and Rollcall run in turn, each with a register of its own. */
export interface Contest {
  /** Database, version and settings, for the head of the report. */
  readonly about: string;
  /** Where Rollcall's register is. */
  readonly config: DatabaseConfig;
  /** Empties both registers; the baseline's table is there again, Rollcall's are not. */
  reset(): Promise<void>;
  /** Waits until the database has written what earlier work left behind, so that nobody pays for another's. */
  settle(): Promise<void>;
  runBaseline(form: Form, csv: string): Promise<Measured>;
  /** One line for each company and active flag, with the number of employees and a checksum over them. */
  states(): Promise<{ baseline: string[]; rollcall: string[] }>;
  close(): Promise<void>;
}

/** Key and plain fields of an employee as one text, read alike by both databases; the sealed fields only Rollcall can read. */
const employeeText = [
  'employee_no',
  'first_name',
  'surname',
  'address_line',
  'postal_code',
  'date_of_birth',
  'employment_type',
  'pay_type',
  'hire_start_date',
  'hire_end_date',
  'hire_end_cause',
  'employment_percentage',
  'employment_percentage_date',
  'paid_percentage',
  'leave_from_date',
  'abstain_from_ticket',
]
  .map((column) => `COALESCE(${column}, '')`)
  .join(", '|', ");

/** @param table the baseline's or Rollcall's; a function crc32 has to be there */
export function renderStateQuery(table: string): string {
  return `SELECT company_id AS company, active, COUNT(*) AS employees, SUM(CRC32(CONCAT(${employeeText}))) AS checksum
    FROM ${table} GROUP BY company_id, active`;
}

export function stateLines(rows: readonly Record<string, unknown>[]): string[] {
  return rows
    .map(
      ({ company, active, employees, checksum }) =>
        `company ${company}, ${Number(active) === 1 ? 'active' : 'inactive'}: ${employees} employees, checksum ${checksum}`,
    )
    .sort();
}
