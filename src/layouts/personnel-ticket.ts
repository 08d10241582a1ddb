import type { Layout, LayoutSettings, RowReader } from './contract.ts';
import { createCleanCheck } from './personnel-ticket-clean.ts';
import { employeeFields, readCleanKey, readCleanRow } from './personnel-ticket-employee.ts';
import { isHeader } from './personnel-ticket-header.ts';
import { columns } from './personnel-ticket-rules.ts';
import { createSchemaReader } from './personnel-ticket-schema-reader.ts';

/** The rosters of the personnel ticket system: 21 columns by position, or elements by name. */
export const personnelTicket: Layout = {
  name: 'personnel-ticket',
  keyField: 'employeeNo',
  identityField: 'ssn',
  fields: employeeFields,
  keyScope: 'company',
  keepsUnsent: false,
  relations: null,
  revision: '3',
  shape: {
    columns,
    recordPaths: [['employees', 'employee']],
    numbers: ['disabilityGrade', 'employmentPercentage', 'paidPercentage'],
    trees: {},
    // leaveFromDate and isDeleted; paidPercentage before them is required.
    csv: { by: 'position', droppableColumns: 2, isHeader },
  },
  createRowReader,
};

/** Nearly every row of a real roster is recognised as clean; the schema reads the others, and says what is wrong. */
function createRowReader(settings: LayoutSettings): RowReader {
  const checkClean = createCleanCheck(settings);
  // Made for the first row that needs it: it takes as long as 2,000 clean rows.
  let schemaReader: ReturnType<typeof createSchemaReader> | undefined;
  return {
    recognise({ values }) {
      const nationalId = checkClean(values);
      return nationalId === null ? null : { key: readCleanKey(values), nationalId };
    },
    read(record, report) {
      const nationalId = checkClean(record.values);
      if (nationalId !== null) return readCleanRow(record.values, nationalId);
      schemaReader ??= createSchemaReader(settings);
      return schemaReader.read(record, report);
    },
  };
}
