import type { RosterFile } from '../store/contract.ts';
import type { Catalogue } from './languages/contract.ts';
import { plainLine } from './plain-line.ts';

/**
 * What a mail calls a file, or the entry of the ledger that no file has made.
 *
 * @param longest characters
 */
export function shownName(
  { name, source }: Pick<RosterFile, 'name' | 'source'>,
  { file }: Catalogue,
  longest: number,
): string {
  return source === 'end-dates' ? file.endDates(name.slice(-'yyyy-MM-dd'.length)) : plainLine(name, longest);
}
