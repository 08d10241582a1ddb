import type { FileStatus } from '../../domain/file-status.ts';
import type { RosterKind } from '../../domain/roster-kind.ts';
import type { RepeatedEvent } from '../contract.ts';

/** The mail about files that failed in the same way as one that was told of in full. */
export interface DigestWords {
  /** "3 more files": for a subject. */
  files(count: number): string;
  /** @param why of all of them, in a few words or a whole sentence; '' where nothing is known any more */
  headline(event: RepeatedEvent, feed: string, count: number, since: string, why: string): string;
  nothingChanged: string;
  /** The mail about the first one has the details. */
  firstMail(id: number, name: string): string;
  theFiles: string;
  /** "File 13, received ..." */
  fileNote(id: number, receivedAt: string): string;
  olderFiles(count: number): string;
  /** Of held files: the newest one waits for a decision, and the commands for it stand below. */
  decide(id: number, name: string): string;
  decided(id: number, name: string, status: FileStatus): string;
  correct(kind: RosterKind): string;
  /** What is shown by a command. */
  lookAt(id: number): string;
  /** A roster was processed after these. */
  worksAgain(name: string, at: string): string;
  nothingToDo: string;
  /** How it goes on. */
  goesOn: string;
}
