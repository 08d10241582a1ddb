import { matchesGlob } from 'node:path';

/** What a feed takes when its config doesn't say. */
export const defaultFilePattern = '*.{csv,xml,json}{,.gz,.zip,.pgp,.gpg,.asc}';

/** Whether a file's name matches a pattern of `*`, `?` and `{a,b}`; case makes no difference. */
export function matchesFilePattern(pattern: string, name: string): boolean {
  // A name is never a path here, but matchesGlob splits at slashes.
  if (name.includes('/')) return false;
  return matchesGlob(name.toLowerCase(), pattern.toLowerCase());
}
