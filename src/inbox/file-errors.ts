import { AppError } from '../domain/app-error.ts';

/** What can be wrong with one file while the inbox is fine. */

export function fileChanged(path: string, how: string, cause?: unknown): AppError {
  return new AppError('file-changed', `${path} changed while it was read: ${how}.`, {
    hint: 'It is taken once it stays the same. Let the sender write to a name that ends in .part, and rename it.',
    retryable: true,
    cause,
  });
}

export function fileGone(path: string, cause?: unknown): AppError {
  return new AppError('file-gone', `${path} was removed before it was read.`, {
    hint: 'Nothing to do: it is taken when it is dropped again.',
    retryable: true,
    cause,
  });
}

export function fileUnreadable(path: string, cause: unknown): AppError {
  return new AppError('file-unreadable', `${path} can't be opened: permission denied.`, {
    hint: "Let Rollcall's user read the file; other files of the feed are taken meanwhile.",
    cause,
  });
}
