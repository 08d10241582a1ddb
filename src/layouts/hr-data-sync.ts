import * as z from 'zod';
import type { Layout } from './contract.ts';
import { date, type FieldRule, plain } from './field-table.ts';
import { createRecordLayout } from './record-layout.ts';

/**
 * What the system's employee file consists of. Sources: "Employees XML file format" of the system's support pages names
 * these eight elements as what every employee should contain, and marks none as optional, as it does elsewhere (the
 * employee of a position): all are required. Its example writes the date as 2012-12-13 and the country as GB.
 */
const fields: readonly FieldRule[] = [
  // Lower-case letters and digits, at most 30: the rule for all ids of the system. Never mended, for it is the key.
  { name: 'employee_id', to: 'employeeNo', kind: id(), required: true },
  { name: 'forename', to: 'firstName', kind: plain('firstName'), required: true },
  { name: 'surname', to: 'surname', kind: plain('surname'), required: true },
  { name: 'employee_type', to: 'employmentType', kind: plain('employmentType'), required: true },
  { name: 'department', to: 'department', kind: plain('department'), required: true },
  // Read once, when the employee is created: "some data must always be updated manually (i.e. Start date and Birthday)".
  // That is manualFields' default for this layout (config/layout-options.ts).
  { name: 'start_date', to: 'hireStartDate', kind: date, required: true },
  // Free text: the pages show GB, and give no list.
  { name: 'country', to: 'country', kind: plain('country'), required: true },
  { name: 'email', to: 'email', kind: plain('email', 'email'), required: true },
];

const optionsSchema = z.object({
  /** What the file's CSV calls a field: "Setup the console app (including mapping your columns to our fields)". */
  columns: z.record(z.string(), z.string().optional()).default({}),
});

/**
 * The employees of HR Data Sync: XML, or the console application's CSV. Everybody in the file is active: "Inactive
 * employees are excluded from the sync", and whoever is missing has left. There are no companies.
 *
 * @param options `{ columns: { employee_id: "Ansattnr" } }`; fields that are not named there go by their own name
 */
export function createHrDataSync(options: unknown = {}): Layout {
  const { columns } = optionsSchema.parse(options);
  return createRecordLayout({
    name: 'hr-data-sync',
    fields: fields.map((field) =>
      columns[field.name] === undefined ? field : { ...field, csv: [columns[field.name] ?? ''] },
    ),
    recordPaths: [['employees', 'employee']],
    keyScope: 'company',
    revision: '1',
  });
}

function id(): FieldRule['kind'] {
  return {
    type: 'key',
    maxLength: 30,
    isPlain: true,
  };
}
