/** How a roster file is written, as far as that was found out; a rejected file may end before everything is known. */
export interface RosterDialect {
  format: 'csv' | 'xml' | 'json';
  /** What the roster was packed in, the outermost first. */
  packedIn: readonly PackedIn[];
  /** As the WHATWG names it: `utf-8`, `windows-1252`. */
  charset: string;
  charsetFrom: CharsetFrom;
  /** CSV: the character between two values. */
  delimiter: string;
  /** CSV: what ends its rows. */
  lineBreak: 'CRLF' | 'LF' | 'CR' | 'mixed';
  /** CSV: whether the first row names the columns. */
  header: boolean;
}

/** In words: `CSV in Windows-1252 (guessed), ";" between values, rows end with CRLF, with a header, packed in zip`. */
export function describeDialect(dialect: Partial<RosterDialect>): string {
  const { format, packedIn = [], charset, charsetFrom, delimiter, lineBreak, header } = dialect;
  const parts = [
    [
      format?.toUpperCase() ?? '',
      charset === undefined ? '' : `in ${charsetName(charset)}${charsetFrom === 'guessed' ? ' (guessed)' : ''}`,
    ],
    [delimiter === undefined ? '' : `${delimiterNames[delimiter] ?? `"${delimiter}"`} between values`],
    [lineBreak === undefined ? '' : lineBreak === 'mixed' ? 'rows end in several ways' : `rows end with ${lineBreak}`],
    [header === undefined ? '' : header ? 'with a header' : 'without a header'],
    [packedIn.length === 0 ? '' : `packed in ${packedIn.map((layer) => packedNames[layer]).join(', in it ')}`],
  ];
  return parts
    .map((words) => words.filter((word) => word !== '').join(' '))
    .filter((part) => part !== '')
    .join(', ');
}

/** A charset's name as people write it. */
export function charsetName(charset: string): string {
  const utf16 = /^utf-16([lb]e)$/.exec(charset)?.[1];
  if (utf16 !== undefined) return `UTF-16 ${utf16.toUpperCase()}`;
  return /^(utf|iso)-/.test(charset) ? charset.toUpperCase() : charset.charAt(0).toUpperCase() + charset.slice(1);
}

const delimiterNames: Readonly<Record<string, string>> = { '\t': 'a tab' };
const packedNames: Readonly<Record<PackedIn, string>> = { gzip: 'gzip', zip: 'zip', openpgp: 'OpenPGP' };

export type PackedIn = 'gzip' | 'zip' | 'openpgp';

/**
 * `detected`: told from the bytes beyond doubt, UTF-8 (or ASCII, which is the same) or UTF-16. `guessed`: windows-1252, because
 * it isn't UTF-8 and looks like it.
 */
export type CharsetFrom = 'bom' | 'declared' | 'detected' | 'guessed';
