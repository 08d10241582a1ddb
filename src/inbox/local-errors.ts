import { AppError } from '../domain/app-error.ts';

export function codeOf(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : undefined;
}

/** Whether the file system says that we may not change something there. */
export function isReadOnly(error: unknown): boolean {
  return ['EACCES', 'EPERM', 'EROFS', 'EXDEV'].includes(codeOf(error) ?? '');
}

export function unreachable(path: string, cause: unknown): AppError {
  const code = codeOf(cause);
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new AppError('inbox-unreachable', `The inbox ${path} can't be read: there is no such directory.`, {
      hint: 'Create the directory, or mount the share that it lies on; Rollcall goes on by itself.',
      retryable: true,
      cause,
    });
  }
  return new AppError('inbox-unreachable', `The inbox ${path} can't be read (${code ?? 'unknown error'}).`, {
    hint:
      code === 'EACCES' || code === 'EPERM'
        ? 'Let the user that runs Rollcall read and enter the directory.'
        : 'Check the disk or the share that the directory lies on; Rollcall goes on by itself.',
    retryable: true,
    cause,
  });
}

export function unwritable(path: string, what: string, cause: unknown): AppError {
  const code = codeOf(cause);
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new AppError('inbox-full', `${what} can't be written in the inbox ${path}: its disk is full.`, {
      hint: 'Make room on the disk of the inbox; Rollcall tries again.',
      retryable: true,
      cause,
    });
  }
  if (isReadOnly(cause)) {
    return new AppError('inbox-read-only', `${what} can't be moved or written in the inbox ${path} (${code}).`, {
      hint: 'Let the user that runs Rollcall write to the inbox and its folders processed, rejected and held, and keep them on one file system.',
      cause,
    });
  }
  return unreachable(path, cause);
}
