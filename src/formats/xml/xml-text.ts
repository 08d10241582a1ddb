import { countLineBreaks } from '../text/text-check.ts';

/** The text of an element that has no other elements in it. */
export interface XmlText {
  value: string;
  /** Where its end tag begins. */
  end: number;
  lineBreaks: number;
}

/**
 * Reads a text that is no plain one: with references, CDATA, comments or carriage returns.
 *
 * @returns `short` where its end isn't there yet, `unsure` where only saxes can tell what it is
 */
export function readXmlText(text: string, from: number): XmlText | 'short' | 'unsure' {
  let value = '';
  for (let at = from; ; ) {
    const tag = text.indexOf('<', at);
    if (tag === -1) return 'short';
    const plain = decodeReferences(normaliseLineBreaks(text.slice(at, tag)));
    if (plain === null) return 'unsure';
    value += plain;
    if (text.startsWith('</', tag)) return { value, end: tag, lineBreaks: countLineBreaks(text.slice(from, tag)) };
    if (text.startsWith(commentStart, tag)) {
      const end = endOfComment(text, tag);
      if (end === 'unsure' || end === 'short') return end;
      at = end;
    } else if (text.startsWith(cdataStart, tag)) {
      const end = text.indexOf(']]>', tag + cdataStart.length);
      if (end === -1) return 'short';
      value += normaliseLineBreaks(text.slice(tag + cdataStart.length, end));
      at = end + 3;
    } else return text.length - tag < cdataStart.length ? 'short' : 'unsure';
  }
}

/** @returns the place behind a comment that begins at `start` */
export function endOfComment(text: string, start: number): number | 'short' | 'unsure' {
  const dashes = text.indexOf('--', start + commentStart.length);
  if (dashes === -1 || dashes + 2 === text.length) return 'short';
  return text[dashes + 2] === '>' ? dashes + 3 : 'unsure';
}

export const commentStart = '<!--';
const cdataStart = '<![CDATA[';

function normaliseLineBreaks(text: string): string {
  return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
}

/** @returns null where there is a reference that XML itself doesn't know, or `]]>` */
function decodeReferences(text: string): string | null {
  if (text.includes(']]>')) return null;
  if (!text.includes('&')) return text;
  let isKnown = true;
  const decoded = text.replace(/&([^;]*;?)/g, (_, reference: string) => {
    const character = decodeReference(reference);
    isKnown &&= character !== null;
    return character ?? '';
  });
  return isKnown ? decoded : null;
}

function decodeReference(reference: string): string | null {
  const named = entities.get(reference);
  if (named !== undefined) return named;
  const [, hex, decimal] = /^#(?:x([0-9a-fA-F]+)|([0-9]+));$/.exec(reference) ?? [];
  const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
  return isCharacter(code) ? String.fromCodePoint(code) : null;
}

const entities = new Map([
  ['amp;', '&'],
  ['lt;', '<'],
  ['gt;', '>'],
  ['quot;', '"'],
  ['apos;', "'"],
]);

/** https://www.w3.org/TR/xml/#NT-Char; false for NaN. */
function isCharacter(code: number): boolean {
  if (code < 0x20) return code === 0x09 || code === 0x0a || code === 0x0d;
  return code <= 0xd7ff || (code >= 0xe000 && code <= 0xfffd) || (code >= 0x10000 && code <= 0x10ffff);
}
