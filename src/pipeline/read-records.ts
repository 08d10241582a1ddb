import { AppError } from '../domain/app-error.ts';
import { maskNationalIds } from '../domain/mask.ts';
import type { Formats, ReadOptions, RecordBatch } from '../formats/contract.ts';
import { wholeFile } from './finding-wording.ts';

const limits = { maxRecordSize: 1_000_000, maxDepth: 64 };

/** The file's records in batches, from its beginning; what is wrong with its structure is reported. */
export async function* readRecords(
  file: { fileName: string; path: string; size: number },
  { formats, readBytes }: { formats: Formats; readBytes(path: string): AsyncIterable<Uint8Array> },
  options: Omit<ReadOptions, 'limits'>,
): AsyncGenerator<RecordBatch> {
  const { report } = options;
  if (file.size === 0) return report(wholeFile('file-empty', 'The file is empty: it has no bytes at all.'));
  const beginning = await firstBytes(readBytes(file.path));
  if (beginning === null) throw emptied(file);
  const format = formats.choose(file.fileName, beginning);
  const read = format === null ? null : formats.read[format];
  if (read === null) {
    const message = 'The file is neither CSV nor XML, as far as its name and its first bytes tell.';
    return report(wholeFile('unknown-format', message));
  }
  yield* read(readBytes(file.path), { ...options, limits });
}

async function firstBytes(bytes: AsyncIterable<Uint8Array>): Promise<Uint8Array | null> {
  for await (const chunk of bytes) return chunk;
  return null;
}

/** It may be a copy in the spool, or somebody's own file that is only checked. */
function emptied({ path, size }: { path: string; size: number }): AppError {
  const bytes = size.toLocaleString('en-US');
  return new AppError('file-emptied', `The file ${maskNationalIds(path)} is empty now; it had ${bytes} bytes before.`, {
    hint: 'Check its disk, and whether another program writes to it; then try again: "rollcall retry" for a file that has failed.',
  });
}
