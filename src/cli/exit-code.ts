import { AppError } from '../domain/app-error.ts';
import type { FileStatus } from '../domain/file-status.ts';

export const exitCodes = {
  done: 0,
  rejected: 1,
  usage: 2,
  held: 3,
  infrastructure: 4,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** What somebody has to correct before the same command can work. */
const usageCodes =
  /^(config|usage|key)-|^(feed-unknown|file-not-found|file-unreadable|file-unknown|file-not-held|file-not-staged|file-not-failed|file-not-processed|file-already-undone|file-is-undo|file-history-removed|file-not-correctable|import-unknown|employee-unknown|employee-exists|employee-erased|field-of-feed|position-unknown|archive-gone|archive-erased|employee-in-roster|database-not-migrated|database-newer)$/;

export function exitCodeOfError(error: unknown): ExitCode {
  if (error instanceof AppError && error.code === 'correction-refused') return exitCodes.rejected;
  if (error instanceof AppError && !error.retryable && usageCodes.test(error.code)) return exitCodes.usage;
  return exitCodes.infrastructure;
}

export function exitCodeOfStatus(status: FileStatus): ExitCode {
  if (status === 'rejected') return exitCodes.rejected;
  if (status === 'held') return exitCodes.held;
  if (status === 'failed') return exitCodes.infrastructure;
  return exitCodes.done;
}

/** Of several outcomes the one that needs somebody soonest. */
export function gravest(codes: readonly ExitCode[]): ExitCode {
  const order = [exitCodes.infrastructure, exitCodes.held, exitCodes.usage, exitCodes.rejected];
  return order.find((code) => codes.includes(code)) ?? exitCodes.done;
}
