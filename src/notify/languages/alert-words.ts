import type { AlertCode, AlertDetail, LateState } from '../../domain/alert.ts';

/** The mails about a feed or the whole installation. */
export interface AlertWords {
  codes: Record<AlertCode, AlertWording>;
  /** "The feed acme", "Rollcall" */
  about(feed: string): string;
  lasted(duration: string): string;
  whatItMeans: string;
  whatItWas: string;
  nothingToDo: string;
  theAlert: string;
  feed: string;
  since: string;
  until: string;
  kind: string;
  /** What the system itself says: an error's own words are English. */
  ownWords(detail: Pick<AlertDetail, 'code' | 'message'>): string;
  stray(file: NonNullable<AlertDetail['strays']>[number]): string;
  moreFiles(count: number): string;
  late: {
    missed(by: string, after: string, lastRoster: LateState['lastRoster']): string;
    otherTrouble(trouble: LateState['standing'][number]): string;
    noFile: string;
    files: string;
    fileNote(id: number, at: string): string;
    firstTheOther: string;
    heldFile: string;
  };
  footer(feed: string): string;
}

/** What is said of each kind of alert; `happened` and `solved` go behind `acme: ` in a subject. */
export interface AlertWording {
  happened(detail: AlertDetail): string;
  solved: string;
  /** What it means for the register, and what waits. */
  meaning: string;
  advice(detail: AlertDetail): string;
  /** Whether Rollcall goes on by itself, and when. */
  goesOn: string;
}
