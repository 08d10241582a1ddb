import { JsonFault, type JsonPosition, positionIn } from './json-fault.ts';
import { findSyntaxFault } from './json-syntax.ts';

/** The text of the object that is being read, as far as it has come. */
export interface OpenObject {
  begin(position: JsonPosition): void;
  /** Keeps a piece of it. Throws JsonFault where it grows beyond the limit. */
  keep(text: string): void;
  /** The whole of it. @param last the last piece, which is measured like the others */
  end(last: string): { text: string; begin: JsonPosition };
  /** The fault to report of an object that has no end. */
  refuseEnd(here: JsonPosition): JsonFault;
}

export function createOpenObject(maxRecordSize: number): OpenObject {
  let pieces: string[] = [];
  let length = 0;
  let begin: JsonPosition = { line: 1, column: 1 };

  /** An earlier fault, such as a bracket that is missing, tells more than that there is no end. */
  function explain(text: string, otherwise: JsonFault): JsonFault {
    const fault = findSyntaxFault(text);
    if (fault === null || fault.at >= text.length) return otherwise;
    const message = `The file is not valid JSON: ${fault.reason}.`;
    return new JsonFault('not-well-formed', positionIn(text, fault.at, begin), message);
  }

  function measure(text: string): void {
    length += text.length;
    if (length <= maxRecordSize) return;
    const message = `The object that begins here has more than ${maxRecordSize} characters. The objects behind it were not checked.`;
    const kept = (pieces.join('') + text).slice(0, maxRecordSize);
    throw explain(kept, new JsonFault('record-too-large', begin, message));
  }

  return {
    begin(position) {
      begin = position;
      length = 0;
      if (pieces.length > 0) pieces = [];
    },
    keep(text) {
      measure(text);
      pieces.push(text);
    },
    end(last) {
      measure(last);
      return { text: pieces.length === 0 ? last : pieces.join('') + last, begin };
    },
    refuseEnd(here) {
      const message = `The file ends in the middle of the object that begins on line ${begin.line}: it was cut short.`;
      return explain(pieces.join(''), new JsonFault('truncated', here, message));
    },
  };
}
