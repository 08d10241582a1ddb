/** What is wrong with a JSON text, and where. */
export interface SyntaxFault {
  /** The place of the character; the length of the text where it only ends too early. */
  at: number;
  /** In words that never hold any of the text; without a full stop. */
  reason: string;
}

/**
 * The first fault of a text that JSON.parse refuses. V8's own messages quote the text, and not all of them have a position.
 *
 * @returns null where nothing is wrong
 */
export function findSyntaxFault(text: string): SyntaxFault | null {
  let at = 0;

  function value(): string | null {
    skipBlanks();
    switch (text[at]) {
      case '{':
        return members('}', member);
      case '[':
        return members(']', value);
      case '"':
        return string();
      default:
        return scalar();
    }
  }

  function members(close: string, one: () => string | null): string | null {
    at += 1;
    skipBlanks();
    if (text[at] === close) return step();
    for (;;) {
      const reason = one();
      if (reason !== null) return reason;
      skipBlanks();
      if (text[at] === close) return step();
      if (text[at] !== ',') return 'a comma or a closing bracket is missing';
      at += 1;
      skipBlanks();
      if (text[at] === close) return 'there is a comma before a closing bracket';
    }
  }

  function member(): string | null {
    if (text[at] !== '"') return explain('a key in double quotation marks is expected');
    const reason = string();
    if (reason !== null) return reason;
    skipBlanks();
    return text[at] === ':' ? (step() ?? value()) : 'the colon behind a key is missing';
  }

  function string(): string | null {
    for (at += 1; at < text.length; at += 1) {
      if (text[at] === '"') return step();
      if (text.charCodeAt(at) < 0x20) return 'a text has a line break or a tab in it, or is never closed';
      if (text[at] !== '\\') continue;
      const length = escapeLength(at);
      if (length === 0) return 'a text has a backslash that begins no character of JSON';
      at = Math.min(at + length - 1, text.length);
    }
    return cutShort;
  }

  /** @returns how many characters it has, at most to the end of the text; 0 where it is none */
  function escapeLength(from: number): number {
    const rest = text.slice(from + 1, from + 6);
    if (/^["\\/bfnrt]/.test(rest) || rest === '') return 2;
    const hex = /^u[\da-f]{0,4}/i.exec(rest)?.[0].length ?? 0;
    return hex === 5 || from + 1 + hex === text.length ? hex + 1 : 0;
  }

  function scalar(): string | null {
    const token = text.slice(at, at + longestToken).match(/^[^\s,:\]}[{"]*/)?.[0] ?? '';
    if (/^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:e[+-]?\d+)?)$/.test(token.replace(/E/, 'e'))) {
      at += token.length;
      return null;
    }
    if (at + token.length === text.length) {
      at = text.length;
      return cutShort;
    }
    if (/^-?0\d+$/.test(token)) return 'a number has a zero before it, which needs quotation marks around it';
    return token === ''
      ? 'a value is missing'
      : explain('there is a value that is no text, number, true, false or null');
  }

  /** What people write most often where JSON allows it not. */
  function explain(reason: string): string {
    if (text[at] === "'") return 'a text must stand in double quotation marks';
    return text[at] === '/' || text[at] === '#' ? 'there is a comment, which JSON does not know' : reason;
  }

  function step(): null {
    at += 1;
    return null;
  }

  function skipBlanks(): void {
    while (at < text.length && ' \t\n\r'.includes(text.charAt(at))) at += 1;
  }

  const reason = value();
  if (reason !== null) return { at, reason };
  skipBlanks();
  return at === text.length ? null : { at, reason: 'there is something behind the value' };
}

const cutShort = 'it was cut short';
/** JSON knows numbers of any length. */
const longestToken = 1_000_000;
