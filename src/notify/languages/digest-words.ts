import type { RosterKind } from '../../domain/roster-kind.ts';
import type { RepeatedEvent } from '../contract.ts';

/** The mail about files that failed in the same way as one that was told of in full. */
export interface DigestWords {
  /** "3 more files": for a subject. */
  details(event: RepeatedEvent, count: number): string;
  headline(event: RepeatedEvent, feed: string, count: number, since: string): string;
  /** What the mail of the first file told, in a few words. */
  sameAsBefore(event: RepeatedEvent, first: { id: number; name: string; at: string }, what: string): string;
  nothingChanged: string;
  theFiles: string;
  /** "File 13, received ..." */
  fileNote(id: number, at: string): string;
  moreFiles(count: number): string;
  /** What to do with the newest of held files: the commands come behind it. */
  decide(id: number, name: string): string;
  olderHolds: string;
  correct(kind: RosterKind): string;
  lookAt(id: number): string;
  /** A roster was processed meanwhile. */
  worksAgain(name: string, at: string): string;
  nothingToDo: string;
  nextMail: string;
}
