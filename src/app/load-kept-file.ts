import { AppError } from '../domain/app-error.ts';
import { loadFile } from '../pipeline/load-file.ts';
import type { RosterFile, Store } from '../store/contract.ts';

/**
 * A file of the ledger; where it is not there, and old ones have been removed, that is said.
 *
 * @throws AppError `file-unknown`
 */
export async function loadKeptFile(store: Pick<Store, 'ledger' | 'pruning'>, id: number): Promise<RosterFile> {
  try {
    return await loadFile({ parts: { store } }, id);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'file-unknown') throw error;
    const { files } = await store.pruning.noted();
    if (files === null) throw error;
    const message = `There is no file ${id} in the ledger. Files that were finished before ${files} have been removed.`;
    throw new AppError(error.code, message, {
      hint: `${error.hint} How long they are kept is "keep.files" in the config.`,
    });
  }
}
