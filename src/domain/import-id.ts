/**
 * What an import is called: `12-345` is the row that begins on line 345 of file 12, `12-1.7` the seventh of those that begin on
 * line 1. It stays the same however often the file is planned.
 */
export interface ImportId {
  fileId: number;
  line: number;
  /** Which of the rows that begin on that line it is, counted from 1. */
  nth: number;
}

export function renderImportId({ fileId, line, nth }: ImportId): string {
  return nth === 1 ? `${fileId}-${line}` : `${fileId}-${line}.${nth}`;
}

/** Null where the text is no such id. */
export function parseImportId(text: string): ImportId | null {
  const [, fileId, line, nth = '1'] = /^([1-9]\d{0,14})-([1-9]\d{0,9})(?:\.([1-9]\d{0,8}))?$/.exec(text) ?? [];
  return fileId === undefined || line === undefined
    ? null
    : { fileId: Number(fileId), line: Number(line), nth: Number(nth) };
}
