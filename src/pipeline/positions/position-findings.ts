import { figure } from '../../domain/figure.ts';
import type { Issue, Severity } from '../../domain/issue.ts';
import { maskNationalIds } from '../../domain/mask.ts';
import type { Position } from '../../domain/position.ts';
import type { UnknownHolder } from '../../store/contract.ts';
import { wholeFile } from '../finding-wording.ts';

/** A position, as it is named in a message. The layout has seen to it that its id is nobody's identity number; see `about`. */
interface NamedPosition {
  /** Null where only its line is told. */
  positionId: string | null;
  line: number;
}

export function repeated(positionId: string, line: number): Issue {
  return about(
    'duplicate-rows',
    'warning',
    { positionId, line },
    null,
    'The very same row stands in the file more than once. It counts once.',
  );
}

export function conflict(positionId: string, line: number, firstLine: number): Issue {
  const message = `The position id ${positionId} stands in line ${firstLine} already, with different data.`;
  return about('duplicate-position-id', 'fatal', { positionId, line }, 'position_id', message);
}

export function anotherRoot(positionId: string, line: number, first: NamedPosition): Issue {
  const message = `${positionId} is another root: it has no parent, as ${named(first)} has none. There must be exactly one.`;
  return about('several-roots', 'fatal', { positionId, line }, null, message);
}

export function noRoot(positions: number): Issue {
  const message =
    positions === 0
      ? 'The file holds no positions, not even a root.'
      : 'No position is the root: every one has a parent, and so none stands at the top of the hierarchy.';
  return wholeFile('no-root', message);
}

export function orphan(positionId: string, line: number, parentId: string): Issue {
  const message = `The position ${positionId} has the parent ${parentId}, which is not in the file, so that it does not lead up to the root.`;
  return about('orphan-position', 'fatal', { positionId, line }, 'parent_position_id', message);
}

/** @param members the first of a long cycle, and its last */
export function cycle(members: readonly NamedPosition[], length: number): Issue {
  const [first = { positionId: null, line: 0 }] = members;
  const left = length - members.length;
  const names = members.map(named);
  if (left > 0) names.splice(-1, 0, `... ${figure(left)} more ...`);
  const message = `These positions lead back to themselves instead of up to the root: ${[...names, first.positionId ?? named(first)].join(' -> ')}.`;
  return about('position-cycle', 'fatal', first, 'parent_position_id', message);
}

export function tooMany(most: number): Issue {
  const message = `The file holds more than ${figure(most)} positions. It was not read any further.`;
  return wholeFile('too-many-positions', message);
}

export function twicePlaced({ positionId, employeeNo }: Position, line: number, firstLine: number): Issue {
  const message = `The employee ${employeeNo} holds the position ${positionId} and the one in line ${firstLine}, too.`;
  return about('employee-in-two-positions', 'warning', { positionId, line, employeeNo }, 'employee_id', message);
}

export function unknownHolder({ positionId, line, employeeNo }: UnknownHolder): Issue {
  const message = `The position ${positionId} is held by ${employeeNo}, who is no active employee of the feed.`;
  return about('unknown-employee', 'warning', { positionId, line, employeeNo }, 'employee_id', message);
}

function named({ positionId, line }: NamedPosition): string {
  return positionId === null ? `line ${line}` : `${positionId} (line ${line})`;
}

/** An id can still look like an identity number: a mistyped one, of a day that doesn't exist, is an id, and is hidden. */
function about(
  code: string,
  severity: Severity,
  { positionId, line, employeeNo = null }: NamedPosition & { employeeNo?: string | null },
  field: string | null,
  message: string,
): Issue {
  return {
    ...{ code, severity, line, column: null, field, companyId: null, message: maskNationalIds(message) },
    employeeNo: employeeNo === null ? null : maskNationalIds(employeeNo),
    positionId: positionId === null ? null : maskNationalIds(positionId),
  };
}
