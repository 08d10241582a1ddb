/** What a file of a feed lists: people, or the hierarchy of positions that some systems send beside them. */
export type RosterKind = 'employees' | 'positions';

/** The order in which files that are found together are processed: positions name employees. */
export const kindsInOrder: readonly RosterKind[] = ['employees', 'positions'];

/**
 * The name under which the feed's part of the register has its version and its last full roster. A feed's id holds no
 * slash, so that none is called like another one's positions.
 */
export function registerName(feed: string, kind: RosterKind): string {
  return kind === 'employees' ? feed : `${feed}/${kind}`;
}
