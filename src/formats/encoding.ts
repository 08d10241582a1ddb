import type { ReportIssue } from '../domain/issue.ts';
import { copyBytes, joinBytes } from './bytes.ts';
import { fileIssue } from './file-issue.ts';
import { createTextCheck } from './text-check.ts';

/** Turns a file's bytes into text, and finds whatever is no text. */
export interface Decoder {
  /** The text of a chunk, or null after a fatal issue: then reading ends. */
  decode(chunk: Uint8Array): DecodedText | null;
  /** What was still kept back at the end of the file. */
  end(): DecodedText | null;
}

export interface DecodedText {
  text: string;
  /** The same in UTF-8. It may share the chunk's memory: copy what has to outlive the chunk. */
  utf8: Uint8Array;
}

/**
 * A strict decoder: the first byte that doesn't belong is a fatal issue with its offset and line.
 *
 * @param charsetOf names the charset, asked once with the first bytes of the file; a byte order mark goes before it
 */
export function createDecoder(charsetOf: (head: Uint8Array) => string, report: ReportIssue): Decoder {
  let head: Uint8Array = new Uint8Array(0);
  let strict: StrictDecoder | null = null;

  function begin(): DecodedText | null {
    const mark = byteOrderMark(head);
    const label = mark?.charset ?? charsetOf(head);
    const charset = supportedCharset(label);
    if (charset === null) {
      const message = `The charset "${label.slice(0, 40)}" can't be read. Use utf-8, utf-16, windows-1252, iso-8859-1 or iso-8859-15.`;
      report(fileIssue('unknown-charset', null, message));
      return null;
    }
    strict = createStrictDecoder(charset, mark?.length ?? 0, report);
    return strict.decode(head.subarray(mark?.length ?? 0));
  }

  return {
    decode(chunk) {
      if (strict !== null) return strict.decode(chunk);
      head = joinBytes(head, chunk);
      if (head.length >= headBytes) return begin();
      head = copyBytes(head);
      return noText;
    },
    end() {
      const rest = strict === null ? begin() : noText;
      return rest !== null && strict?.end() === true ? rest : null;
    },
  };
}

/** The charset that a byte order mark stands for. */
export function byteOrderMark(head: Uint8Array): { charset: string; length: number } | null {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return { charset: 'utf-8', length: 3 };
  if (head[0] === 0xff && head[1] === 0xfe) return { charset: 'utf-16le', length: 2 };
  if (head[0] === 0xfe && head[1] === 0xff) return { charset: 'utf-16be', length: 2 };
  return null;
}

/** Enough for an XML declaration. */
const headBytes = 256;
// Multi-byte charsets of other scripts are left out: their character borders can't be told from the bytes alone.
const supportedCharsets = /^(utf-8|utf-16[lb]e|iso-8859-\d+|windows-\d+|macintosh|ibm866|koi8-[ru])$/;
const noText: DecodedText = { text: '', utf8: new Uint8Array(0) };

interface StrictDecoder {
  decode(chunk: Uint8Array): DecodedText | null;
  /** @returns false when the file ends within a character */
  end(): boolean;
}

function supportedCharset(label: string): string | null {
  try {
    const { encoding } = new TextDecoder(label);
    return supportedCharsets.test(encoding) ? encoding : null;
  } catch {
    // TextDecoder throws for a label that it doesn't know.
    return null;
  }
}

function createStrictDecoder(charset: string, firstOffset: number, report: ReportIssue): StrictDecoder {
  const decoder = new TextDecoder(charset, { fatal: true, ignoreBOM: true });
  let kept: Uint8Array = new Uint8Array(0);
  let offset = firstOffset;
  const check = createTextCheck();

  function decodeWhole(bytes: Uint8Array): DecodedText | null {
    let text: string;
    try {
      text = decoder.decode(bytes);
    } catch {
      return refuseBytes(bytes);
    }
    const utf8 = charset === 'utf-8' ? bytes : Buffer.from(text);
    const at = check.firstControlCharacter(utf8);
    if (at >= 0) return refuseControlCharacter(utf8, at);
    offset += bytes.length;
    return { text, utf8 };
  }

  function refuseBytes(bytes: Uint8Array): null {
    const good = longestReadable(bytes, charset);
    const line = check.lineBehind(good);
    const at = offset + byteLength(good, charset);
    const advice =
      charset === 'utf-8'
        ? 'Export the file as "CSV UTF-8", or set csv.charset to what it is in (for files from Windows mostly windows-1252).'
        : 'Export the file as UTF-8, or set csv.charset to what it is in.';
    const message = `The file is not valid ${charset.toUpperCase()}: the byte at offset ${at} (line ${line}) doesn't belong. ${advice}`;
    report(fileIssue('invalid-encoding', line, message));
    return null;
  }

  function refuseControlCharacter(utf8: Uint8Array, at: number): null {
    const line = check.lineBehind('');
    const before = Buffer.from(utf8.subarray(0, at)).toString();
    const code = (utf8[at] ?? 0).toString(16).toUpperCase().padStart(4, '0');
    const name = code === '0000' ? 'a NUL character' : `the control character U+${code}`;
    const byte = offset + byteLength(before, charset);
    report(
      fileIssue(
        'control-character',
        line,
        `The file has ${name} on line ${line} (byte ${byte}), which no roster has: it is damaged, or no text file.`,
      ),
    );
    return null;
  }

  return {
    decode(chunk) {
      const bytes = kept.length === 0 ? chunk : joinBytes(kept, chunk);
      const whole = wholeCharacters(bytes, charset);
      kept = copyBytes(bytes.subarray(whole));
      return decodeWhole(whole === bytes.length ? bytes : bytes.subarray(0, whole));
    },
    end: () => kept.length === 0 || refuseBytes(kept) !== null,
  };
}

/** How many of the bytes make up whole characters; the few behind them begin one that the next chunk ends. */
function wholeCharacters(bytes: Uint8Array, charset: string): number {
  if (charset === 'utf-8') return bytes.length - openUtf8Bytes(bytes);
  if (!charset.startsWith('utf-16')) return bytes.length;
  const even = bytes.length - (bytes.length % 2);
  const high = bytes[charset === 'utf-16le' ? even - 1 : even - 2] ?? 0;
  return high >= 0xd8 && high <= 0xdb ? even - 2 : even;
}

function openUtf8Bytes(bytes: Uint8Array): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? back : 0;
  }
  return 0;
}

/** The text before the first byte that doesn't belong, by bisection. */
function longestReadable(bytes: Uint8Array, charset: string): string {
  let readable = 0;
  let unreadable = bytes.length + 1;
  while (unreadable - readable > 1) {
    const middle = (readable + unreadable) >> 1;
    if (readPrefix(bytes.subarray(0, middle), charset) === null) unreadable = middle;
    else readable = middle;
  }
  return readPrefix(bytes.subarray(0, readable), charset) ?? '';
}

function readPrefix(bytes: Uint8Array, charset: string): string | null {
  try {
    return new TextDecoder(charset, { fatal: true, ignoreBOM: true }).decode(bytes, { stream: true });
  } catch {
    return null;
  }
}

function byteLength(text: string, charset: string): number {
  if (charset === 'utf-8') return Buffer.byteLength(text);
  return charset.startsWith('utf-16') ? text.length * 2 : text.length;
}
