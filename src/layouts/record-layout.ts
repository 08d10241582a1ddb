import { plainFields } from '../domain/employee.ts';
import type { RecordShape } from '../formats/contract.ts';
import type { Layout } from './contract.ts';
import type { FieldRule, RecordRules } from './field-table.ts';
import { createRecordReader } from './record-reader.ts';
import { treeShapeOf } from './tree-schema.ts';

/** The layout that a table of fields describes. */
export function createRecordLayout(rules: RecordRules): Layout {
  const { name, fields, keyScope, setOnce, relations = null, revision } = rules;
  return {
    name,
    keyField: fields.find(({ to }) => to === 'employeeNo')?.name ?? 'employeeNo',
    identityField: fields.find(({ kind }) => kind.type === 'ssn' || kind.type === 'identity')?.name ?? null,
    fields: employeeFields(fields),
    keyScope,
    keepsUnsent: fields.some(({ staysUnsent }) => staysUnsent === true),
    ...(setOnce && { setOnce }),
    revision,
    relations,
    shape: recordShape(rules),
    createRowReader: (settings) => createRecordReader(rules, settings),
  };
}

/** What formats must know of the fields. */
function recordShape({ fields, recordPaths }: RecordRules): RecordShape {
  return {
    columns: fields.map(({ name }) => name),
    paths: fields.map(({ name, path }) => path ?? [name]),
    recordPaths,
    numbers: fields.filter(({ kind }) => kind.type === 'number').map(({ name }) => name),
    trees: Object.fromEntries(
      fields.flatMap(({ name, kind }) => (kind.type === 'tree' ? [[name, treeShapeOf(kind.schema)]] : [])),
    ),
    csv: {
      by: 'name',
      names: fields.map(({ name, csv }) => csv ?? [name]),
      required: fields.filter((field) => field.required && field.default === undefined).map(({ name }) => name),
    },
  };
}

/** The plain fields that some field of the table becomes, in the register's order. */
function employeeFields(fields: readonly FieldRule[]): Layout['fields'] {
  const targets = new Set(fields.map(({ to }) => to?.split('.')[0]));
  return plainFields.map(({ name }) => name).filter((name) => targets.has(name));
}
