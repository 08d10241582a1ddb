import { AppError } from '../domain/app-error.ts';

export function spoolFailed(path: string, cause: unknown): AppError {
  const code = codeOf(cause);
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new AppError('spool-full', `The disk of the spool is full: ${path} can't be written.`, {
      hint: 'Make room on the disk that holds the spool; Rollcall tries again by itself.',
      retryable: true,
      cause,
    });
  }
  return new AppError('spool-failed', `The spool can't be used: ${path} (${code ?? 'unknown error'}).`, {
    hint: 'Check that the directory is on a sound disk and belongs to the user that runs Rollcall.',
    retryable: true,
    cause,
  });
}

/** A file that was there when its reading was ordered. */
export function readingFailed(path: string, cause: unknown): AppError {
  return new AppError('reading-failed', `The file ${path} can't be read (${codeOf(cause) ?? 'unknown error'}).`, {
    hint: 'Check that it is still there, that its disk is sound, and that the user that runs Rollcall may read it.',
    retryable: true,
    cause,
  });
}

export function isMissing(error: unknown): boolean {
  return codeOf(error) === 'ENOENT';
}

function codeOf(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : undefined;
}
