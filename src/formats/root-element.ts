import { byteOrderMark } from './text/charset.ts';

/** The root element stands within so many bytes, or is not looked for: a declaration and some comments before it are short. */
export const bytesForRoot = 64 * 1024;

/** Name of an XML file's root element, without its prefix; null where the file does not begin like one. */
export function rootElement(beginning: Uint8Array): string | null {
  const mark = byteOrderMark(beginning);
  const text = new TextDecoder(mark?.charset ?? charsetOf(beginning)).decode(beginning.subarray(mark?.length ?? 0));
  return root.exec(text.slice(behindProlog(text)))?.[1] ?? null;
}

/** Without a byte order mark, zeros beside the first `<` tell UTF-16; in all other charsets of XML, names are as in Latin-1. */
function charsetOf([first, second]: Uint8Array): string {
  if (first === 0) return 'utf-16be';
  return second === 0 ? 'utf-16le' : 'latin1';
}

/**
 * One piece after the other, none looked at again: a single pattern for them all tries every way to split the comments of a
 * file without a root, which are two to the power of their number.
 */
function behindProlog(text: string): number {
  let at = 0;
  for (;;) {
    piece.lastIndex = at;
    if (!piece.test(text)) return at;
    at = piece.lastIndex;
  }
}

/** Blanks, a declaration, a comment or a DOCTYPE, which is refused later. */
const piece = /\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^[>]*(?:\[.*?\]\s*)?>/sy;
const root = /^<(?:[^\s/>!?:]+:)?([^\s/>!?:]+)/;
