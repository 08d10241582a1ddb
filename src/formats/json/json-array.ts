import { JsonFault, type JsonPosition } from './json-fault.ts';

/** What may come next between the objects of an array: at its beginning, behind `[`, behind a comma, behind an object. */
export type ExpectedInArray = 'array' | 'first' | 'element' | 'separator' | 'end';

/** @param found the character that came instead */
export function refuseInArray(expected: ExpectedInArray, found: string, position: JsonPosition): JsonFault {
  const [code, message] = explain(expected, found);
  return new JsonFault(code, position, message);
}

/** The file has ended between two objects. */
export function refuseOpenArray(expected: ExpectedInArray, position: JsonPosition): JsonFault {
  const message =
    expected === 'array'
      ? 'The file holds nothing but blanks.'
      : 'The file ends before its array is closed: it was cut short.';
  return new JsonFault('truncated', position, message);
}

function explain(expected: ExpectedInArray, found: string): [code: string, message: string] {
  if (expected === 'end')
    return ['unexpected-text', 'There is something behind the ] that closes the array, where nothing belongs.'];
  if (expected === 'array' && found === '{')
    return [
      'wrong-root',
      'The file must be an array of objects, [{...}, {...}], but begins with an object. Export the array alone, with nothing around it; objects on a line each (JSON Lines) need commas between them and [ ] around all.',
    ];
  if (expected === 'array') return notValid('it must begin with [, as an array of objects does');
  if (expected === 'separator') return notValid('behind an object of the array a comma or the closing ] is missing');
  if (found === ']') return notValid('there is a comma behind the last object of the array');
  return beginningOfValue.test(found)
    ? ['unexpected-element', 'The array must hold objects alone, but has something else in it.']
    : notValid('an object is expected in the array');
}

function notValid(reason: string): [code: string, message: string] {
  return ['not-well-formed', `The file is not valid JSON: ${reason}.`];
}

/** Of a text, a number, a list, true, false or null. */
const beginningOfValue = /["\d[tfn-]/;
