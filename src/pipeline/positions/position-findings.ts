import type { Issue, Severity } from '../../domain/issue.ts';
import { maskNationalIds } from '../../domain/mask.ts';
import type { Position } from '../../domain/position.ts';
import { type ToldMessage, tell } from '../../domain/told.ts';
import type { UnknownHolder } from '../../store/contract.ts';
import { wholeFile } from '../finding-wording.ts';

/** A position, as it is named in a message. The layout has seen to it that its id is nobody's identity number; see `masked`. */
interface NamedPosition {
  /** Null where only its line is told. */
  positionId: string | null;
  line: number;
}

export function repeated(positionId: string, line: number): Issue {
  return about('duplicate-rows', 'warning', { positionId, line }, null, tell('rows-identical', {}));
}

export function conflict(positionId: string, line: number, firstLine: number): Issue {
  const said = tell('position-repeated', { position: masked(positionId), line: firstLine });
  return about('duplicate-position-id', 'fatal', { positionId, line }, 'position_id', said);
}

export function anotherRoot(positionId: string, line: number, first: NamedPosition): Issue {
  const said = tell('another-root', {
    position: masked(positionId),
    first: first.positionId === null ? null : masked(first.positionId),
    line: first.line,
  });
  return about('several-roots', 'fatal', { positionId, line }, null, said);
}

export function noRoot(positions: number): Issue {
  return wholeFile('no-root', positions === 0 ? tell('no-positions', {}) : tell('no-root', {}));
}

export function orphan(positionId: string, line: number, parentId: string): Issue {
  const said = tell('orphan', { position: masked(positionId), parent: masked(parentId) });
  return about('orphan-position', 'fatal', { positionId, line }, 'parent_position_id', said);
}

/** @param members the first of a long cycle, and its last */
export function cycle(members: readonly NamedPosition[], length: number): Issue {
  const [first = { positionId: null, line: 0 }] = members;
  const said = tell('cycle', {
    members: members.map(({ positionId, line }) => ({
      position: positionId === null ? null : masked(positionId),
      line,
    })),
    left: length - members.length,
  });
  return about('position-cycle', 'fatal', first, 'parent_position_id', said);
}

export function tooMany(most: number): Issue {
  return wholeFile('too-many-positions', tell('too-many-positions', { most }));
}

export function twicePlaced({ positionId, employeeNo }: Position, line: number, firstLine: number): Issue {
  const values = { employeeNo: masked(employeeNo ?? ''), position: masked(positionId), line: firstLine };
  const said = tell('employee-placed-twice', values);
  return about('employee-in-two-positions', 'warning', { positionId, line, employeeNo }, 'employee_id', said);
}

export function unknownHolder({ positionId, line, employeeNo }: UnknownHolder): Issue {
  const said = tell('holder-unknown', { position: masked(positionId), employeeNo: masked(employeeNo) });
  return about('unknown-employee', 'warning', { positionId, line, employeeNo }, 'employee_id', said);
}

/** An id can still look like an identity number: a mistyped one, of a day that doesn't exist, is an id, and is hidden. */
function masked(id: string): string {
  return maskNationalIds(id);
}

function about(
  code: string,
  severity: Severity,
  { positionId, line, employeeNo = null }: NamedPosition & { employeeNo?: string | null },
  field: string | null,
  said: ToldMessage,
): Issue {
  return {
    ...{ code, severity, line, column: null, field, companyId: null, ...said },
    employeeNo: employeeNo === null ? null : masked(employeeNo),
    positionId: positionId === null ? null : masked(positionId),
  };
}
