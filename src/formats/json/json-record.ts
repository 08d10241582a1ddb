import type { ReportIssue } from '../../domain/issue.ts';
import type { RawRecord, RecordShape } from '../contract.ts';
import { createJsonCursor } from './json-cursor.ts';
import { countKeys, findDuplicateKey } from './json-duplicate.ts';
import type { JsonElement } from './json-elements.ts';
import { JsonFault, type JsonPosition, positionIn, shownKey } from './json-fault.ts';
import { indexKeys, type JsonKey, placesOf } from './json-keys.ts';
import { findSyntaxFault } from './json-syntax.ts';
import { createUnknownKeys } from './json-unknown.ts';

export interface JsonRecordReader {
  /** Throws JsonFault where the object isn't valid JSON or isn't what the layout expects. */
  read(element: JsonElement): RawRecord;
}

/** Makes a record of each object. JSON.parse says whether it is valid; the values are taken as they are written. */
export function createJsonRecordReader(shape: RecordShape, report: ReportIssue): JsonRecordReader {
  const root = indexKeys(shape);
  const places = placesOf(shape);
  const restPlace = shape.restColumn === undefined ? -1 : shape.columns.indexOf(shape.restColumn);
  const unknown = createUnknownKeys(report);
  const cursor = createJsonCursor(checkText);
  let element: JsonElement = { text: '', line: 1, column: 1, memberCount: 0, isPlain: false };
  let values: (string | undefined)[] = [];
  let rest: string[] = [];

  const position = (at: number): JsonPosition => positionIn(element.text, at, element);

  function checkText(value: string, at: number): void {
    if (!forbidden.test(value)) return;
    const isHalf = !value.isWellFormed();
    const code = isHalf ? 'half-character' : 'control-character';
    const what = isHalf ? 'half a character (a lone surrogate)' : 'a control character';
    throw new JsonFault(code, position(at), `A text has ${what} in it, written as an escape, which no roster has.`);
  }

  function createVisitor(owner: JsonKey): (key: string, at: number) => void {
    const visitors = new Map<JsonKey, (key: string, at: number) => void>();
    for (const key of owner.keys.values()) if (key.keys.size > 0) visitors.set(key, createVisitor(key));
    return (name, at) => {
      const key = owner.keys.get(name);
      if (key === undefined) return takeUnknown(owner, name, at);
      const kind = cursor.kind();
      const visitor = kind === '{' && key.column?.isTree !== true ? visitors.get(key) : undefined;
      if (visitor !== undefined) takeMembers(name, visitor);
      else if (key.column !== null) takeValue(key.path, key.column, kind, at);
      else if (kind === 'n') cursor.skip();
      else {
        const message = `The key ${key.path} must hold an object.`;
        throw new JsonFault('unexpected-element', position(at), message, { path: key.path });
      }
    };
  }

  /** What is unknown in an object goes into the rest at the place where it stood. */
  function takeMembers(name: string, visitor: (key: string, at: number) => void): void {
    const outer = rest;
    rest = [];
    cursor.members(visitor);
    if (rest.length > 0) outer.push(`${JSON.stringify(name)}:{${rest.join(',')}}`);
    rest = outer;
  }

  function takeValue(path: string, column: NonNullable<JsonKey['column']>, kind: string, at: number): void {
    const { place, name, isTree } = column;
    if (values[place] !== undefined) throw duplicate(path, at, name);
    if (kind === '"') values[place] = cursor.string();
    else if (kind !== '{' && kind !== '[') {
      const literal = cursor.literal();
      values[place] = literal === 'null' ? '' : literal;
    } else if (isTree) values[place] = cursor.json();
    else {
      const what = kind === '{' ? 'an object' : 'a list';
      const message = `The key ${path} must hold text alone, not ${what}.`;
      throw new JsonFault('unexpected-element', position(at), message, { path, field: name });
    }
  }

  function takeUnknown(owner: JsonKey, name: string, at: number): void {
    if (restPlace >= 0) {
      rest.push(`${JSON.stringify(name)}:${cursor.json()}`);
      return;
    }
    unknown.tell(owner, name, () => position(at).line);
    cursor.skip();
  }

  function duplicate(path: string, at: number, field: string | null): JsonFault {
    const message = `The object that begins on line ${element.line} has the key ${shownKey(path)} twice.`;
    return new JsonFault('duplicate-key', position(at), message, { path: shownKey(path), field });
  }

  const visitRoot = createVisitor(root);

  /** Takes what JSON.parse made of a plain object: half of the time. @returns false where it must be looked at more closely */
  function takePlain(parsed: object): boolean {
    const names = Object.keys(parsed);
    if (names.length !== element.memberCount) return false;
    for (let i = 0; i < names.length; i += 1) {
      const name = names[i] as string;
      const column = root.keys.get(name)?.column;
      if (column === undefined && restPlace < 0 && unknown.isTold(name)) continue;
      const value: unknown = (parsed as Record<string, unknown>)[name];
      if (column === undefined || column === null || values[column.place] !== undefined) return false;
      if (typeof value === 'string') values[column.place] = value;
      else if (typeof value === 'number') {
        if (!Number.isSafeInteger(value)) return false;
        values[column.place] = String(value);
      } else values[column.place] = value === null ? '' : String(value);
    }
    return true;
  }

  function takeClosely(parsed: unknown): void {
    const { text } = element;
    values.fill(undefined);
    rest = [];
    cursor.enter(text);
    cursor.members(visitRoot);
    if (element.memberCount !== countKeys(parsed)) {
      const found = findDuplicateKey(text, cursor);
      if (found !== null) throw duplicate(found.key, found.at, null);
    }
    if (rest.length > 0) values[restPlace] = `{${rest.join(',')}}`;
  }

  return {
    read(next) {
      element = next;
      const parsed = parse(element);
      values = new Array(shape.columns.length).fill(undefined);
      if (!element.isPlain || !takePlain(parsed)) takeClosely(parsed);
      return { line: element.line, values, places };
    },
  };
}

function parse(element: JsonElement): object {
  try {
    return JSON.parse(element.text);
  } catch {
    // V8's message quotes the text, which may be anything.
    const fault = findSyntaxFault(element.text);
    const reason = fault === null ? 'the object that begins here has a fault in it' : fault.reason;
    const at = positionIn(element.text, fault?.at ?? 0, element);
    throw new JsonFault('not-well-formed', at, `The file is not valid JSON: ${reason}.`);
  }
}

/** What a CSV can't hold either: all control characters but tabs and line breaks, and halves of a surrogate pair. */
const forbidden = /[[\p{Cc}&&\p{ASCII}]--[\t\n\r]]|\p{Cs}/v;
