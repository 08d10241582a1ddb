import { countLineBreaks } from '../text/text-check.ts';

/** A finding that ends the reading of a document; thrown out of the parser's handlers and reported as an issue. */
export class XmlFault extends Error {
  readonly code: string;
  readonly field: string | null;
  readonly place: XmlPlace | null;
  /** How many lines above the parser's the fault is. */
  readonly linesBack: number;

  constructor(
    code: string,
    message: string,
    { field = null, place = null, linesBack = 0 }: Partial<Pick<XmlFault, 'field' | 'place' | 'linesBack'>> = {},
  ) {
    super(message);
    this.code = code;
    this.field = field;
    this.place = place;
    this.linesBack = linesBack;
  }
}

/** Where a fault is, if that isn't where the parser stands. */
export interface XmlPlace {
  line: number;
  /** Characters up to it in its line, itself included; null where the line says enough. */
  column: number | null;
}

/** Two where there may be one. */
export function duplicateElement(recordLine: number, kind: 'elements' | 'attributes', name: string): XmlFault {
  return new XmlFault(
    'duplicate-element',
    `The record that begins on line ${recordLine} has two ${kind} ${maskDigits(name)}.`,
    { field: name },
  );
}

/** An element where only text belongs. */
export function elementInText(name: string): XmlFault {
  return new XmlFault(
    'unexpected-element',
    `The element ${maskDigits(name)} must hold text alone, without elements in it.`,
    { field: name },
  );
}

/** Text where only elements belong. @param text up to where the parser stands */
export function textBetween(text = ''): XmlFault {
  const linesBack = countLineBreaks(text.trimStart());
  return new XmlFault('unexpected-text', 'There is text between the elements, where none belongs.', { linesBack });
}

/** A broken or foreign file can hold anything in its names, an identity number too. */
export function maskDigits(text: string): string {
  return text.replace(/\d{5,}/g, '*****').slice(0, 200);
}
