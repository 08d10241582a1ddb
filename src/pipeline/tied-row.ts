import type { EmployeeKey } from '../domain/employee.ts';
import type { Issue } from '../domain/issue.ts';
import { maskNationalIds } from '../domain/mask.ts';
import type { Layout } from '../layouts/contract.ts';
import type { RowRelations } from './row-relations.ts';

/** A row that can't be used because of another one, or of the register. */
export interface TiedRow {
  key: EmployeeKey;
  /** Whether nothing else had quarantined it. */
  wasUsable: boolean;
}

/** A row that is looked at for what ties it to others. */
export interface Member {
  key: EmployeeKey;
  line: number;
  usable: boolean;
}

/** An issue at the place of a relation: its field, and where the file has it. */
export function issueAt(
  {
    layout: { relations: names, shape },
    relations,
  }: { layout: Pick<Layout, 'relations' | 'shape'>; relations: Pick<RowRelations, 'places'> },
  relation: keyof NonNullable<Layout['relations']>,
  { key, ...found }: Pick<Issue, 'code' | 'severity' | 'line' | 'message' | 'told'> & { key: EmployeeKey },
): Issue {
  const field = names?.[relation] ?? null;
  const index = field === null ? -1 : shape.columns.indexOf(field);
  const places = relations.places();
  return {
    ...found,
    column: index === -1 ? null : places === undefined ? index + 1 : (places[index] ?? null),
    field,
    employeeNo: maskNationalIds(key.employeeNo),
    companyId: key.companyId,
  };
}
