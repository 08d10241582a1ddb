// --- adoption of a renamed feed: every table with a feed ---

/** Rows that belong to another feed now. */
export interface AdoptedRows {
  files: number;
  employees: number;
  imports: number;
  positions: number;
  positionImports: number;
  positionChanges: number;
  mails: number;
  deliveries: number;
}

export interface Adoption {
  /** Whether the database has rows of the feed at all, and whether employees or positions are among them. */
  holds(feed: string): Promise<{ anything: boolean; register: boolean }>;
  /** Feeds that have brought a roster, are none of these, and were not taken over. */
  leftBehind(feeds: readonly string[]): Promise<string[]>;
  /**
   * Gives what belongs to `from` to `to`, which has no register of its own, and leaves `from` paused. Call inside a
   * transaction, under the leases of both.
   */
  adopt(order: { from: string; to: string; at: string; by: string }): Promise<AdoptedRows>;
}

// --- pruning ---

/**
 * Removes what is old, in steps that are short transactions each: call one again until it says that nothing was left.
 * `before` is the time of which everything older goes.
 */
export interface Pruning {
  /** Of all daemons one prunes, and none again before `notSince` is over. @returns whether it is this one's turn */
  claim(now: string, notSince: string): Promise<boolean>;
  /** Gives a turn back that came to nothing. */
  giveBack(): Promise<void>;
  /**
   * Some finished files, by their ids from `after` on. Not those that still lie in the inbox, that have a mail or a delivery
   * to be sent, or that are the last full roster of their feed.
   */
  files(before: string, after: number): Promise<number[]>;
  /**
   * Some rows that belong to a file: staged rows, plans and settled deliveries; none of a file that has been taken up again.
   *
   * @returns how many there were
   */
  fileRows(fileId: number): Promise<number>;
  /** The file itself with its issues and mails, unless it or one of its deliveries has been taken up again. Call inside a transaction. */
  file(fileId: number): Promise<boolean>;
  /** Some changes of employees and positions. @returns how many there were */
  history(before: string): Promise<number>;
  /** Some mails that were sent or given up. @returns how many there were */
  mails(before: string): Promise<number>;
  /** Notes up to when has been pruned, for whoever looks for what is gone. */
  note(pruned: Partial<PrunedBefore>): Promise<void>;
  noted(): Promise<PrunedBefore>;
}

/** Null where nothing has been removed. */
export interface PrunedBefore {
  files: string | null;
  history: string | null;
}
