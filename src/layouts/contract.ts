import type { Employee, EmployeeKey } from '../domain/employee.ts';
import type { ReportIssue } from '../domain/issue.ts';
import type { NationalIdScheme } from '../domain/national-ids/scheme.ts';
import type { Position } from '../domain/position.ts';
import type { RawRecord, RecordShape } from '../formats/contract.ts';

/** The rules of one system: what its rosters look like, and how a raw record becomes an employee. */
export interface Layout {
  name: string;
  shape: RecordShape;
  /** The layout's own name of the employee number. */
  keyField: string;
  /** The layout's own name of the national identity number or its secret part; null where it has none. */
  identityField: string | null;
  /** The country's whose national identity numbers stand in its files; Norwegian ones when absent or null. */
  nationalIdScheme?: NationalIdScheme | null;
  /** The plain fields that its employees can have; all others are null in every row. */
  fields: readonly (keyof Employee)[];
  /**
   * Where an employee number names one person: in its company, or in the whole feed. In the feed, the company is a field like
   * any other, which may change.
   */
  keyScope: 'company' | 'feed';
  /** Whether what a row does not send stays as it is in the register: see `ReadRow.unsent`. */
  keepsUnsent: boolean;
  /** Of its fields those that no row changes once they are set, named as in `ReadRow.unsent`; none when absent. */
  setOnce?: readonly string[];
  /** The columns that somebody has named by hand (a mapping), where a slip would read as an empty column. */
  mapped?: readonly MappedColumn[];
  /** Changes whenever the rules change, so that unchanged rows are compared again. */
  revision: string;
  /** The layout's own names of the fields in `RowRelations`; null where its rows have no such ties. */
  relations: Readonly<Record<keyof RowRelations, string | null>> | null;
  createRowReader(settings: LayoutSettings): RowReader;
}

/** A column of the shape, as a mapping names it. */
export interface MappedColumn {
  /** Among the values of a record. */
  place: number;
  /** A header, or a path. */
  source: string;
  /** The layout's own names of the fields that are made of it; none where it is only kept. */
  targets: readonly string[];
  /** Fields that have no value where this column has none; `inactiveBy` where nobody is inactive then. */
  fields: readonly (keyof Employee)[];
}

/** A layout as a feed's config asks for it: plain data, so that it can be handed to a thread. */
export interface LayoutChoice {
  name: string;
  /** What the layout of that name can be told; see `createLayout`. */
  options: Readonly<Record<string, unknown>>;
}

export interface LayoutSettings {
  /** The only companies that may stand in the file; null when any may. */
  companies: readonly string[] | null;
  allowSyntheticIds: boolean;
  /** `yyyy-MM-dd`, in the feed's time zone. */
  today: string;
}

export interface RowReader {
  /**
   * Applies every rule to one record, and makes no employee of it: most rows of a roster are known to the register, and
   * nothing more is asked of them.
   *
   * @returns null where there is something to report: `read` tells what
   */
  recognise(record: RawRecord): RecognisedRow | null;
  /** Validates one record. Reports every issue of the row before it returns. */
  read(record: RawRecord, report: ReportIssue): ReadRow;
}

/** A row without any issue. */
export interface RecognisedRow extends RowRelations {
  key: EmployeeKey;
  /** Null where the layout has none. */
  nationalId: string | null;
}

export interface ReadRow extends RowRelations {
  /** Null where the key can't be read. */
  key: EmployeeKey | null;
  /** Null where the row has a fatal or row issue. */
  employee: Employee | null;
  /** Whether the row, usable or not, says that this person is not active any more. */
  leaving?: boolean;
  /** Fields that the row does not send: names of Employee, or `attributes.name` for one of its attributes. */
  unsent?: readonly string[];
}

/** What ties a row to other rows and to the register, beside its key. */
export interface RowRelations {
  /** The email by which the register may know this person under another number; lower case. */
  email?: string | null;
  /** Emails of people who must be active, in the file or in the register (approvers); lower case. */
  mentions?: readonly string[];
  /** The account of an outside system that is this person's alone. */
  userName?: string | null;
}

/** The rules of a system that sends the hierarchy of positions in files of their own. */
export interface PositionsLayout {
  shape: RecordShape;
  /** Changes whenever the rules change. */
  revision: string;
  createPositionReader(): PositionReader;
}

export interface PositionReader {
  /** Validates one record by itself. Reports every issue of the row before it returns. */
  read(record: RawRecord, report: ReportIssue): ReadPosition;
}

export interface ReadPosition {
  /** Null where it can't be read. */
  positionId: string | null;
  /** `unknown` where it can't be read: the row has a fatal issue. */
  parent: { positionId: string } | 'root' | 'unknown';
  /** Null where the row has a fatal or row issue. */
  position: Position | null;
}
