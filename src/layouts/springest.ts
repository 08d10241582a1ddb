import type { Layout } from './contract.ts';
import { birthDate, boolean, codeOf, date, type FieldRule, key, plain, type RowInHand } from './field-table.ts';
import { createRecordLayout } from './record-layout.ts';
import { springestApprovers, springestTags } from './springest-lists.ts';

/**
 * The users of Springest Go. Source of every field, its type and whether it is required: the table of the system's page on
 * importing users through its API ("the page" below). "All data you send will override the existing data, even when a value
 * is empty": what is not sent stays, which all fields here say with `staysUnsent`.
 */
const createFields = (): readonly FieldRule[] => [
  // The page: one of the two is required, and external_id takes precedence. It names a person in the whole site.
  { name: 'external_id', to: 'employeeNo', kind: key },
  { name: 'email', to: 'email', kind: plain('email', 'email'), staysUnsent: true },
  // The page: "m" or "f".
  { name: 'gender', to: 'gender', kind: codeOf({ m: 'male', f: 'female' }), staysUnsent: true },
  { name: 'first_name', to: 'firstName', kind: plain('firstName'), staysUnsent: true },
  { name: 'last_name', to: 'surname', kind: plain('surname'), staysUnsent: true },
  { name: 'phone_number', to: 'phone', kind: plain('phone'), staysUnsent: true },
  // The page: yyyy-mm-dd. An invalid birth date is fatal in every layout, a missing one only where it is required.
  { name: 'birthdate', to: 'dateOfBirth', kind: birthDate, staysUnsent: true },
  { name: 'birthplace', to: 'birthplace', kind: plain('birthplace'), staysUnsent: true },
  // An ordinary field here, which may change: the key is unique without it.
  { name: 'company_name', to: 'companyId', kind: key, staysUnsent: true },
  { name: 'address', to: 'addressLine', kind: plain('addressLine'), staysUnsent: true },
  { name: 'house_number', to: 'houseNumber', kind: plain('houseNumber'), staysUnsent: true },
  { name: 'zip_code', to: 'postalCode', kind: plain('postalCode'), staysUnsent: true },
  { name: 'city', to: 'city', kind: plain('city'), staysUnsent: true },
  { name: 'country', to: 'country', kind: plain('country'), staysUnsent: true },
  // The page: "default: true", also where it is not sent: who stands in the roster is active.
  { name: 'active', kind: boolean, default: 'true' },
  { name: 'job_title', to: 'jobTitle', kind: plain('jobTitle'), staysUnsent: true },
  { name: 'department_name', to: 'department', kind: plain('department'), staysUnsent: true },
  { name: 'business_unit', to: 'businessUnit', kind: plain('businessUnit'), staysUnsent: true },
  { name: 'cost_center', to: 'costCenter', kind: plain('costCenter'), staysUnsent: true },
  { name: 'cost_center_name', to: 'costCenterName', kind: plain('costCenterName'), staysUnsent: true },
  // Email and label required, can_approve true by default; they must be existing, active users: `mentions` below.
  { name: 'approvers', to: 'attributes.approvers', kind: springestApprovers(), staysUnsent: true },
  // The page: a list of texts; "any uppercase letters will be downcased".
  { name: 'tags', to: 'attributes.tags', kind: springestTags(), staysUnsent: true },
  { name: 'employment_start_date', to: 'hireStartDate', kind: date, staysUnsent: true },
  // It closes no account: "it does not mean that the account becomes inaccessible on that date".
  { name: 'employment_end_date', to: 'hireEndDate', kind: date, staysUnsent: true },
  // What the page calls employment_end_date where it describes it, further down. Read where the other is not sent.
  { name: 'employee_end_date', kind: date, staysUnsent: true },
];

/** CSV with a header, XML, or JSON: the users of one site. */
export function createSpringest(): Layout {
  return createRecordLayout({
    name: 'springest',
    fields: createFields(),
    recordPaths: [['users', 'user']],
    keyScope: 'feed',
    fallbackKey: 'email',
    // The page: "when you set this to false, the account for this user is no longer accessible".
    leaves: { field: 'active', when: false, by: 'inactive' },
    relations: { email: 'email', mentions: 'approvers', userName: null },
    revision: '1',
    complete,
  });
}

function complete(row: RowInHand): void {
  const endDate = row.value('employee_end_date');
  if (row.value('employment_end_date') === undefined && endDate !== undefined) row.set('employment_end_date', endDate);
  const email = row.value('email');
  // The second identity: looked up where no external_id fits.
  if (typeof email === 'string') row.relations.email = email.toLowerCase();
  const approvers = row.value('approvers');
  if (Array.isArray(approvers) && approvers.length > 0) {
    row.relations.mentions = [...new Set(approvers.map(({ email }: { email: string }) => email))];
  }
}
