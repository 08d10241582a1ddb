import { maskNames } from '../../domain/mask.ts';
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
  const shown = maskNames(name, maxNameLength);
  return new XmlFault('duplicate-element', `The record that begins on line ${recordLine} has two ${kind} ${shown}.`, {
    field: shown,
  });
}

/** An element where only text belongs. */
export function elementInText(name: string): XmlFault {
  const shown = maskNames(name, maxNameLength);
  return new XmlFault('unexpected-element', `The element ${shown} must hold text alone, without elements in it.`, {
    field: shown,
  });
}

/** A record within a record, where an end tag is missing or elements make a hierarchy: only the outer one would be read. */
export function recordInRecord(recordLine: number, name: string): XmlFault {
  return new XmlFault(
    'unexpected-element',
    `The record that begins on line ${recordLine} has another ${name} in it: its end tag is missing, or records stand within each other, where only one after the other is read.`,
    { field: name },
  );
}

/** Text where only elements belong. @param text up to where the parser stands */
export function textBetween(text = ''): XmlFault {
  const linesBack = countLineBreaks(text.trimStart());
  return new XmlFault('unexpected-text', 'There is text between the elements, where none belongs.', { linesBack });
}

/** Of a name that is shown alone, or of a path. */
export const maxNameLength = 200;
