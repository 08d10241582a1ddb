/** The delimiters that are looked for, the likeliest first. */
const candidates = [',', ';', '\t', '|'] as const;

/**
 * The delimiter that divides the first row into the expected number of columns, else the one that stands in it most often.
 *
 * @param text the beginning of the file, at least its first row
 */
export function detectDelimiter(text: string, expectedColumns: number): string {
  const counts = countInFirstRow(text);
  const exact = candidates.find((candidate) => counts.get(candidate) === expectedColumns - 1);
  if (exact !== undefined) return exact;
  let best: string = candidates[0];
  for (const candidate of candidates) if ((counts.get(candidate) ?? 0) > (counts.get(best) ?? 0)) best = candidate;
  return best;
}

/** Whether the text holds a whole first row: one that ends outside quotation marks. */
export function hasFirstRow(text: string): boolean {
  let quoted = false;
  let blank = true;
  for (const character of text) {
    if (character === '"') quoted = !quoted;
    else if (!quoted && (character === '\n' || character === '\r')) {
      if (!blank) return true;
      continue;
    }
    blank = false;
  }
  return false;
}

/** The line `sep=;` that spreadsheets write and read at the top of a file. */
export function separatorLine(text: string): { delimiter: string; length: number } | null {
  const match = /^sep=([,;\t|])(?:\r\n|\n|\r)/i.exec(text);
  return match?.[1] === undefined ? null : { delimiter: match[1], length: match[0].length };
}

function countInFirstRow(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  let quoted = false;
  for (const character of text.replace(/^[\r\n]+/, '')) {
    if (character === '"') quoted = !quoted;
    if (quoted) continue;
    if (character === '\n' || character === '\r') break;
    counts.set(character, (counts.get(character) ?? 0) + 1);
  }
  return counts;
}
