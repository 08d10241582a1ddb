import type { Issue } from '../../src/domain/issue.ts';
import type { Layout, LayoutSettings, ReadRow, RecognisedRow } from '../../src/layouts/contract.ts';

export interface RecordOutcome extends ReadRow {
  issues: Issue[];
  codes: string[];
  messages: string[];
  recognised: RecognisedRow | null;
}

/**
 * Reads one record.
 *
 * @param row by the layout's own names; what is not named is not sent. Lists and objects become their JSON text.
 */
export function readRecord(
  layout: Layout,
  row: Readonly<Record<string, unknown>>,
  settings: Partial<LayoutSettings> = {},
): RecordOutcome {
  const reader = layout.createRowReader({
    companies: null,
    allowSyntheticIds: false,
    today: '2026-01-15',
    ...settings,
  });
  const unknown = Object.keys(row).filter((name) => !layout.shape.columns.includes(name));
  if (unknown.length > 0) throw new Error(`The layout has no ${unknown.join(', ')}.`);
  const record = { line: 7, values: layout.shape.columns.map((column) => textOf(row[column])) };
  const issues: Issue[] = [];
  const result = reader.read(record, (issue) => issues.push(issue));
  const codes = issues.map(({ code }) => code);
  const messages = issues.map(({ message }) => message);
  return { ...result, issues, codes, messages, recognised: reader.recognise(record) };
}

function textOf(value: unknown): string | undefined {
  return value === undefined || typeof value === 'string' ? value : JSON.stringify(value);
}
