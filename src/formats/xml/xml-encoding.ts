import { XmlFault } from './xml-fault.ts';

/** A document must be in what it declares: https://www.w3.org/TR/xml/#charencoding. Throws XmlFault where its mark says otherwise. */
export function checkEncoding(declared: string, mark: { charset: string } | null): void {
  if (mark === null || familyOf(declared) === familyOf(mark.charset)) return;
  const shown = mark.charset.startsWith('utf-16') ? 'UTF-16' : 'UTF-8';
  throw new XmlFault(
    'not-well-formed',
    `The file begins with the byte order mark of ${shown}, but declares the encoding "${declared.slice(0, 40)}": one of them is wrong.`,
    { place: { line: 1, column: null } },
  );
}

/** The byte order is the mark's to say. */
function familyOf(label: string): string | null {
  try {
    return new TextDecoder(label).encoding.replace(/[lb]e$/, '');
  } catch {
    // TextDecoder throws for a label that it doesn't know.
    return null;
  }
}
