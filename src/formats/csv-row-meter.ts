/** Measures the rows of a CSV as they come, whatever the chunks. */
export interface RowMeter {
  /** Where in the text a row grows beyond the limit; null when none does. */
  excess(text: string): number | null;
}

/** @param limit characters of one row, delimiters and quotation marks included */
export function createRowMeter(limit: number): RowMeter {
  let size = 0;
  let quoted = false;
  return {
    excess(text) {
      for (let at = 0; at < text.length; at += 1) {
        const code = text.charCodeAt(at);
        if (code === quotationMark) quoted = !quoted;
        else if (!quoted && (code === lineFeed || code === carriageReturn)) {
          size = 0;
          continue;
        }
        size += 1;
        if (size > limit) return at;
      }
      return null;
    },
  };
}

const quotationMark = 0x22;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;
