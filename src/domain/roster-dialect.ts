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

export type PackedIn = 'gzip' | 'zip' | 'openpgp';

/** `detected`: the bytes leave no doubt; `guessed`: another charset is possible. */
export type CharsetFrom = 'bom' | 'declared' | 'detected' | 'guessed';
