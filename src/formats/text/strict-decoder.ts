import type { ReportIssue } from '../../domain/issue.ts';
import { tell } from '../../domain/told.ts';
import { copyBytes, joinBytes } from '../bytes.ts';
import { fileIssue } from '../file-issue.ts';
import { byteLength, longestReadable, wholeCharacters } from './characters.ts';
import type { DecodedText } from './decoder.ts';
import { findTwiceEncoded } from './misread-text.ts';
import { createTextCheck, type TextCheck } from './text-check.ts';

/** Decodes by one charset, and refuses whatever doesn't belong to it. */
export interface StrictDecoder {
  decode(chunk: Uint8Array): DecodedText | null;
  /** @returns false when the file ends within a character */
  end(): boolean;
}

/** How far a file has been decoded; handed on when its charset turns out to be another. */
export interface TextPosition {
  /** Byte behind what has been decoded. */
  offset: number;
  check: TextCheck;
  /** Whether the file's own U+FFFD has been reported. */
  isReplacementReported: boolean;
  /** Whether letters have been reported that were read in a wrong charset on their way. */
  isMisreadReported: boolean;
  /** Whether letters of UTF-8 have come, or were seen further on. */
  hasUtf8Letters: boolean;
}

export function createTextPosition(offset: number): TextPosition {
  return {
    offset,
    check: createTextCheck(),
    isReplacementReported: false,
    isMisreadReported: false,
    hasUtf8Letters: false,
  };
}

/** @param checkText finds further faults in a text that could be decoded, before it is given out. @returns false after a fatal issue */
export function createStrictDecoder(
  charset: string,
  position: TextPosition,
  report: ReportIssue,
  checkText: (text: string, position: TextPosition) => boolean = () => true,
): StrictDecoder {
  const decoder = new TextDecoder(charset, { fatal: true, ignoreBOM: true });
  const isMultibyte = charset.startsWith('utf-');
  const { check } = position;
  let kept: Uint8Array = new Uint8Array(0);
  let lastLetter = '';

  /** @returns undefined where bytes don't belong */
  function decodeWhole(bytes: Uint8Array): DecodedText | null | undefined {
    let text: string;
    try {
      text = decoder.decode(bytes);
    } catch {
      return undefined;
    }
    if (!checkText(text, position)) return null;
    if (!isMultibyte) {
      const at = text.search(undefinedCharacter);
      if (at >= 0) return refuse(text.slice(0, at));
    } else if (!position.isMisreadReported) lookForMisread(text);
    const replaced = isMultibyte ? text.indexOf('\uFFFD') : -1;
    if (replaced >= 0 && !position.isReplacementReported) reportReplacement(text.slice(0, replaced));
    const utf8 = charset === 'utf-8' ? bytes : Buffer.from(text);
    const at = check.firstControlCharacter(utf8);
    if (at >= 0) return refuseControlCharacter(utf8, at);
    position.offset += bytes.length;
    if (charset === 'utf-8' && text.length < bytes.length) position.hasUtf8Letters = true;
    return { text, utf8 };
  }

  /** @param good the text before what doesn't belong */
  function refuse(good: string): null {
    const line = check.lineBehind(good);
    const byte = position.offset + byteLength(good, charset);
    // As another charset a file would be read wrongly whose other letters are UTF-8.
    const isDamaged = charset === 'utf-8' && (position.hasUtf8Letters || byteLength(good, charset) > good.length);
    report(fileIssue('invalid-encoding', line, tell('bytes-not-in-charset', { charset, byte, line, isDamaged })));
    return null;
  }

  function lookForMisread(text: string): void {
    // The two letters of a pair may stand in two chunks.
    const searched = lastLetter + text;
    const at = findTwiceEncoded(searched);
    lastLetter = searched.slice(-1);
    if (at < 0) return;
    position.isMisreadReported = true;
    const line = check.lineBehind(text.slice(0, Math.max(0, at + text.length - searched.length)));
    const said = tell('letters-read-twice', { line, letters: searched.slice(at, at + 2) });
    report(fileIssue('twice-encoded', line, said, { severity: 'warning' }));
  }

  function refuseControlCharacter(utf8: Uint8Array, at: number): null {
    const line = check.lineBehind('');
    const before = Buffer.from(utf8.subarray(0, at)).toString();
    const code = (utf8[at] ?? 0).toString(16).toUpperCase().padStart(4, '0');
    const byte = position.offset + byteLength(before, charset);
    report(fileIssue('control-character', line, tell('control-character', { code, byte, line })));
    return null;
  }

  /** Decoding never makes one, so that it stands in the file: a program before us couldn't read what was there. */
  function reportReplacement(before: string): void {
    position.isReplacementReported = true;
    const line = check.lineBehind(before);
    report(fileIssue('replacement-character', line, tell('letter-lost', { line }), { severity: 'warning' }));
  }

  return {
    decode(chunk) {
      const bytes = kept.length === 0 ? chunk : joinBytes(kept, chunk);
      const whole = wholeCharacters(bytes, charset);
      kept = copyBytes(bytes.subarray(whole));
      const decoded = decodeWhole(whole === bytes.length ? bytes : bytes.subarray(0, whole));
      return decoded === undefined ? refuse(longestReadable(bytes, charset)) : decoded;
    },
    end: () => kept.length === 0 || refuse(longestReadable(kept, charset)) !== null,
  };
}

/** What TextDecoder makes of bytes that stand for nothing: 0x81 in windows-1252, 0x80 to 0x9F in iso-8859-15. */
const undefinedCharacter = /[\x80-\x9f]/;
