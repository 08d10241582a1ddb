import { sealedFields } from '../domain/employee.ts';
import type { CompanyCount } from '../store/contract.ts';

/**
 * An overview of a feed's register as a file: each format is a function from this to the bytes of the file. Rows are pulled as
 * they are written, so that memory does not grow with the register.
 */
export interface Overview {
  columns: readonly OverviewColumn[];
  /** In parts; each row has a value for each column. */
  rows: AsyncIterable<readonly OverviewRow[]>;
  summary: OverviewSummary;
}

/**
 * Dates are `yyyy-MM-dd`, times ISO 8601 in UTC, both as text: a format makes of them what it has for such values. `text` stays
 * text, whatever it looks like.
 */
export interface OverviewColumn {
  /** As in JSON and in the config: `hireStartDate`. */
  name: string;
  /** For people: `Hire start date`. */
  title: string;
  kind: 'text' | 'date' | 'time' | 'number' | 'boolean';
  /** Characters that a column for people should show. */
  width: number;
}

export type OverviewValue = string | number | boolean | null;
export type OverviewRow = readonly OverviewValue[];

/** What the rows come to, counted in the same moment of the register. */
export interface OverviewSummary {
  feed: string;
  /** The moment, ISO 8601 in UTC. */
  at: string;
  /** The roster that was last processed, or skipped as the same again. */
  lastRoster: { name: string; at: string } | null;
  companies: readonly CompanyCount[];
  active: number;
  deactivated: number;
}

export type RenderOverview = (overview: Overview) => Promise<NodeJS.ReadableStream>;

/** What an overview has only where it is asked for by name. */
export const fieldsToAskFor = [...sealedFields, 'attributes'] as const;
export type FieldToAskFor = (typeof fieldsToAskFor)[number];

export const overviewFormats = ['xlsx', 'csv'] as const;
export type OverviewFormat = (typeof overviewFormats)[number];
