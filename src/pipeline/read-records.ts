import { AppError } from '../domain/app-error.ts';
import { figure } from '../domain/figure.ts';
import type { Issue } from '../domain/issue.ts';
import { maskNationalIds } from '../domain/mask.ts';
import type { PackedIn } from '../domain/roster-dialect.ts';
import { tell } from '../domain/told.ts';
import type { Formats, ReadOptions, RecordBatch } from '../formats/contract.ts';
import { wholeFile } from './finding-wording.ts';
import { joinChunks } from './join-chunks.ts';
import type { ReadingOrder } from './reading.ts';

const limits = { maxRecordSize: 1_000_000, maxDepth: 64 };

/** The file's records in batches, from its beginning; what is wrong with its packing and its structure is reported. */
export async function* readRecords(
  file: Pick<ReadingOrder, 'fileName' | 'path' | 'size' | 'decrypt'>,
  { formats, readBytes }: { formats: Formats; readBytes(path: string): AsyncIterable<Uint8Array> },
  options: Omit<ReadOptions, 'limits'>,
): AsyncGenerator<RecordBatch> {
  if (file.size === 0) return options.report(wholeFile('file-empty', tell('file-empty', { isPacked: false })));
  const { decrypt } = file;
  const packedIn: PackedIn[] = [];
  let isBroken = false;
  // What a reader says of the end of a file that could not be unpacked is only a consequence.
  const report = (issue: Issue) => (isBroken ? undefined : options.report(issue));
  const unpacked = formats.unpack(notEmptied(file, readBytes(file.path)), {
    decrypt,
    report(issue) {
      isBroken = true;
      options.report(issue);
    },
    onLayer(layer) {
      packedIn.push(layer);
      options.describe({ packedIn: [...packedIn] });
    },
  });
  const bytes = joinChunks(unpacked);
  try {
    const first = await bytes.next();
    if (first.done) {
      return report(wholeFile('file-empty', tell('file-empty', { isPacked: true })));
    }
    const format = formats.choose(file.fileName, first.value);
    if (format === null) {
      return report(wholeFile('unknown-format', tell('format-unknown', {})));
    }
    yield* formats.read[format](startingWith(first.value, bytes), { ...options, report, limits });
  } finally {
    await bytes.return(undefined);
  }
}

async function* startingWith(first: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield first;
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
}

/** @throws AppError `file-emptied` */
async function* notEmptied(
  { path, size }: { path: string; size: number },
  bytes: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  let isEmpty = true;
  for await (const chunk of bytes) {
    isEmpty = false;
    yield chunk;
  }
  if (isEmpty) throw emptied(path, size);
}

/** It may be a copy in the spool, or somebody's own file that is only checked. */
function emptied(path: string, size: number): AppError {
  const bytes = figure(size);
  return new AppError('file-emptied', `The file ${maskNationalIds(path)} is empty now; it had ${bytes} bytes before.`, {
    hint: 'Check its disk, and whether another program writes to it; then try again: "rollcall retry" for a file that has failed.',
  });
}
