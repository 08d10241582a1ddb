/**
 * The canonical employee: what a layout makes of a record once it has passed every rule.
 *
 * Dates are `yyyy-MM-dd`, percentages are numbers with at most four decimals, text is trimmed and NFC.
 * `null` means "sent, and empty". The table below is the only list of the fields: the register's columns,
 * the comparison and the history are derived from it.
 */
export interface Employee {
  companyId: string;
  employeeNo: string;
  firstName: string | null;
  surname: string | null;
  email: string | null;
  phone: string | null;
  dateOfBirth: string | null;
  gender: string | null;
  birthplace: string | null;
  addressLine: string | null;
  houseNumber: string | null;
  postalCode: string | null;
  city: string | null;
  country: string | null;
  hireStartDate: string | null;
  hireEndDate: string | null;
  hireEndCause: string | null;
  employmentType: string | null;
  payType: string | null;
  employmentPercentage: number | null;
  employmentPercentageDate: string | null;
  paidPercentage: number | null;
  leaveFromDate: string | null;
  abstainFromTicket: boolean | null;
  jobTitle: string | null;
  department: string | null;
  businessUnit: string | null;
  costCenter: string | null;
  costCenterName: string | null;
  /** What only one layout has. */
  attributes: Record<string, unknown> | null;
  /** Why the roster itself says that this person is not active; null for an active one. */
  inactiveBy: 'deleted' | 'inactive' | null;
  /** Sealed at rest, masked everywhere else. */
  nationalId: string | null;
  disabilityGrade: number | null;
  disabilityFromDate: string | null;
}

export type FieldKind = 'text' | 'date' | 'number' | 'boolean' | 'json';

export interface EmployeeField {
  name: keyof Employee;
  column: string;
  kind: FieldKind;
  /** Characters, for text. */
  maxLength?: number;
}

/** The fields that stand in columns of their own, in column order; the key and the sealed fields are not among them. */
export const plainFields: readonly EmployeeField[] = [
  { name: 'firstName', column: 'first_name', kind: 'text', maxLength: 200 },
  { name: 'surname', column: 'surname', kind: 'text', maxLength: 200 },
  { name: 'email', column: 'email', kind: 'text', maxLength: 254 },
  { name: 'phone', column: 'phone', kind: 'text', maxLength: 64 },
  { name: 'dateOfBirth', column: 'date_of_birth', kind: 'date' },
  { name: 'gender', column: 'gender', kind: 'text', maxLength: 32 },
  { name: 'birthplace', column: 'birthplace', kind: 'text', maxLength: 200 },
  { name: 'addressLine', column: 'address_line', kind: 'text', maxLength: 300 },
  { name: 'houseNumber', column: 'house_number', kind: 'text', maxLength: 32 },
  { name: 'postalCode', column: 'postal_code', kind: 'text', maxLength: 32 },
  { name: 'city', column: 'city', kind: 'text', maxLength: 200 },
  { name: 'country', column: 'country', kind: 'text', maxLength: 100 },
  { name: 'hireStartDate', column: 'hire_start_date', kind: 'date' },
  { name: 'hireEndDate', column: 'hire_end_date', kind: 'date' },
  { name: 'hireEndCause', column: 'hire_end_cause', kind: 'text', maxLength: 64 },
  { name: 'employmentType', column: 'employment_type', kind: 'text', maxLength: 64 },
  { name: 'payType', column: 'pay_type', kind: 'text', maxLength: 64 },
  { name: 'employmentPercentage', column: 'employment_percentage', kind: 'number' },
  { name: 'employmentPercentageDate', column: 'employment_percentage_date', kind: 'date' },
  { name: 'paidPercentage', column: 'paid_percentage', kind: 'number' },
  { name: 'leaveFromDate', column: 'leave_from_date', kind: 'date' },
  { name: 'abstainFromTicket', column: 'abstain_from_ticket', kind: 'boolean' },
  { name: 'jobTitle', column: 'job_title', kind: 'text', maxLength: 200 },
  { name: 'department', column: 'department', kind: 'text', maxLength: 200 },
  { name: 'businessUnit', column: 'business_unit', kind: 'text', maxLength: 200 },
  { name: 'costCenter', column: 'cost_center', kind: 'text', maxLength: 100 },
  { name: 'costCenterName', column: 'cost_center_name', kind: 'text', maxLength: 200 },
  { name: 'attributes', column: 'attributes', kind: 'json' },
];

/** The fields that are sealed together in the column `sealed`. */
export const sealedFields = ['nationalId', 'disabilityGrade', 'disabilityFromDate'] as const;

/** Longest employee number and company id, in characters. */
export const maxKeyLength = 64;

export interface EmployeeKey {
  companyId: string;
  employeeNo: string;
}
