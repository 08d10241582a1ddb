import type { RowRelations } from './contract.ts';
import type { FieldRule, FieldValue, RowInHand } from './field-table.ts';
import type { Finding } from './wording.ts';

/** A row while it is read: what its fields hold, and what was found. */
export interface Row extends RowInHand {
  /** The texts of keys and texts as they will stand in the register, by the fields' own names. */
  texts: Map<string, string>;
  values: Map<string, FieldValue>;
  findings: Finding[];
  unsent: string[];
  relations: RowRelations;
  /** Whether a field has a finding for which the row can't be used. */
  hasFailed(name: string): boolean;
}

export function createRow(fields: readonly FieldRule[]): Row {
  const texts = new Map<string, string>();
  const values = new Map<string, FieldValue>();
  const unsent: string[] = [];
  const targetOf = (name: string) => fields.find((field) => field.name === name)?.to;
  const row: Row = {
    texts,
    values,
    unsent,
    findings: [],
    relations: {},
    nationalId: null,
    value: (name) => values.get(name),
    set(name, value) {
      values.set(name, value);
      if (value === undefined) return;
      const at = unsent.indexOf(targetOf(name) ?? '');
      if (at >= 0) unsent.splice(at, 1);
    },
    leaveOut(name) {
      values.delete(name);
      texts.delete(name);
      row.findings = row.findings.filter(({ field }) => field !== name);
      row.addUnsent(targetOf(name) ?? name);
    },
    report: (finding) => void row.findings.push(finding),
    addUnsent(name) {
      if (!unsent.includes(name)) unsent.push(name);
    },
    hasFailed: (name) => row.findings.some(({ field, severity }) => field === name && severity !== 'warning'),
  };
  return row;
}
