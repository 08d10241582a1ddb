import type { Issue, ReportIssue } from '../../domain/issue.ts';
import { copyBytes, joinBytes } from '../bytes.ts';
import type { ReadOptions, ReadRecords, RecordBatch } from '../contract.ts';
import { batchSize, createBatchBuilder } from '../record-batch.ts';
import { byteOrderMark } from '../text/charset.ts';
import { createDecoder, type DecodedText } from '../text/encoding.ts';
import { xmlCharset } from './xml-charset.ts';
import { type CutRecords, createRecordCutter, type TextPlace } from './xml-cut-records.ts';
import { checkEncoding } from './xml-encoding.ts';
import { createXmlParser } from './xml-parser.ts';
import { planXml } from './xml-plan.ts';
import { createRecordBuilder, type RecordBuilder } from './xml-records.ts';
import { createUnknownNames } from './xml-unknown.ts';

/** Reads XML as a stream: strictly well-formed, without any DOCTYPE, one element per record. */
export const readXml: ReadRecords = (bytes, options) => readXmlDocument(bytes, options, { cutsRecords: true });

/** In which way a document is read. */
export interface XmlReading {
  /** Whether records that are plainly in order are read without a parser: the result is the same. */
  cutsRecords: boolean;
  /** Makes something else of what the parser finds. */
  builder?: RecordBuilder;
}

export async function* readXmlDocument(
  bytes: AsyncIterable<Uint8Array>,
  options: ReadOptions,
  reading: XmlReading,
): AsyncGenerator<RecordBatch> {
  const held = holdFatal(options.report);
  const decoder = createDecoder(xmlCharset, held.report, options.describe);
  let head: Uint8Array = new Uint8Array(0);
  const document = createDocument(options, reading, (declared) => checkEncoding(declared, byteOrderMark(head)));
  options.describe({ format: 'xml' });
  for await (const chunk of bytes) {
    if (head.length < longestMark) head = copyBytes(joinBytes(head, chunk).subarray(0, longestMark));
    for (let at = 0; at < chunk.length; at += maxPiece) {
      const decoded = decoder.decode(chunk.subarray(at, at + maxPiece));
      if (decoded === null && document.flush()) held.release();
      const goesOn = decoded !== null && document.write(decoded);
      if (document.count() >= batchSize || !goesOn) yield* document.take();
      if (!goesOn) return;
    }
  }
  const rest = decoder.end();
  if (rest === null && document.flush()) held.release();
  if (rest !== null && document.write(rest) && document.flush()) document.end();
  yield* document.take();
}

/** Bytes of a byte order mark. */
const longestMark = 3;
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

function createDocument(
  { shape, limits, report }: ReadOptions,
  reading: XmlReading,
  checkEncoding: (declared: string) => void,
) {
  const plan = planXml(shape);
  const batch = createBatchBuilder();
  const { maxDepth } = limits;
  const builder =
    reading.builder ??
    createRecordBuilder({ plan, maxDepth, tellOfUnknown: createUnknownNames(report), emit: batch.add });
  const parser = createXmlParser({ plan, limits, report, builder, checkEncoding });
  const isShallow = plan.recordDepth + plan.depthInRecord <= maxDepth;
  let cutter = reading.cutsRecords && isShallow ? createRecordCutter(plan, limits.maxRecordSize) : null;
  let waiting: DecodedText = { text: '', utf8: new Uint8Array(0) };

  /** @returns where it takes more text to go on, or the text ends; null after a fatal issue */
  function read(whole: DecodedText, { isLast }: { isLast: boolean }): TextPlace | null {
    const { text, utf8 } = whole;
    let from: TextPlace = { at: 0, byteAt: 0 };
    while (from.at < text.length) {
      const place = cutter === null ? null : parser.betweenRecords();
      if (cutter !== null && place !== null) {
        const cut = cutter.cut(whole, from, place);
        accept(cut);
        from = cut.end;
        if (cut.isShort && !isLast && text.length - from.at <= maxWaiting) return from;
      }
      const at = parser.read(text, from.at, cutter !== null);
      if (at === null) return null;
      const isEnd = at === text.length;
      from = { at, byteAt: isEnd ? utf8.length : from.byteAt + Buffer.byteLength(text.slice(from.at, at)) };
    }
    return from;
  }

  function accept(cut: CutRecords): void {
    if (cut.records.length === 0) return;
    parser.skip(cut);
    const start = batch.addBytes(cut.rows.bytes);
    for (const [i, record] of cut.records.entries()) {
      const first = cut.rows.bounds[2 * i] ?? -1;
      if (first === -1) batch.add(record);
      else batch.addPacked(record, start + first, start + (cut.rows.bounds[2 * i + 1] ?? 0));
    }
  }

  return {
    /** @returns false when reading ends */
    write(piece: DecodedText): boolean {
      if (holdsForbidden(piece.text)) cutter = null;
      // `+` makes a string of two parts, in which every look at a character takes twice as long.
      const text = [waiting.text, piece.text].join('');
      const utf8 = joinBytes(waiting.utf8, piece.utf8);
      const end = read({ text, utf8 }, { isLast: false });
      if (end !== null) waiting = { text: text.slice(end.at), utf8: copyBytes(utf8.subarray(end.byteAt)) };
      return end !== null;
    },
    /** Reads what waits for more text. @returns false when reading ends */
    flush(): boolean {
      const end = read(waiting, { isLast: true });
      waiting = { text: '', utf8: new Uint8Array(0) };
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
