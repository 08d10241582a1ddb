import type { Readable } from 'node:stream';

/** Where files are dropped. Implementations: local.ts, sftp.ts; the suite test/conformance/inbox.ts runs against each. */
export interface Inbox {
  /**
   * The whole directory, once. An inbox that can't be read throws; it never looks empty.
   *
   * @throws AppError `inbox-unreachable` (retryable), `inbox-host-key` (nothing was sent), `inbox-login`
   */
  list(): Promise<InboxListing>;
  /** The file of the inbox (or of `from`) as it is now, or null when it is gone. */
  stat(name: string, from?: ArchiveFolder): Promise<InboxEntry | null>;
  /**
   * The bytes of a file of the inbox (or of `from`). The stream fails when the connection stalls, and at its end unless the bytes are all of a file
   * that stayed the same meanwhile.
   *
   * @throws AppError, at once or through the stream: `file-changed` and `file-gone` (retryable), `file-unreadable`
   *   (permission denied: other files may be fine), `inbox-unreachable` (retryable)
   */
  read(entry: InboxEntry, from?: ArchiveFolder): Promise<Readable>;
  /**
   * Moves a file of the inbox (or of `from`) by plain rename, never overwriting: a taken name gets a suffix.
   *
   * Does nothing when the file is no longer the one in `entry`. One that was moved there before is found again.
   *
   * @param as the name that it is to have there, where that is not its own
   * @returns where the file is now
   * @throws AppError `inbox-read-only` when the file can't be moved, `inbox-full` (retryable)
   */
  move(entry: MovedEntry, to: ArchiveFolder, from?: ArchiveFolder, as?: string): Promise<MoveResult>;
  /** Writes a file into an archive folder (temp name, on disk where the server can, then rename). Overwrites an earlier one of that name. */
  put(folder: ArchiveFolder, name: string, content: Readable): Promise<void>;
  /**
   * Removes a file of an archive folder, where Rollcall alone writes, unless it is another one than `entry`.
   *
   * @throws AppError `inbox-read-only`
   */
  remove(entry: MovedEntry, from: ArchiveFolder): Promise<void>;
  /** Whether files can be moved out of the inbox, as far as can be told without touching one: for doctor. */
  isWritable(): Promise<boolean>;
  /** Calls back when something may have changed: only a hint. Absent where the inbox can't tell. */
  watch?(onHint: () => void): Promise<() => Promise<void>>;
  close(): Promise<void>;
}

export const archiveFolders = ['processed', 'rejected', 'held'] as const;

export type ArchiveFolder = (typeof archiveFolders)[number];

/** What the name of an encrypted file ends with, behind that of the plain one, which is then taken, too. */
export const sealedEnding = '.sealed';

export interface InboxEntry {
  name: string;
  /** Bytes. */
  size: number;
  modifiedAtMs: number;
  /** Differs whenever the file of that name is another one, as far as the inbox can tell without reading it. */
  fingerprint: string;
}

/** As much of an entry as it takes to find the file again. */
export type MovedEntry = Pick<InboxEntry, 'name' | 'fingerprint'>;

/** A roster in the inbox, and what its sender has put beside it: `roster.csv`, `roster.csv.done`. */
export interface DroppedRoster {
  entry: InboxEntry;
  companions: InboxEntry[];
}

export interface InboxListing {
  entries: InboxEntry[];
  /** Names that are never taken (traversal, control characters, too long), escaped for a log. */
  refused: { name: string; reason: string }[];
}

export type MoveResult = { moved: true; name: string } | { moved: false; reason: 'gone' | 'replaced' };
