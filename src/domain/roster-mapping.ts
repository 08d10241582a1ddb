import { type Employee, plainFields } from './employee.ts';

/** How the columns of any HR system become employees: the layout `custom`, as a feed's config says it. Plain data. */
export interface RosterMapping {
  /** Path of the element that is one employee in XML. */
  record: string;
  fields: Partial<Record<MappingTarget, FieldMapping>>;
  /** ISO 3166 code of the country whose national identity numbers stand in the file. */
  nationalIdScheme?: string | undefined;
  /** Fields that must not be empty. */
  required: readonly MappingTarget[];
  /** Whether columns that no field names are kept in `attributes`: all of them, or these. */
  keepUnmapped: boolean | readonly string[];
  /** The layout whose rules the result must keep as well. */
  like?: LikeLayout | undefined;
}

/** Where one field comes from, and what is done with it, in this order. */
export interface FieldMapping {
  /** A column's header, or the path of an element or key. */
  from?: string | undefined;
  /** Several of them, with a text between those that are not empty. */
  join?: readonly string[] | undefined;
  with?: string | undefined;
  /** A constant. */
  value?: string | undefined;
  /** Blanks around a value are always taken away, except in birth dates and national identity numbers. */
  trim?: boolean | undefined;
  split?: { at: string; part: number } | undefined;
  case?: 'upper' | 'lower' | undefined;
  map?: Readonly<Record<string, string>> | undefined;
  date?: readonly string[] | undefined;
  number?: NumberStyle | undefined;
  true?: readonly string[] | undefined;
  false?: readonly string[] | undefined;
  /** What a word stands for that is in none of the lists. */
  otherwise?: string | undefined;
  /** What the field is where the file has nothing. */
  default?: string | undefined;
}

export interface NumberStyle {
  decimal: '.' | ',';
  thousands?: string | undefined;
  /** What the number is multiplied by: 100 makes percentages of shares. */
  times?: number | undefined;
}

export const likeLayouts = ['personnel-ticket'] as const;
export type LikeLayout = (typeof likeLayouts)[number];

export type TargetKind = 'key' | 'text' | 'date' | 'number' | 'boolean' | 'nationalId';

/** What a column can be mapped to, in the order in which issues are told. */
export const mappingTargets = [
  'employeeNo',
  'companyId',
  'nationalId',
  ...plainFields.filter(({ kind }) => kind !== 'json').map(({ name }) => name as PlainTarget),
  'disabilityGrade',
  'disabilityFromDate',
  'deleted',
  'active',
] as const;

export type MappingTarget =
  | PlainTarget
  | 'employeeNo'
  | 'companyId'
  | 'nationalId'
  | 'disabilityGrade'
  | 'disabilityFromDate'
  | 'deleted'
  | 'active';

type PlainTarget = Exclude<
  keyof Employee,
  'employeeNo' | 'companyId' | 'attributes' | 'inactiveBy' | 'nationalId' | 'disabilityGrade' | 'disabilityFromDate'
>;

export function kindOf(target: MappingTarget): TargetKind {
  return kinds.get(target) ?? 'text';
}

/** The columns that a field is made of. */
export function sourcesOf({ from, join }: FieldMapping): readonly string[] {
  return from === undefined ? (join ?? []) : [from];
}

const kinds = new Map<MappingTarget, TargetKind>([
  ...plainFields.map(({ name, kind }) => [name as PlainTarget, kind as TargetKind] as const),
  ['employeeNo', 'key'],
  ['companyId', 'key'],
  ['nationalId', 'nationalId'],
  ['disabilityGrade', 'number'],
  ['disabilityFromDate', 'date'],
  ['deleted', 'boolean'],
  ['active', 'boolean'],
]);
