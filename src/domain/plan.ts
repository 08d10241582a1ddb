/** What reconciling a staged file would change. */
export type ChangeKind = 'created' | 'updated' | 'reactivated' | 'deactivated' | 'renumbered';

/** `undo`: the file that had brought or reactivated somebody was undone. */
export type DeactivatedBy = 'absent' | 'deleted' | 'end_date' | 'inactive' | 'manual' | 'undo';

export interface PlanCounts {
  created: number;
  updated: number;
  reactivated: number;
  deactivated: number;
  renumbered: number;
  unchanged: number;
  quarantined: number;
  /** Missing, but not yet in as many rosters in a row as the feed wants (`deactivateAfterMissing`); absent where nobody is. */
  missing?: number;
}

export function noChanges(): PlanCounts {
  return { created: 0, updated: 0, reactivated: 0, deactivated: 0, renumbered: 0, unchanged: 0, quarantined: 0 };
}

/** One field of one change. Sealed values read `*****`. */
export interface FieldChange {
  field: string;
  before: unknown;
  after: unknown;
}

/** What happens to one employee, or to one position. */
export interface Change {
  kind: ChangeKind;
  /** The employee's key; null where the file is of positions. */
  companyId: string | null;
  employeeNo: string | null;
  /** Only where the file is of positions. */
  positionId?: string;
  /** Only what differs. */
  fields: FieldChange[];
}
