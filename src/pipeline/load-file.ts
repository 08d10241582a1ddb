import { AppError } from '../domain/app-error.ts';
import type { RosterFile, StoreAreas } from '../store/contract.ts';

/** @throws AppError `file-unknown` */
export async function loadFile(
  run: { parts: { store: Pick<StoreAreas, 'ledger'> } },
  fileId: number,
): Promise<RosterFile> {
  const file = await run.parts.store.ledger.get(fileId);
  if (file !== null) return file;
  throw new AppError('file-unknown', `There is no file ${fileId} in the ledger.`, {
    hint: 'See "rollcall files" for those that there are.',
  });
}
