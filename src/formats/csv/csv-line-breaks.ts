import type { RosterDialect } from '../../domain/roster-dialect.ts';

/** One bit for each kind of line break, so that all that a file has are one number. */
export const lineBreak = { lf: 1, cr: 2, crlf: 4 } as const;

/** Null where there is no line break at all. */
export function nameLineBreaks(kinds: number): RosterDialect['lineBreak'] | null {
  switch (kinds) {
    case 0:
      return null;
    case lineBreak.lf:
      return 'LF';
    case lineBreak.cr:
      return 'CR';
    case lineBreak.crlf:
      return 'CRLF';
    default:
      return 'mixed';
  }
}
