import { SaxesParser } from 'saxes';
import type { ReadOptions, ReadRecords } from './contract.ts';
import { createDecoder } from './encoding.ts';
import { fileIssue } from './file-issue.ts';
import { batchSize, createBatchBuilder } from './record-batch.ts';
import { xmlCharset } from './xml-charset.ts';
import { XmlFault } from './xml-fault.ts';
import { createRecordBuilder } from './xml-records.ts';

/** Reads XML as a stream: strictly well-formed, without any DOCTYPE, one element per record. */
export const readXml: ReadRecords = async function* (bytes, options) {
  const decoder = createDecoder(xmlCharset, options.report);
  const document = createDocument(options);
  for await (const chunk of bytes) {
    const decoded = decoder.decode(chunk);
    const goesOn = decoded !== null && document.write(decoded.text);
    if (document.count() >= batchSize || !goesOn) yield* document.take();
    if (!goesOn) return;
  }
  const rest = decoder.end();
  if (rest !== null && document.write(rest.text)) document.end();
  yield* document.take();
};

/** Characters handed over at once, so that one huge chunk can't pass the limit on records. */
const pieceSize = 65_536;

function createDocument(options: ReadOptions) {
  const { shape, limits, report } = options;
  const parser = new SaxesParser({ xmlns: false, defaultXMLVersion: '1.0', forceXMLVersion: true });
  const batch = createBatchBuilder();
  let charactersSinceRecord = 0;

  const builder = createRecordBuilder({
    shape,
    maxDepth: limits.maxDepth,
    report,
    emit(record) {
      batch.add(record);
      charactersSinceRecord = 0;
    },
  });

  parser.on('doctype', () => {
    throw new XmlFault(
      'doctype',
      'The file has a DOCTYPE, which can be used to attack whoever reads it; a roster needs none.',
    );
  });
  // The handler runs when the character behind the name has been read, and that may be a line break.
  parser.on('opentagstart', (tag) => builder.open(tag.name, parser.column === 0 ? parser.line - 1 : parser.line));
  parser.on('closetag', () => builder.close());
  parser.on('text', (text) => builder.text(text));
  parser.on('cdata', (text) => builder.text(text));

  /** Runs one step of the parser. @returns false after a fatal issue */
  function step(work: () => void): boolean {
    try {
      work();
      return true;
    } catch (error) {
      const { code, message, field } = explain(error, parser, builder.recordLine());
      report(fileIssue(code, parser.line, message, { column: builder.path(), field }));
      return false;
    }
  }

  function writePiece(piece: string): void {
    charactersSinceRecord += piece.length;
    parser.write(piece);
    if (charactersSinceRecord <= limits.maxRecordSize) return;
    const message = `More than ${limits.maxRecordSize} characters stand between the end of one record and the next.`;
    throw new XmlFault('record-too-large', message);
  }

  return {
    /** @returns false when reading ends */
    write(text: string): boolean {
      for (let at = 0; at < text.length; at += pieceSize) {
        if (!step(() => writePiece(text.slice(at, at + pieceSize)))) return false;
      }
      return true;
    },
    end(): void {
      step(() => parser.close());
    },
    count: batch.count,
    take: batch.take,
  };
}

function explain(
  error: unknown,
  parser: SaxesParser,
  recordLine: number | null,
): { code: string; message: string; field: string | null } {
  const where = `line ${parser.line}, column ${parser.column}`;
  if (error instanceof XmlFault)
    return { code: error.code, message: `${error.message} (${where})`, field: error.field };
  // saxes throws plain Errors whose message begins with the position; anything else is a fault of ours.
  const reason = error instanceof Error ? /^\d+:\d+: (.*?)\.?$/s.exec(error.message)?.[1] : undefined;
  if (reason === undefined) throw error;
  const advice = endings.test(reason) ? unfinished(recordLine) : '';
  return {
    code: 'not-well-formed',
    message: `The file is not well-formed XML at ${where}: ${maskDigits(reason)}.${advice}`,
    field: null,
  };
}

const endings = /^(unclosed tag|unexpected end|document must contain)/;

/** A bare ampersand swallows the text behind it, so that the parser only finds the end of the file. */
function unfinished(recordLine: number | null): string {
  if (recordLine === null) return ' It looks cut off or empty.';
  return ` The record that begins on line ${recordLine} never ends: the file looks cut off, or has a bare & in a value.`;
}

/** The parser's reasons quote names from the file, and in a broken file a name can hold anything. */
function maskDigits(text: string): string {
  return text.replace(/\d{5,}/g, '*****').slice(0, 200);
}
