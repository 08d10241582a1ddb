import type { IssueCode } from './issue-code.ts';

/** Of positions. */
export const positionIssues = {
  'missing-position-id': { title: 'missing position id', advice: 'Give every position an id in the source system.' },
  'invalid-position-id': {
    title: 'position id',
    advice: 'Use lower-case letters and digits only, and the same id wherever the position is meant.',
  },
  'missing-parent': {
    title: 'missing parent',
    advice: 'Name the position above it. Only the one at the top, the root, has none.',
  },
  'root-with-parent': {
    title: 'root with a parent',
    advice: 'Take the parent away from the root, or export another position as the root.',
  },
  'own-parent': { title: 'its own parent', advice: 'Name the position above it; nothing can be above itself.' },
  'no-root': {
    title: 'no root',
    advice: 'Export the position at the top of the hierarchy, too: the one that has nobody above it.',
  },
  'several-roots': {
    title: 'several roots',
    advice: 'Give all positions but the one at the top a parent in the source system.',
  },
  'orphan-position': {
    title: 'parent not in the file',
    advice: 'Export the position that it names as its parent, too, or name another one.',
  },
  'position-cycle': {
    title: 'positions in a circle',
    advice: 'Give one of the positions named another parent, so that all of them lead up to the root.',
  },
  'duplicate-position-id': {
    title: 'duplicate position id',
    advice: 'Find out which of the rows is right and remove the others, or give each position an id of its own.',
  },
  'too-many-positions': {
    title: 'too many positions',
    advice: 'Check whether the export repeats its rows; a hierarchy of this size is none.',
  },
  'unknown-employee': {
    title: 'employee not known',
    advice:
      'Nothing is lost: the position is linked as soon as a roster brings the employee. Correct the number if it is wrong.',
  },
  'employee-in-two-positions': {
    title: 'one employee in two positions',
    advice: 'Check whether this person really holds both; otherwise leave one of them vacant.',
  },
} as const satisfies Record<string, IssueCode>;
