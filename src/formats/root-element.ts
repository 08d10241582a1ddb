import { byteOrderMark } from './text/charset.ts';

/** The root element stands within so many bytes, or is not looked for: a declaration and some comments before it are short. */
export const bytesForRoot = 64 * 1024;

/** Name of an XML file's root element, without its prefix; null where the file does not begin like one. */
export function rootElement(beginning: Uint8Array): string | null {
  const mark = byteOrderMark(beginning);
  const text = new TextDecoder(mark?.charset ?? charsetOf(beginning)).decode(beginning.subarray(mark?.length ?? 0));
  return root.exec(text)?.[1] ?? null;
}

/** Without a byte order mark, zeros beside the first `<` tell UTF-16; in all other charsets of XML, names are as in Latin-1. */
function charsetOf([first, second]: Uint8Array): string {
  if (first === 0) return 'utf-16be';
  return second === 0 ? 'utf-16le' : 'latin1';
}

/** Behind blanks, declarations, comments and a DOCTYPE, which is refused later. */
const root = /^(?:\s|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^[>]*(?:\[.*?\])?\s*>)*<(?:[^\s/>!?:]+:)?([^\s/>!?:]+)/s;
