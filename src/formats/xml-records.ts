import type { ReportIssue } from '../domain/issue.ts';
import type { RawRecord, RecordShape } from './contract.ts';
import { fileIssue } from './file-issue.ts';
import { XmlFault } from './xml-fault.ts';

/** Follows the elements of a document and builds a record from each one at the layout's path. */
export interface RecordBuilder {
  open(name: string, line: number): void;
  text(text: string): void;
  close(): void;
  /** Path of the innermost open element. */
  path(): string | null;
  /** Where the open record begins. */
  recordLine(): number | null;
}

/** All methods throw XmlFault where the document isn't what the layout expects. */
export function createRecordBuilder(options: {
  shape: RecordShape;
  maxDepth: number;
  report: ReportIssue;
  emit(record: RawRecord): void;
}): RecordBuilder {
  const { shape, maxDepth, report, emit } = options;
  const names = shape.recordPaths[0] ?? [];
  const recordDepth = names.length;
  const recordPath = names.join('/');
  const places = shape.columns.map((column) => `${recordPath}/${column}`);
  const indexOf = new Map(shape.columns.map((column, index) => [column, index]));
  const unknownNames = new Set<string>();
  const open: string[] = [];
  let record: RawRecord | null = null;
  /** Index of the column whose element is open; -1 between elements and within unknown ones. */
  let column = -1;

  function openColumn(name: string, line: number): void {
    column = indexOf.get(name) ?? -1;
    if (column === -1) warnOfUnknown(name, line);
    else if (record !== null && record.values[column] !== undefined) {
      throw new XmlFault(
        'duplicate-element',
        `The record that begins on line ${record.line} has two elements ${name}.`,
        name,
      );
    } else if (record !== null) record.values[column] = '';
  }

  function warnOfUnknown(name: string, line: number): void {
    if (unknownNames.has(name) || unknownNames.size >= maxUnknownNames) return;
    unknownNames.add(name);
    const likely = shape.columns.find((known) => known.toLowerCase() === name.toLowerCase());
    const shown = name.replace(/\d{5,}/g, '*****').slice(0, 60);
    const message = `The element ${shown} is unknown and its values are not read${likely === undefined ? '' : `; is ${likely} meant`}.`;
    report(fileIssue('unknown-element', line, message, { severity: 'warning', column: `${recordPath}/${shown}` }));
  }

  return {
    open(name, line) {
      open.push(name);
      const depth = open.length;
      if (depth > maxDepth) throw new XmlFault('too-deep', `The elements are nested more than ${maxDepth} deep.`);
      if (depth <= recordDepth) {
        const expected = names[depth - 1] ?? '';
        if (name !== expected)
          throw new XmlFault(depth === 1 ? 'wrong-root' : 'unexpected-element', misplaced(expected));
        if (depth === recordDepth) record = { line, values: new Array(shape.columns.length).fill(undefined), places };
      } else if (depth === recordDepth + 1) {
        openColumn(name, line);
      } else if (column !== -1) {
        const field = shape.columns[column] ?? '';
        throw new XmlFault(
          'unexpected-element',
          `The element ${field} must hold text alone, without elements in it.`,
          field,
        );
      }
    },
    text(text) {
      if (column !== -1) {
        if (record !== null) record.values[column] += text;
      } else if (open.length <= recordDepth && open.length > 0 && text.trim() !== '') {
        throw new XmlFault('unexpected-text', 'There is text between the elements, where none belongs.');
      }
    },
    close() {
      const depth = open.length;
      if (depth === recordDepth && record !== null) {
        emit(record);
        record = null;
      } else if (depth === recordDepth + 1) column = -1;
      open.pop();
    },
    recordLine: () => record?.line ?? null,
    path: () =>
      open.length === 0
        ? null
        : open
            .slice(0, recordDepth + 1)
            .join('/')
            .replace(/\d{5,}/g, '*****'),
  };

  function misplaced(expected: string): string {
    return `The file must be built as ${recordPath}, but there is another element where ${expected} belongs.`;
  }
}

/** Warnings of unknown elements in one file. */
const maxUnknownNames = 50;
