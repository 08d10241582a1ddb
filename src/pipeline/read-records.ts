import { AppError } from '../domain/app-error.ts';
import type { ReportIssue } from '../domain/issue.ts';
import type { CsvSettings, Formats, RecordBatch, RecordShape } from '../formats/contract.ts';
import { wholeFile } from './finding-wording.ts';
import type { ReadingHost } from './reading.ts';

const limits = { maxRecordSize: 1_000_000, maxDepth: 64 };

/** The file's records in batches, from its beginning; what is wrong with its structure is reported. */
export async function* readRecords(
  file: { fileName: string; size: number },
  host: Pick<ReadingHost, 'rewind' | 'nextBytes'>,
  formats: Formats,
  options: { shape: RecordShape; csv: CsvSettings; report: ReportIssue },
): AsyncGenerator<RecordBatch> {
  const { report } = options;
  if (file.size === 0) return report(wholeFile('file-empty', 'The file is empty: it has no bytes at all.'));
  await host.rewind();
  const head = await host.nextBytes();
  if (head === null) throw damagedSpool();
  const format = formats.choose(file.fileName, head);
  const read = format === null ? null : formats.read[format];
  if (read === null) {
    const message = 'The file is neither CSV nor XML, as far as its name and its first bytes tell.';
    return report(wholeFile('unknown-format', message));
  }
  yield* read(bytesFrom(head, host), { ...options, limits });
}

/** The next bytes are asked for before these are looked at, so that nobody waits for the disk. */
async function* bytesFrom(head: Uint8Array, host: Pick<ReadingHost, 'nextBytes'>): AsyncGenerator<Uint8Array> {
  for (let bytes: Uint8Array | null = head; bytes !== null; ) {
    const next = host.nextBytes();
    // Where reading ends early nobody waits for them, and their failure is none.
    next.catch(() => {});
    yield bytes;
    bytes = await next;
  }
}

function damagedSpool(): AppError {
  return new AppError('spool-damaged', 'The spooled copy of the file is empty, though the file is not.', {
    hint: 'Check the disk that holds the data directory, then run "rollcall retry" for the file.',
  });
}
