import { figure } from '../figure.ts';

type Nothing = Record<never, never>;

interface Field {
  field: string;
}

/** Of positions: their rows, and how they stand to each other. */
export const positionMessages = {
  'position-id-invalid': ({ field, most, vacant = false }: Field & { most: number; vacant?: boolean }) =>
    `${field} must be 1 to ${most} lower-case letters and digits, and nothing else.${vacant ? ' The position counts as vacant.' : ''}`,
  'root-with-parent': (_: Nothing) => 'The root has a parent_position_id; nothing can be above the root.',
  'parent-missing': (_: Nothing) => 'parent_position_id is missing; only the root has none.',
  'own-parent': ({ position }: { position: string }) => `The position ${position} is its own parent.`,
  'national-id-in-position': ({ field }: Field) =>
    `${field} has a national identity number in it, which may stand in no column of positions.`,
  'position-repeated': ({ position, line }: { position: string; line: number }) =>
    `The position id ${position} stands in line ${line} already, with different data.`,
  'another-root': ({ position, first, line }: { position: string; first: string | null; line: number }) =>
    `${position} is another root: it has no parent, as ${named(first, line)} has none. There must be exactly one.`,
  'no-positions': (_: Nothing) => 'The file holds no positions, not even a root.',
  'no-root': (_: Nothing) =>
    'No position is the root: every one has a parent, and so none stands at the top of the hierarchy.',
  orphan: ({ position, parent }: { position: string; parent: string }) =>
    `The position ${position} has the parent ${parent}, which is not in the file, so that it does not lead up to the root.`,
  cycle: ({ members, left }: { members: readonly { position: string | null; line: number }[]; left: number }) => {
    const names = members.map(({ position, line }) => named(position, line));
    if (left > 0) names.splice(-1, 0, `... ${figure(left)} more ...`);
    const [first] = members;
    return `These positions lead back to themselves instead of up to the root: ${[...names, first?.position ?? names[0] ?? ''].join(' -> ')}.`;
  },
  'too-many-positions': ({ most }: { most: number }) =>
    `The file holds more than ${figure(most)} positions. It was not read any further.`,
  'employee-placed-twice': ({ employeeNo, position, line }: { employeeNo: string; position: string; line: number }) =>
    `The employee ${employeeNo} holds the position ${position} and the one in line ${line}, too.`,
  'holder-unknown': ({ position, employeeNo }: { position: string; employeeNo: string }) =>
    `The position ${position} is held by ${employeeNo}, who is no active employee of the feed.`,
};

function named(position: string | null, line: number): string {
  return position === null ? `line ${line}` : `${position} (line ${line})`;
}
