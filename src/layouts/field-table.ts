import type * as z from 'zod';
import { type Employee, maxKeyLength, plainFields } from '../domain/employee.ts';
import type { Layout, LayoutSettings, RowRelations } from './contract.ts';
import type { Finding } from './wording.ts';

/**
 * A layout as a table of its fields: the shape that formats read by, the rules of single fields, the words for what is
 * wrong and the employee are all made from it. See record-layout.ts.
 */
export interface RecordRules {
  name: string;
  fields: readonly FieldRule[];
  /** See `RecordShape.recordPaths`. */
  recordPaths: readonly (readonly string[])[];
  keyScope: 'company' | 'feed';
  /** The email field whose lower-cased text is the employee number where the row has no other. */
  fallbackKey?: string;
  /** The field of true or false that tells whether somebody has left, and what that is called. */
  leaves?: { field: string; when: boolean; by: 'deleted' | 'inactive' };
  /** See `Layout.setOnce`. */
  setOnce?: readonly string[];
  /** See `Layout.relations`; what `complete` sets of them. */
  relations?: Layout['relations'];
  /** See `Layout.revision`. */
  revision: string;
  /** The rules that look at several fields, after each was read by itself; also sets what the row is related to. */
  complete?(row: RowInHand, settings: LayoutSettings): void;
}

export interface FieldRule extends WordedField {
  /** Names of elements or keys, one inside the other; the field's own name by default. */
  path?: readonly string[];
  /** What the column of a CSV may be called, which has none where the list is empty; the field's own name by default. */
  csv?: readonly string[];
  /** A row without it is not usable; for a birth date or identity number the whole file is not. */
  required?: boolean;
  /** The text that an empty or absent value stands for. */
  default?: string;
  /** Whether the register keeps what it has where the file doesn't send this field; it is emptied otherwise. */
  staysUnsent?: boolean;
}

/** As much of a field as the words about it need. */
export interface WordedField {
  /** The system's own name. */
  name: string;
  kind: FieldKind;
  /** What it becomes; absent where a layout's own rule makes something of it. */
  to?: FieldTarget;
}

export type FieldTarget = Exclude<keyof Employee, 'attributes' | 'inactiveBy'> | `attributes.${string}`;

export type FieldKind = TextKind | TreeKind;

/** A field that holds one text, whatever it means. */
export type TextKind =
  | {
      type: 'key';
      maxLength: number;
      /** Set where it may only consist of lower-case letters and digits. */
      isPlain?: true;
    }
  | { type: 'text'; maxLength: number }
  | { type: 'email'; maxLength: number }
  | { type: 'date' }
  | { type: 'birth-date' }
  | { type: 'boolean' }
  | { type: 'number'; from: number; to: number; whole: boolean }
  /** `codes`: what each code means. */
  | { type: 'code'; codes: Readonly<Record<string, string>> }
  /** The last five digits of a Norwegian identity number. */
  | { type: 'ssn' }
  /** A whole identity number: the layout's own rule checks it. Never shown, and searched for nothing. */
  | { type: 'identity' };

/** A field that holds a list or an object. */
export interface TreeKind {
  type: 'tree';
  /** Over the parsed value. Its objects are loose where unknown names are kept, with a warning: see tree-schema.ts. */
  schema: z.ZodType;
  /** What an empty value stands for. */
  empty: readonly never[] | null;
  /** Reads a CSV cell that holds no JSON. */
  parseCell?(text: string): unknown;
}

/** null: empty. undefined: not sent where that makes a difference (`staysUnsent`), or not usable. */
export type FieldValue = string | number | boolean | object | null | undefined;

/** A row of which every field was read by itself. Fields are named as in the table. */
export interface RowInHand {
  value(name: string): FieldValue;
  /** Sets what the field holds; `undefined`: it counts as not sent. */
  set(name: string, value: FieldValue): void;
  /** Takes the field for not sent, whatever the row has there, and forgets what was wrong with it. */
  leaveOut(name: string): void;
  report(finding: Finding): void;
  /** Names a field of Employee, or an attribute at any depth, that the row doesn't send. */
  addUnsent(name: string): void;
  relations: RowRelations;
  nationalId: string | null;
}

export const key: TextKind = { type: 'key', maxLength: maxKeyLength };
export const date: TextKind = { type: 'date' };
export const birthDate: TextKind = { type: 'birth-date' };
export const boolean: TextKind = { type: 'boolean' };

/** Text or email as long as the register can hold it. */
export function plain(to: keyof Employee, type: 'text' | 'email' = 'text'): TextKind {
  return { type, maxLength: plainFields.find(({ name }) => name === to)?.maxLength ?? 0 };
}

export function codeOf(codes: Readonly<Record<string, string>>): TextKind {
  return { type: 'code', codes };
}

export function numberUpTo(to: number, { whole = false } = {}): TextKind {
  return { type: 'number', from: 0, to, whole };
}
