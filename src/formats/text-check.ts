/** Follows a file's text from chunk to chunk: counts its lines and looks for characters that no text has. */
export interface TextCheck {
  /** Where the first control character stands, or -1. Lines are counted up to there. */
  firstControlCharacter(utf8: Uint8Array): number;
  /** The line on which the character behind the text stands, when it follows what was checked so far. */
  lineBehind(text: string): number;
}

/** Works on bytes: a regular expression and a count on the text took three times as long. */
export function createTextCheck(): TextCheck {
  let line = 1;
  let endsWithReturn = false;
  return {
    firstControlCharacter(utf8) {
      let previous = endsWithReturn ? carriageReturn : 0;
      for (let at = 0; at < utf8.length; at += 1) {
        const byte = utf8[at] as number;
        const kind = kinds[byte];
        if (kind === plain) continue;
        if (kind === control) return at;
        if (at > 0) previous = utf8[at - 1] as number;
        if (byte === carriageReturn || previous !== carriageReturn) line += 1;
      }
      if (utf8.length > 0) endsWithReturn = utf8[utf8.length - 1] === carriageReturn;
      return -1;
    },
    lineBehind(text) {
      return line + countLineBreaks(text) - (endsWithReturn && text.startsWith('\n') ? 1 : 0);
    },
  };
}

/** Line breaks of all three kinds; CRLF counts once. */
export function countLineBreaks(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count += 1;
  for (let at = text.indexOf('\r'); at >= 0; at = text.indexOf('\r', at + 1)) {
    if (text.charCodeAt(at + 1) !== 10) count += 1;
  }
  return count;
}

const carriageReturn = 0x0d;

const plain = 0;
const lineBreak = 1;
const control = 2;
const kinds = new Uint8Array(256).fill(control, 0, 0x20);
kinds[0x7f] = control;
kinds[0x09] = plain;
kinds[0x0a] = lineBreak;
kinds[carriageReturn] = lineBreak;
