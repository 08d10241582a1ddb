import type { Issue } from '../domain/issue.ts';
import type { RosterFile } from '../store/contract.ts';
import type { VerdictEvent } from './contract.ts';

/** What a mail about a verdict is made of. */
export interface VerdictMail {
  event: VerdictEvent;
  file: RosterFile;
  /** The kept issues, most important first. */
  issues: readonly Issue[];
  /** Quarantined rows of people who would otherwise have left: listed first. */
  leavers?: readonly Issue[];
  commands: CommandHints;
  /** Whether errors.csv goes with the mail; `too-large` when the mail server did not take it. */
  attachment: 'attached' | 'too-large' | 'none';
}

/** The exact commands that the reader can run. */
export interface CommandHints {
  /** How Rollcall is called where it is installed, e.g. `npx rollcall`. */
  program: string;
  approve: string;
  discard: string;
  changes: string;
  errors: string;
  /** Everything that is known of the file. */
  show: string;
}

/** How Rollcall is called in a project of its own. */
export const defaultProgram = 'npx rollcall';

export function commandHints(fileId: number, program = defaultProgram): CommandHints {
  return {
    program,
    approve: `${program} approve ${fileId}`,
    discard: `${program} discard ${fileId}`,
    changes: `${program} file ${fileId} --changes changes.csv`,
    errors: `${program} file ${fileId} --errors errors.csv`,
    show: `${program} file ${fileId}`,
  };
}
