import type { Issue } from '../domain/issue.ts';
import type { DeliveryCounts, ListedDelivery, RosterFile } from '../store/contract.ts';
import type { MailEvent } from './contract.ts';

/** What a mail about a verdict is made of. */
export interface VerdictMail {
  event: MailEvent;
  file: RosterFile;
  /** The kept issues, most important first. */
  issues: readonly Issue[];
  /** Quarantined rows of people who would otherwise have left: listed first. */
  leavers?: readonly Issue[];
  /** Whom destinations have refused, the first ones of them, and how many by destination. */
  refusals?: Refusals | undefined;
  commands: CommandHints;
  /** Whether errors.csv goes with the mail; `too-large` when the mail server did not take it. */
  attachment: 'attached' | 'too-large' | 'none';
}

export interface Refusals {
  deliveries: readonly ListedDelivery[];
  counts: readonly DeliveryCounts[];
}

/** The exact commands that the reader can run. */
export interface CommandHints {
  /** How Rollcall is called where it is installed, e.g. `npx rollcall`. */
  program: string;
  approve: string;
  discard: string;
  changes: string;
  errors: string;
}

export function commandHints(fileId: number, program = 'npx rollcall'): CommandHints {
  return {
    program,
    approve: `${program} approve ${fileId}`,
    discard: `${program} discard ${fileId}`,
    changes: `${program} file ${fileId} --changes changes.csv`,
    errors: `${program} file ${fileId} --errors errors.csv`,
  };
}
