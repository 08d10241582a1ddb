import { lineBreak } from './csv-line-breaks.ts';

/** Measures the rows of a CSV as they come, whatever the chunks. */
export interface RowMeter {
  /** Where in the text a row grows beyond the limit; null when none does. */
  excess(text: string): number | null;
  /** What ended the rows so far: see `lineBreak`. */
  lineBreaks(): number;
}

/** @param limit characters of one row, delimiters and quotation marks included */
export function createRowMeter(limit: number): RowMeter {
  let size = 0;
  let quoted = false;
  let lineBreaks = 0;
  let returnIsOpen = false;
  return {
    excess(text) {
      for (let at = 0; at < text.length; at += 1) {
        const code = text.charCodeAt(at);
        if (returnIsOpen) {
          returnIsOpen = false;
          lineBreaks |= code === lineFeed ? lineBreak.crlf : lineBreak.cr;
          if (code === lineFeed) continue;
        }
        if (code === quotationMark) quoted = !quoted;
        else if (!quoted && (code === lineFeed || code === carriageReturn)) {
          size = 0;
          if (code === carriageReturn) returnIsOpen = true;
          else lineBreaks |= lineBreak.lf;
          continue;
        }
        size += 1;
        if (size > limit) return at;
      }
      return null;
    },
    lineBreaks: () => lineBreaks | (returnIsOpen ? lineBreak.cr : 0),
  };
}

const quotationMark = 0x22;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;
