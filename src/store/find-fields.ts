import type { Knex } from 'knex';
import { type Employee, plainFields } from '../domain/employee.ts';

/** See Register.fieldsInUse. Of what is sealed only the national identity number has a column that tells. */
export async function findFieldsInUse(
  db: Knex,
  feed: string,
  fields: readonly (keyof Employee)[],
): Promise<Set<keyof Employee>> {
  const used = new Set<keyof Employee>();
  for (const field of fields) {
    const employees = db('employees').first(db.raw('1 AS used')).where({ feed });
    const column = columnOf(field);
    if (field === 'inactiveBy') employees.where('active', 0).whereIn('deactivated_by', ['deleted', 'inactive']);
    else if (column !== undefined) employees.where('active', 1).whereNotNull(column);
    else continue;
    if ((await employees) !== undefined) used.add(field);
  }
  return used;
}

function columnOf(field: keyof Employee): string | undefined {
  return field === 'nationalId' ? 'national_id_index' : plainFields.find(({ name }) => name === field)?.column;
}
