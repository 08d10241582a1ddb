import { type EmployeeField, plainFields } from '../domain/employee.ts';
import type { ListedEmployee } from '../store/contract.ts';
import type { FieldToAskFor, OverviewColumn, OverviewRow, OverviewValue } from './contract.ts';

/** A column, and where its value comes from. */
export interface EmployeeColumn extends OverviewColumn {
  /** @param sealed the opened fields; empty where none were asked for */
  read(employee: ListedEmployee, sealed: Readonly<Record<string, unknown>>): OverviewValue;
}

/**
 * The columns of an overview, first what people compare two systems by: who is active, and who that is. All of them, whatever
 * the feed's layout fills: a program that reads the file finds each where it was.
 */
export function overviewColumns(wanted: readonly FieldToAskFor[]): EmployeeColumn[] {
  const isShownAnyway = ({ name }: EmployeeField) => name !== 'attributes';
  return [
    text('state', 12, ({ active }) => (active ? 'active' : 'deactivated')),
    text('companyId', 14, ({ companyId }) => companyId),
    text('employeeNo', 16, ({ employeeNo }) => employeeNo),
    text('firstName', 18, ({ firstName }) => firstName),
    text('surname', 18, ({ surname }) => surname),
    time('deactivatedAt', ({ deactivatedAt }) => deactivatedAt),
    text('deactivatedBy', 14, ({ deactivatedBy }) => deactivatedBy),
    number('absences', 'Missing in rosters', ({ absences }) => absences),
    ...plainFields.filter((field) => isShownAnyway(field) && !isName(field)).map(plainColumn),
    ...wanted.map(askedForColumn),
    time('createdAt', ({ createdAt }) => createdAt),
    text('createdBy', 24, createdBy),
    time('changedAt', ({ changedAt }) => changedAt),
    number('id', 'Id', ({ id }) => id),
  ];
}

export function overviewRow(
  columns: readonly EmployeeColumn[],
  employee: ListedEmployee,
  sealed: Readonly<Record<string, unknown>>,
): OverviewRow {
  return columns.map((column) => column.read(employee, sealed));
}

type Read = EmployeeColumn['read'];

function text(name: string, width: number, read: Read): EmployeeColumn {
  return { name, title: titleOf(name), kind: 'text', width, read };
}

function time(name: string, read: Read): EmployeeColumn {
  return { name, title: `${titleOf(name)} (UTC)`, kind: 'time', width: 17, read };
}

function number(name: string, title: string, read: Read): EmployeeColumn {
  return { name, title, kind: 'number', width: 10, read };
}

function isName({ name }: EmployeeField): boolean {
  return name === 'firstName' || name === 'surname';
}

function plainColumn({ name, kind, maxLength = 0 }: EmployeeField): EmployeeColumn {
  const read: Read = (employee) => employee[name as keyof ListedEmployee] as OverviewValue;
  return {
    name,
    title: titleOf(name),
    kind: kind === 'json' ? 'text' : kind,
    width: maxLength >= 200 ? 24 : 14,
    read,
  };
}

function askedForColumn(name: FieldToAskFor): EmployeeColumn {
  if (name === 'attributes') {
    return text(name, 40, ({ attributes }) => (attributes === null ? null : JSON.stringify(attributes)));
  }
  const kind = ({ nationalId: 'text', disabilityGrade: 'number', disabilityFromDate: 'date' } as const)[name];
  const title = name === 'nationalId' ? 'National identity number' : titleOf(name);
  return { name, title, kind, width: 14, read: (_, sealed) => (sealed[name] ?? null) as OverviewValue };
}

/** Files leave the ledger when they are old (`keep` in the config). */
function createdBy({ createdFileName, createdFileId }: ListedEmployee): string | null {
  if (createdFileName !== null) return createdFileName;
  return createdFileId === null ? null : `file ${createdFileId}`;
}

/** `hireStartDate` is `Hire start date`. */
function titleOf(name: string): string {
  const words = name
    .replace(/Id$/, '')
    .replace(/No$/, 'Number')
    .replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}
