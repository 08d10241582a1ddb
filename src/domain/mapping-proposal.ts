import type { FieldMapping, MappingTarget } from './roster-mapping.ts';

/** What `rollcall map` makes of a file's beginning: a mapping to check and paste, and why. No values of persons are in it. */
export interface MappingProposal {
  /** Path of the element that is one employee in XML; null in CSV and JSON. */
  record: string | null;
  fields: ProposedField[];
  nationalIdScheme: string | null;
  required: MappingTarget[];
  unmapped: UnmappedColumn[];
}

export interface ProposedField {
  target: MappingTarget;
  mapping: FieldMapping;
  /** What speaks for it, and what is to be looked at: `TODO: ...`. */
  why: string;
}

export interface UnmappedColumn {
  column: string;
  looksLike: string;
}
