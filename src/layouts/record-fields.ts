import { textSchema } from './field-schemas.ts';
import type { FieldKind, FieldRule, FieldValue, TextKind, TreeKind } from './field-table.ts';
import type { Row } from './record-row.ts';
import { cleanText, exactText, plainBoolean } from './record-text.ts';
import { createUnknownFinder, describePart, notATree, tooManyDigits } from './tree-schema.ts';
import * as wording from './wording.ts';

/** Reads one value into the row. */
export type FieldReader = (raw: string | undefined, row: Row) => void;

/** For each field of a table, what reads its values: made once, used for every row. */
export function createFieldReaders(fields: readonly FieldRule[], today: string): FieldReader[] {
  return fields.map((field) => createFieldReader(field, today));
}

function createFieldReader(field: FieldRule, today: string): FieldReader {
  const { name, kind, to, staysUnsent = false } = field;
  const readText = kind.type === 'tree' ? createTreeReader(field, kind) : createTextReader(field, kind, today);
  const clean = exactKinds.has(kind.type) ? exactText : cleanText;
  const empty = kind.type === 'tree' ? kind.empty : null;
  return (raw, row) => {
    const text = clean(raw) ?? field.default;
    if (text !== undefined) readText(text, row);
    else if (field.required) row.report(wording.missing(field));
    else if (raw === undefined && staysUnsent) {
      if (to !== undefined) row.addUnsent(to);
    }
    // A list that is not there is not the same as an empty one.
    else row.set(name, raw === undefined ? null : empty);
  };
}

/** In these nothing is ever mended, and be it a blank. */
const exactKinds: ReadonlySet<FieldKind['type']> = new Set(['birth-date', 'ssn', 'identity'] as const);

function createTextReader(field: FieldRule, kind: TextKind, today: string): (text: string, row: Row) => void {
  const { name, to } = field;
  const schema = textSchema(kind, today);
  return (written, row) => {
    const text = kind.type === 'boolean' ? plainBoolean(written) : written;
    if (text !== written) row.report(wording.booleanSpelling(name, written, text));
    row.texts.set(name, text);
    const parsed = schema.safeParse(text);
    if (parsed.success) row.set(name, toValue(kind, text));
    else for (const issue of parsed.error.issues) row.report(wording.describe(field, issue, text));
    if (to === 'postalCode' && wording.isShortPostalCode(text)) row.report(wording.shortPostalCode(name, text));
  };
}

function toValue({ type }: TextKind, text: string): FieldValue {
  if (type === 'number') return Number(text);
  return type === 'boolean' ? text === 'true' : text;
}

function createTreeReader({ name }: FieldRule, kind: TreeKind): (text: string, row: Row) => void {
  const { schema, empty, parseCell } = kind;
  const ways = parseCell === undefined ? 'JSON' : 'JSON, or values with ";" between them';
  const findUnknown = createUnknownFinder(name, schema);
  return (text, row) => {
    row.texts.set(name, text);
    const tree = parseTree(text, parseCell);
    if (tree === undefined) return row.report(notATree(name, ways));
    if (tree === null) return row.set(name, empty);
    if (!isPlainCell(text, parseCell) && losesDigits(text)) return row.report(tooManyDigits(name));
    const parsed = schema.safeParse(tree);
    if (!parsed.success) for (const issue of parsed.error.issues) row.report(describePart(name, issue, tree));
    else row.set(name, parsed.data as object);
    for (const finding of findUnknown(tree)) row.report(finding);
  };
}

/** @returns undefined where it can't be read */
function parseTree(text: string, parseCell: TreeKind['parseCell']): unknown {
  if (parseCell !== undefined && isPlainCell(text, parseCell)) return parseCell(text);
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isPlainCell(text: string, parseCell: TreeKind['parseCell']): boolean {
  return parseCell !== undefined && !/^[[{"]|^null$/.test(text);
}

/** Whether a number of the JSON comes out as another one: a whole number above 2^53, or one that is beyond any. */
function losesDigits(json: string): boolean {
  if (!longNumber.test(json)) return false;
  let loses = false;
  JSON.parse(json, (_, value: unknown, context?: { source?: string }) => {
    if (typeof value !== 'number') return value;
    const isWhole = /^-?\d+$/.test(context?.source ?? '');
    loses ||= !Number.isFinite(value) || (isWhole && !Number.isSafeInteger(value));
    return value;
  });
  return loses;
}

/** Sixteen digits in a row, or an exponent: all other numbers are kept as they are. */
const longNumber = /\d{16}|\de\+?\d{3}/i;
