import type { Employee } from '../domain/employee.ts';
import { plainFields } from '../domain/employee.ts';
import type { RosterMapping } from '../domain/roster-mapping.ts';
import type { Layout } from './contract.ts';
import { likenesses } from './custom-like.ts';
import { mappedColumns } from './custom-mapped.ts';
import { createCustomReader, schemeOf } from './custom-reader.ts';
import { planColumns } from './custom-shape.ts';

/** Any HR system's rosters: the feed's config says which column means what. */
export function createCustomLayout(mapping: RosterMapping): Layout {
  const columns = planColumns(mapping);
  return {
    name: 'custom',
    keyField: 'employeeNo',
    identityField: mapping.fields.nationalId === undefined ? null : 'nationalId',
    nationalIdScheme: schemeOf(mapping),
    fields: fieldsOf(mapping),
    keyScope: 'company',
    keepsUnsent: false,
    mapped: mappedColumns(mapping, columns),
    relations: null,
    revision: '2',
    shape: columns.shape,
    createRowReader: (settings) => createCustomReader(mapping, columns, settings),
  };
}

function fieldsOf({ fields, keepUnmapped, like }: RosterMapping): (keyof Employee)[] {
  const theirs = like === undefined ? [] : likenesses[like].fields;
  return plainFields
    .map(({ name }) => name)
    .filter((name) => {
      if (name === 'attributes') return keepUnmapped !== false;
      if (theirs.includes(name) || Object.hasOwn(fields, name)) return true;
      // The national identity number may tell it.
      return name === 'dateOfBirth' && fields.nationalId !== undefined;
    });
}
