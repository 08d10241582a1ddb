import type { ReadOptions, ReadRecords } from '../contract.ts';
import { fileIssue } from '../file-issue.ts';
import { batchSize, createBatchBuilder } from '../record-batch.ts';
import { createDecoder } from '../text/encoding.ts';
import { createElementScanner } from './json-elements.ts';
import { JsonFault } from './json-fault.ts';
import { createJsonRecordReader } from './json-record.ts';

/** Reads JSON as a stream: an array of objects, one for each record, in the strict sense of RFC 8259. */
export const readJson: ReadRecords = async function* (bytes, options) {
  const decoder = createDecoder(tellsItself, options.report, options.describe);
  const document = createDocument(options);
  options.describe({ format: 'json' });
  for await (const chunk of bytes) {
    for (let at = 0; at < chunk.length; at += maxPiece) {
      const decoded = decoder.decode(chunk.subarray(at, at + maxPiece));
      const goesOn = decoded !== null && document.write(decoded.text);
      if (document.count() >= batchSize || !goesOn) yield* document.take();
      if (!goesOn) return;
    }
  }
  const rest = decoder.end();
  if (rest !== null && document.write(rest.text)) document.end();
  yield* document.take();
};

/** Bytes that are read at once, so that one huge chunk can't pass the limit on records. */
const maxPiece = 65_536;

/** RFC 8259 allows UTF-8 alone, but exports are in what their system writes; whatever can be told from the bytes is taken. */
function tellsItself(): null {
  return null;
}

function createDocument({ shape, limits, report }: ReadOptions) {
  const batch = createBatchBuilder();
  const reader = createJsonRecordReader(shape, report);
  const elements = createElementScanner(limits, (element) => batch.add(reader.read(element)));

  /** Runs one step of the work. @returns false after a fatal issue */
  function step(work: () => void): boolean {
    try {
      work();
      return true;
    } catch (error) {
      if (!(error instanceof JsonFault)) throw error;
      const { code, line, message, path, field } = error;
      report(fileIssue(code, line, message, { column: path, field }));
      return false;
    }
  }

  return {
    /** @returns false when reading ends */
    write: (text: string): boolean => step(() => elements.write(text)),
    end: (): boolean => step(() => elements.end()),
    count: batch.count,
    take: batch.take,
  };
}
