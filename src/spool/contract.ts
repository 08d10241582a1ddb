import type { Readable } from 'node:stream';

/** Rollcall's own disk: a private copy of each file until its verdict is final, and the complete issue lists. */
export interface Spool {
  /** A name of our own for a copy that is about to be made. */
  begin(): SpoolCopy;
  /**
   * Copies bytes to the spool: temp file, fsync, rename; mode 0600.
   *
   * @throws AppError `spool-full` (retryable), or whatever the content fails with; the temp file is then gone
   */
  receive(copy: SpoolCopy, content: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<SpooledFile>;
  /** Where the copy lies: whoever reads a roster opens it there, in whatever thread that is. */
  path(spoolName: string): string;
  exists(spoolName: string): Promise<boolean>;
  /** Hexadecimal, of the bytes that lie there now. @throws AppError `reading-failed` (retryable) */
  sha256(spoolName: string): Promise<string>;
  remove(spoolName: string): Promise<void>;
  /**
   * Removes every spooled file that is not in the list, and every temp file.
   *
   * @param restingMs leaves alone what was written to within this time; by default only what is arriving
   */
  keepOnly(spoolNames: ReadonlySet<string>, restingMs?: number): Promise<void>;

  /** Starts the complete issue list of a file anew. */
  writeReport(fileId: number): Promise<ReportWriter>;
  /** Removes the issue list of an earlier reading. */
  dropReport(fileId: number): Promise<void>;
  /** Ids of the files that have an issue list here. */
  reports(): Promise<number[]>;
  readReport(fileId: number): Promise<Readable | null>;
}

/** A copy that may still be under way: it can be read as far as it has come. */
export interface SpoolCopy {
  spoolName: string;
  /** Where it lies once it is whole. */
  path: string;
  /** See copy-growth.ts; threads share it. */
  growth: SharedArrayBuffer;
}

export interface SpooledFile {
  spoolName: string;
  bytes: number;
  /** Hexadecimal. */
  sha256: string;
}

export interface ReportWriter {
  /** Adds lines of text; resolves when more may be written. */
  write(text: string): Promise<void>;
  close(): Promise<void>;
  /** Leaves nothing of it: what is written is not all of it. */
  discard(): Promise<void>;
}
