import type { Knex } from 'knex';
import { type Employee, plainFields } from '../domain/employee.ts';

/** What fewer people have may well be gone from one roster to the next. */
const fewest = 3;

/** See Register.fieldsInUse. Of what is sealed only the national identity number has a column that tells. */
export async function findFieldsInUse(
  db: Knex,
  feed: string,
  fields: readonly (keyof Employee)[],
): Promise<Set<keyof Employee>> {
  const used = new Set<keyof Employee>();
  for (const field of fields) {
    const employees = db('employees').select('id').where({ feed }).limit(fewest);
    const column = columnOf(field);
    if (field === 'inactiveBy') employees.where('active', 0).whereIn('deactivated_by', ['deleted', 'inactive']);
    else if (column !== undefined) employees.where('active', 1).whereNotNull(column);
    else continue;
    const found = await employees;
    if (found.length >= (field === 'inactiveBy' ? 1 : fewest)) used.add(field);
  }
  return used;
}

function columnOf(field: keyof Employee): string | undefined {
  return field === 'nationalId' ? 'national_id_index' : plainFields.find(({ name }) => name === field)?.column;
}
