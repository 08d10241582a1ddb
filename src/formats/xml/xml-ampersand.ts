import type { SaxesParser } from 'saxes';
import { XmlFault, type XmlPlace } from './xml-fault.ts';

/**
 * Gives text to saxes, and finds the `&` that begins no reference.
 *
 * saxes takes everything up to the next semicolon for the name of a reference, also where that stands thousands of records
 * further down, and tells of that place.
 *
 * @returns the function that writes; it throws what saxes throws, and XmlFault at a bare `&`
 */
export function createAmpersandWatch(saxes: SaxesParser): (piece: string) => void {
  // What saxes has of a reference's name; nothing in comments and CDATA, where an & means nothing. It has no public name.
  const gathering = saxes as unknown as { readonly entity: string };
  /** The last `&` of which it is not known yet whether a reference begins there. */
  let open: XmlPlace | null = null;

  /** @returns the place up to which the piece is written */
  function judge(place: XmlPlace, piece: string, from: number): number {
    restOfName.lastIndex = from;
    restOfName.test(piece);
    const end = restOfName.lastIndex;
    // Of a carriage return and half a character saxes makes nothing before it has the next one.
    const behind = end + (heldBack.test(piece.charAt(end)) ? 2 : 1);
    if (behind > piece.length) {
      saxes.write(piece.slice(from));
      return piece.length;
    }
    open = null;
    if (piece[end] === ';') return from;
    saxes.write(piece.slice(from, behind));
    if (gathering.entity !== '') throw bareAmpersand(place);
    return behind;
  }

  return (piece) => {
    for (let at = 0; at < piece.length; ) {
      if (open !== null) at = judge(open, piece, at);
      const found = at < piece.length ? nextOpen(piece, at) : -1;
      const end = found === -1 ? piece.length : found + 1;
      if (end > at) saxes.write(at === 0 && end === piece.length ? piece : piece.slice(at, end));
      if (found !== -1) open = { line: saxes.line, column: saxes.column };
      at = end;
    }
  };
}

/** The next `&` that no name with a semicolon follows in this piece, or -1. */
function nextOpen(piece: string, from: number): number {
  if (!piece.includes('&', from)) return -1;
  unfinished.lastIndex = from;
  return unfinished.exec(piece)?.index ?? -1;
}

function bareAmpersand(place: XmlPlace): XmlFault {
  const message = 'The file is not well-formed XML: there is a bare &, which must be written as &amp;.';
  return new XmlFault('not-well-formed', message, { place });
}

/** More than names may have: saxes judges those. */
const nameCharacters = '#?[\\w.:\\-\\u0080-\\ud7ff\\ue000-\\uffff]*';
const restOfName = new RegExp(nameCharacters, 'y');
const unfinished = new RegExp(`&(?!${nameCharacters};)`, 'g');
const heldBack = /[\r\ud800-\udbff]/;
