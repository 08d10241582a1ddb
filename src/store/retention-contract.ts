import type { ArchiveFolder } from '../inbox/contract.ts';

// --- archive_keys ---

/** The key of one encrypted archive file, and where that file lies. */
export interface ArchiveKey {
  fileId: number;
  /** Sealed by the vault; null once it is erased. */
  wrapped: Buffer | null;
  folder: ArchiveFolder;
  /** Of the encrypted file; without its ending it is that of the plain one. */
  name: string;
  /** Of the encrypted file, once it is whole. */
  fingerprint: string | null;
  createdAt: string;
  /** Since when the encrypted file has been whole; null while the plain one is still needed. */
  sealedAt: string | null;
  erasedAt: string | null;
}

export interface ArchiveKeys {
  get(fileId: number): Promise<ArchiveKey | null>;
  /** Unless the file has one. @returns the one that it has */
  add(key: Pick<ArchiveKey, 'fileId' | 'wrapped' | 'folder' | 'name' | 'createdAt'>): Promise<ArchiveKey>;
  update(
    fileId: number,
    place: Partial<Pick<ArchiveKey, 'folder' | 'name' | 'fingerprint' | 'sealedAt'>>,
  ): Promise<void>;
  remove(fileId: number): Promise<void>;
  /** Makes these files unreadable. @returns how many still had a key */
  erase(fileIds: readonly number[], at: string): Promise<number>;
}

// --- erasure of personal data ---

/** Whose personal data is due. Whoever is active, or stands in the feed's last roster, never is. */
export interface ErasureRules {
  feed: string;
  /** Who was deactivated then or before. */
  inactiveSince: string;
  /** Whose `hireEndDate` is this day (yyyy-MM-dd) or an earlier one, */
  endedBy: string;
  /** and who was deactivated then or before: what a wrong roster did can be undone until then. */
  undoableSince: string;
  /** When the feed's last full roster was applied; null where there is none. */
  lastRosterAt: string | null;
}

/** What the erasure of one employee depends on. */
export interface Erasable {
  id: number;
  feed: string;
  active: boolean;
  /** The roster that they were absent from; null where they were deactivated in another way. */
  absentFromFileId: number | null;
  /** Whether the feed's last roster brings them, as far as the register can tell. */
  inLastRoster: boolean;
  /** An open file of the feed that brings them. */
  openFileId: number | null;
  /** Whether a destination is still to be told of them. */
  undelivered: boolean;
  createdAt: string;
  createdFileId: number | null;
  erasedAt: string | null;
  /** Who did it. */
  erasedBy: string | null;
}

/** Erases personal data; ids, counts, hashes, and which fields were changed when and by whom stay. */
export interface Erasure {
  /** Of all daemons one erases, and none again before `notSince` is over. @returns whether it is this one's turn */
  claim(now: string, notSince: string): Promise<boolean>;
  /** Gives a turn back that came to nothing. */
  giveBack(): Promise<void>;
  /** Employees who are due, some at a time. */
  due(rules: ErasureRules): AsyncIterable<number[]>;
  /** Of these those that are due now, are in no open file, and of whom no destination is still to be told. */
  stillDue(rules: ErasureRules, ids: readonly number[]): Promise<number[]>;
  employee(id: number): Promise<Erasable | null>;
  /**
   * Erases employees of one feed in register, history, staging, plans, kept issues and deliveries. Call it inside a transaction,
   * under the feed's lease, and have the register's version move.
   *
   * @returns the employee numbers that they had
   */
  employees(feed: string, ids: readonly number[], by: { at: string; actor: string }): Promise<string[]>;
  /** Finished files of the feed, with what stood in them, that are older; not its last roster. Some at a time. */
  agedFiles(feed: string, before: string): Promise<number[]>;
  /**
   * Erases some of what stood in a file: staged rows, and values of its plan.
   *
   * @param after what it returned the last time; null at first
   * @returns null when nothing was left
   */
  fileRows(fileId: number, after: FileCursor | null): Promise<FileCursor | null>;
  /** Erases what its issues and deliveries say, and notes that all of it is gone. Call it inside a transaction. */
  file(fileId: number, at: string): Promise<void>;
  /** Makes archive files unreadable that are older; not the last roster's. @returns how many */
  archiveKeys(feed: string, before: string, at: string): Promise<number>;
  /** Of these files those of which nothing is to be left. */
  erasedFiles(ids: readonly number[]): Promise<number[]>;
}

/** Behind which row of a plan it goes on. */
export interface FileCursor {
  planNo: number;
  employeeId: number;
}

// --- a new key: every table with sealed values ---

export type SealedTable = 'employees' | 'imports' | 'corrections' | 'history' | 'archiveKeys';

export interface SealedValue {
  id: number;
  sealed: Buffer;
}

/** Digests are null where the table has none, or nothing to make them of. */
export interface ResealedValue extends SealedValue {
  /** What the value was: it is left alone where it is another one by now. */
  before: Buffer;
  sealedDigest: Buffer | null;
  nationalIdIndex: Buffer | null;
}

export interface Resealing {
  /**
   * Some values that are sealed with another key, in the order of their ids.
   *
   * @param keyId as `Vault.keyIds` has it
   * @param after the id behind which it looks
   * @returns `next` is where it goes on; null at the end
   */
  others(table: SealedTable, keyId: string, after: number): Promise<{ values: SealedValue[]; next: number | null }>;
  /** @returns how many were written: not those that somebody else has written meanwhile */
  write(table: SealedTable, values: readonly ResealedValue[]): Promise<number>;
  /** Notes that everything is sealed with this key, and that the others must not seal any more. */
  finish(keyId: string, replaced: readonly string[], at: string): Promise<void>;
  /** When this key was replaced by a newer one; null where it was not. */
  replacedAt(keyId: string): Promise<string | null>;
}
