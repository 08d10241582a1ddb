import { maskNames } from '../../domain/mask.ts';
import { maxNameLength, XmlFault, type XmlPlace } from './xml-fault.ts';

/** What is reported of a fault that saxes or we have thrown; anything else is thrown on. */
export function explainFault(
  error: unknown,
  saxes: { line: number; column: number },
  open: OpenElements,
): { code: string; line: number; message: string; field: string | null } {
  const ours = error instanceof XmlFault ? error : null;
  const { line, column } = ours === null ? saxes : placeOf(ours, saxes);
  const where = column === null ? `line ${line}` : `line ${line}, column ${column}`;
  if (ours !== null) return { code: ours.code, line, message: `${ours.message} (${where})`, field: ours.field };
  // saxes throws plain Errors whose message begins with the position; anything else is a fault of ours.
  const reason = error instanceof Error ? /^\d+:\d+: (.*?)\.?$/s.exec(error.message)?.[1] : undefined;
  if (reason === undefined) throw error;
  return {
    code: 'not-well-formed',
    line,
    message: `The file is not well-formed XML at ${where}: ${maskNames(reason, maxNameLength)}.${advice(reason, open)}`,
    field: null,
  };
}

function placeOf({ place, linesBack }: XmlFault, saxes: { line: number; column: number }): XmlPlace {
  return place ?? { line: saxes.line - linesBack, column: linesBack === 0 ? saxes.column : null };
}

interface OpenElements {
  recordLine: number | null;
  /** The element that was closed last. */
  closedName: string;
  /** Where the record began that it belonged to. */
  closedIn: number | null;
}

function advice(reason: string, { recordLine, closedName, closedIn }: OpenElements): string {
  if (reason === 'undefined entity')
    return ' XML knows &amp;, &lt;, &gt;, &quot;, &apos; and numbers such as &#229;, and an & alone is written &amp;.';
  if (reason === 'unexpected close tag') {
    const within = closedIn === null ? '' : ` It belongs to the record that begins on line ${closedIn}.`;
    return ` The element ${maskNames(closedName, maxNameLength)} has to be closed first.${within}`;
  }
  if (!endings.test(reason)) return '';
  if (recordLine === null) return ' It looks cut off or empty.';
  return ` The record that begins on line ${recordLine} never ends: the file looks cut off, or a comment or CDATA in it is never closed.`;
}

const endings = /^(unclosed tag|unexpected end|document must contain)/;
