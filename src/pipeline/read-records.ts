import { AppError } from '../domain/app-error.ts';
import type { Issue, ReportIssue } from '../domain/issue.ts';
import type { CsvSettings, Formats, RawRecord, RecordShape } from '../formats/contract.ts';

export interface RosterBytes {
  fileName: string;
  /** Bytes. */
  size: number;
  open(): AsyncIterable<Uint8Array>;
}

const limits = { maxRecordSize: 1_000_000, maxDepth: 64 };

/**
 * The file's records in batches; what is wrong with its structure is reported.
 *
 * @param count hears how many bytes each step has read
 */
export async function* readRecords(
  file: RosterBytes,
  formats: Formats,
  options: { shape: RecordShape; csv: CsvSettings; report: ReportIssue; count?(bytes: number): void },
): AsyncGenerator<RawRecord[]> {
  const { count = () => {}, ...reading } = options;
  if (file.size === 0) return reading.report(wholeFile('file-empty', 'The file is empty: it has no bytes at all.'));
  const format = formats.choose(file.fileName, await firstBytes(file.open()));
  const read = format === null ? null : formats.read[format];
  if (read === null) {
    const message = 'The file is neither CSV nor XML, as far as its name and its first bytes tell.';
    return reading.report(wholeFile('unknown-format', message));
  }
  yield* read(counted(file.open(), count), { ...reading, limits });
}

async function firstBytes(bytes: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  for await (const chunk of bytes) return chunk;
  throw new AppError('spool-damaged', 'The spooled copy of the file is empty, though the file is not.', {
    hint: 'Check the disk that holds the data directory, then run "rollcall retry" for the file.',
  });
}

async function* counted(bytes: AsyncIterable<Uint8Array>, count: (bytes: number) => void): AsyncGenerator<Uint8Array> {
  for await (const chunk of bytes) {
    count(chunk.byteLength);
    yield chunk;
  }
}

function wholeFile(code: string, message: string): Issue {
  return {
    code,
    severity: 'fatal',
    line: null,
    column: null,
    field: null,
    employeeNo: null,
    companyId: null,
    message,
  };
}
