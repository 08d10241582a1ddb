import { character } from './json-characters.ts';

/**
 * Goes through a JSON text that JSON.parse accepts, and gives its values as they are written: JSON.parse makes 1 of 1.0 and
 * loses the last digits of long numbers. (Its reviver is told the source of numbers, but takes 6 times as long.)
 */
export interface JsonCursor {
  /** Sets out at the beginning of a text. */
  enter(text: string): void;
  /** The place of the next value's first character. */
  at(): number;
  /** The first character of the next value. */
  kind(): string;
  /** Calls for each member of the object that comes next, with its value next: it must go past that. */
  members(visit: (key: string, keyAt: number) => void): void;
  /** Calls for each item of the list that comes next: it must go past that. */
  items(visit: () => void): void;
  /** The text that comes next, without its quotation marks and escapes. */
  string(): string;
  /** A number, true, false or null, as it is written. */
  literal(): string;
  /** Any value as JSON without blanks. Keys stay in their order, and numbers as they are written. */
  json(): string;
  /** Goes past any value. */
  skip(): void;
}

/** @param check is given every text that was written with escapes, and where it stands */
export function createJsonCursor(check: (value: string, at: number) => void): JsonCursor {
  let text = '';
  let at = 0;

  function skipBlanks(): void {
    while (text.charCodeAt(at) <= space) at += 1;
  }

  function string(): string {
    const start = at;
    let isEscaped = false;
    for (at += 1; ; at += 1) {
      const code = text.charCodeAt(at);
      if (code === quotationMark) break;
      if (code !== backslash) continue;
      isEscaped = true;
      at += 1;
    }
    at += 1;
    if (!isEscaped) return text.substring(start + 1, at - 1);
    const value: string = JSON.parse(text.substring(start, at));
    check(value, start);
    return value;
  }

  function literal(): string {
    const start = at;
    for (at += 1; ; at += 1) {
      const code = text.charCodeAt(at);
      if (!(code > space) || code === comma || code === closeBrace || code === closeBracket) break;
    }
    return text.substring(start, at);
  }

  /** @returns whether there is another one */
  function pastSeparator(): boolean {
    skipBlanks();
    const isComma = text.charCodeAt(at) === comma;
    at += 1;
    skipBlanks();
    return isComma;
  }

  function isEmpty(close: number): boolean {
    at += 1;
    skipBlanks();
    if (text.charCodeAt(at) !== close) return false;
    at += 1;
    return true;
  }

  function members(visit: (key: string, keyAt: number) => void): void {
    if (isEmpty(closeBrace)) return;
    do {
      const keyAt = at;
      const key = string();
      skipBlanks();
      at += 1;
      skipBlanks();
      visit(key, keyAt);
    } while (pastSeparator());
  }

  function items(visit: () => void): void {
    if (isEmpty(closeBracket)) return;
    do visit();
    while (pastSeparator());
  }

  function json(): string {
    const start = at;
    skip();
    const source = text.substring(start, at);
    if (!blankOrEscape.test(source)) return source;
    at = start;
    return rewritten();
  }

  function rewritten(): string {
    const parts: string[] = [];
    switch (text.charCodeAt(at)) {
      case quotationMark:
        return JSON.stringify(string());
      case openBrace:
        members((key) => parts.push(`${JSON.stringify(key)}:${rewritten()}`));
        return `{${parts.join(',')}}`;
      case openBracket:
        items(() => parts.push(rewritten()));
        return `[${parts.join(',')}]`;
      default:
        return literal();
    }
  }

  function skip(): void {
    switch (text.charCodeAt(at)) {
      case quotationMark:
        string();
        break;
      case openBrace:
        members(skip);
        break;
      case openBracket:
        items(skip);
        break;
      default:
        literal();
    }
  }

  return {
    enter(next) {
      text = next;
      at = 0;
      skipBlanks();
    },
    at: () => at,
    kind: () => text.charAt(at),
    members,
    items,
    string,
    literal,
    json,
    skip,
  };
}

const { space, quotationMark, comma, openBracket, backslash, closeBracket, openBrace, closeBrace } = character;

/** Without these, what is written is already the shortest way to write it. */
const blankOrEscape = /[\s\\]/;
