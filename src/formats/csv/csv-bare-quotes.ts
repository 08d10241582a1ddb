/** Quotation marks in values that do not stand in quotation marks themselves, as in `5'11"` or `Kari "Kalle" Berg`. */
export interface BareQuotes {
  /** @returns the text as csv-parse takes it: with such a value in quotation marks, and its own doubled */
  write(text: string): string;
  /** What was held back at the end of the text. */
  end(): string;
  /** How many such values there were so far, and the line of the first. */
  found(): { count: number; line: number };
}

/**
 * RFC 4180 has no such values, but exports that were written by hand do, and none of them can mean anything else: a mark
 * begins a quoted value only as its first character. Behind blanks alone (`1, "Berg, Kari"`) it is left to csv-parse, which
 * refuses it.
 *
 * @param mostHeld characters of a value that are held back; a longer one goes on as it is
 */
export function createBareQuotes(delimiter: string, firstLine: number, mostHeld: number): BareQuotes {
  let state: 'start' | 'bare' | 'quoted' | 'closing' | 'other' = 'start';
  let held = '';
  let line = firstLine;
  let afterReturn = false;
  let found = { count: 0, line: 0 };

  /** A value that has ended. */
  function settle(value: string): string {
    const first = value.indexOf('"');
    if (first === -1 || value.slice(0, first).trim() === '') return value;
    found = { count: found.count + 1, line: found.count === 0 ? line : found.line };
    return `"${value.replaceAll('"', '""')}"`;
  }

  function release(): string {
    const value = state === 'bare' ? settle(held) : held;
    held = '';
    return value;
  }

  function countLine(character: string): void {
    if (character === '\r' || (character === '\n' && !afterReturn)) line += 1;
    afterReturn = character === '\r';
  }

  return {
    write(text) {
      let done = '';
      let from = 0;
      for (let at = 0; at < text.length; at += 1) {
        const character = text.charAt(at);
        const isBreak = character === '\n' || character === '\r';
        if (character === '"') {
          if (state === 'start') state = 'quoted';
          else if (state === 'quoted') state = 'closing';
          else if (state === 'closing') state = 'quoted';
        } else if (state !== 'quoted' && (isBreak || character === delimiter)) {
          if (state === 'bare') {
            done += settle(held + text.slice(from, at));
            held = '';
            from = at;
          }
          state = 'start';
        } else if (state === 'start') {
          done += text.slice(from, at);
          from = at;
          state = 'bare';
        } else if (state === 'closing') state = 'other';
        if (isBreak) countLine(character);
        else afterReturn = false;
      }
      if (state !== 'bare') return done + text.slice(from);
      held += text.slice(from);
      if (held.length <= mostHeld) return done;
      state = 'other';
      return done + release();
    },
    end: release,
    found: () => found,
  };
}
