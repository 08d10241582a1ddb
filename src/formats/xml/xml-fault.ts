import { maskNames } from '../../domain/mask.ts';

/** A finding that ends the reading of a document; thrown out of the parser's handlers and reported as an issue. */
export class XmlFault extends Error {
  readonly code: string;
  readonly field: string | null;

  constructor(code: string, message: string, field: string | null = null) {
    super(message);
    this.code = code;
    this.field = field;
  }
}

/** Two where there may be one. */
export function duplicateElement(recordLine: number, kind: 'elements' | 'attributes', name: string): XmlFault {
  const shown = maskNames(name, maxNameLength);
  return new XmlFault(
    'duplicate-element',
    `The record that begins on line ${recordLine} has two ${kind} ${shown}.`,
    shown,
  );
}

/** An element where only text belongs. */
export function elementInText(name: string): XmlFault {
  const shown = maskNames(name, maxNameLength);
  return new XmlFault(
    'unexpected-element',
    `The element ${shown} must hold text alone, without elements in it.`,
    shown,
  );
}

/** A record within a record, as a hierarchy of elements has them: only the outer one would be read. */
export function recordInRecord(recordLine: number, name: string): XmlFault {
  return new XmlFault(
    'unexpected-element',
    `The record that begins on line ${recordLine} has another one in it: records must stand one after the other, and ${name} not within one.`,
    name,
  );
}

/** Text where only elements belong. */
export function textBetween(): XmlFault {
  return new XmlFault('unexpected-text', 'There is text between the elements, where none belongs.');
}

/** Of a name that is shown alone, or of a path. */
export const maxNameLength = 200;
