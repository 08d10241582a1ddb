import type { Issue, ReportIssue } from '../domain/issue.ts';
import type { ReadOptions, ReadRecords, RecordBatch } from './contract.ts';
import { createDecoder } from './encoding.ts';
import { batchSize, createBatchBuilder } from './record-batch.ts';
import { xmlCharset } from './xml-charset.ts';
import { createRecordCutter, type RecordCutter } from './xml-cut-records.ts';
import { createXmlParser } from './xml-parser.ts';
import { planXml } from './xml-plan.ts';

/** Reads XML as a stream: strictly well-formed, without any DOCTYPE, one element per record. */
export const readXml: ReadRecords = (bytes, options) => readXmlDocument(bytes, options, true);

/** @param cutsRecords whether records that are plainly in order are read without a parser: the result is the same */
export async function* readXmlDocument(
  bytes: AsyncIterable<Uint8Array>,
  options: ReadOptions,
  cutsRecords: boolean,
): AsyncGenerator<RecordBatch> {
  const held = holdFatal(options.report);
  const decoder = createDecoder(xmlCharset, held.report);
  const document = createDocument(options, cutsRecords);
  options.describe({ format: 'xml' });
  for await (const chunk of bytes) {
    for (let at = 0; at < chunk.length; at += maxPiece) {
      const decoded = decoder.decode(chunk.subarray(at, at + maxPiece));
      if (decoded === null && document.flush()) held.release();
      const goesOn = decoded !== null && document.write(decoded.text);
      if (document.count() >= batchSize || !goesOn) yield* document.take();
      if (!goesOn) return;
    }
  }
  const rest = decoder.end();
  if (rest === null && document.flush()) held.release();
  if (rest !== null && document.write(rest.text) && document.flush()) document.end();
  yield* document.take();
}

/** Bytes that are read at once, however large the chunks are: memory stays small. */
const maxPiece = 32_768;
/** Characters of an unfinished record that are looked at again with more text; a longer one is the parser's. */
const maxWaiting = 65_536;

/** Text that waits for more of its record comes before bytes that don't belong: if it ends the reading, they are not told of. */
function holdFatal(report: ReportIssue) {
  const held: Issue[] = [];
  return {
    report(issue: Issue): void {
      if (issue.severity === 'fatal') held.push(issue);
      else report(issue);
    },
    release(): void {
      for (const issue of held) report(issue);
    },
  };
}

function createDocument({ shape, limits, report }: ReadOptions, cutsRecords: boolean) {
  const plan = planXml(shape);
  const batch = createBatchBuilder();
  const parser = createXmlParser({ plan, limits, report, emit: batch.add });
  const isShallow = plan.recordDepth + plan.depthInRecord <= limits.maxDepth;
  let cutter: RecordCutter | null =
    cutsRecords && isShallow
      ? createRecordCutter({ plan, maxRecordSize: limits.maxRecordSize, emit: batch.add })
      : null;
  let waiting = '';

  /** @returns where it takes more text to go on, or the text ends; null after a fatal issue */
  function read(text: string, { isLast }: { isLast: boolean }): number | null {
    let at: number | null = 0;
    while (at !== null && at < text.length) {
      const place = cutter === null ? null : parser.betweenRecords();
      if (cutter !== null && place !== null) {
        const cut = cutter.cut(text, at, place);
        if (cut.length > 0) parser.skip(cut);
        at += cut.length;
        if (cut.isShort && !isLast && text.length - at <= maxWaiting) return at;
      }
      at = parser.read(text, at, cutter !== null);
    }
    return at;
  }

  return {
    /** @returns false when reading ends */
    write(text: string): boolean {
      if (holdsForbidden(text)) cutter = null;
      const whole = waiting + text;
      const end = read(whole, { isLast: false });
      waiting = end === null ? '' : whole.slice(end);
      return end !== null;
    },
    /** Reads what waits for more text. @returns false when reading ends */
    flush(): boolean {
      const end = read(waiting, { isLast: true });
      waiting = '';
      return end !== null;
    },
    end: parser.end,
    count: batch.count,
    take: batch.take,
  };
}

/** Of all the characters that XML has no place for, those that the decoder lets pass. */
function holdsForbidden(text: string): boolean {
  return text.includes('\ufffe') || text.includes('\uffff');
}
