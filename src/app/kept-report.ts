import { Readable } from 'node:stream';
import { errorsCsvAttachment } from '../notify/errors-csv.ts';
import type { Store } from '../store/contract.ts';

/**
 * A file's errors.csv out of the ledger, for a host that has not read the file itself: the issues that are kept there, and how
 * many there are in all. Null where there is no such file, or nothing is wrong with it.
 */
export async function keptReport({ ledger }: Pick<Store, 'ledger'>, fileId: number): Promise<Readable | null> {
  const file = await ledger.get(fileId);
  if (file === null || file.issueCounts.total === 0) return null;
  const issues = await ledger.issues(fileId);
  return Readable.from([await errorsCsvAttachment(null, issues, file.issueCounts.total, file.kind)]);
}
