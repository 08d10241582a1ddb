import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RecordShape } from '../../../src/formats/contract.ts';
import { readAll } from '../read-all.ts';

const shape: RecordShape = {
  columns: ['a', 'b', 'ø', 'id'],
  recordPaths: [['people', 'person']],
  numbers: [],
  trees: {},
  csv: { by: 'name', names: [], required: [] },
};

describe('a JSON with anything in it', () => {
  it('is refused where JSON.parse refuses it, and gives the same records where it holds flat objects', async () => {
    await fc.assert(
      fc.asyncProperty(mutated, fc.integer({ min: 1, max: 60 }), async (text, chunkSize) => {
        const { records, issues, rows } = await readAll('json', text, { shape, chunkSize, limits: { maxDepth: 6 } });
        const isRefused = issues.some(({ severity }) => severity === 'fatal');
        const expected = parseNatively(text.replace(/^\uFEFF/, ''));
        if (expected === undefined) {
          expect(isRefused).toBe(true);
          return;
        }
        const flat = flatRecords(expected, text);
        if (flat === null) return;
        expect(issues.filter(({ severity }) => severity === 'fatal')).toEqual([]);
        expect(records.map(({ values }) => values)).toEqual(flat);
        expect(rows).toEqual(flat.map((values) => values.map((value) => value ?? '\0').join('\u001f')));
      }),
      { numRuns: 3000 },
    );
  }, 60_000);
});

/** Numbers come as their own text. */
function parseNatively(text: string): unknown {
  try {
    return JSON.parse(text, sourceOfNumbers as (this: unknown, key: string, value: unknown) => unknown);
  } catch {
    return undefined;
  }
}

function sourceOfNumbers(_key: string, value: unknown, context: { source: string }): unknown {
  return typeof value === 'number' ? context.source : value;
}

/** Null where the text isn't an array of flat objects, has a key twice or holds a character that is refused. */
function flatRecords(value: unknown, text: string): (string | undefined)[][] | null {
  if (!Array.isArray(value)) return null;
  let keys = 0;
  for (const item of value) {
    if (typeof item !== 'object' || item === null || Array.isArray(item)) return null;
    keys += Object.keys(item).length;
    for (const part of Object.entries(item).flat()) {
      if (typeof part === 'object' && part !== null) return null;
      if (typeof part === 'string' && (!part.isWellFormed() || /[\p{Cc}--[\t\n\r]]/v.test(part))) return null;
    }
  }
  if ([...text.matchAll(/"(?:[^"\\]|\\.)*"\s*:/g)].length !== keys) return null;
  return value.map((item) =>
    shape.columns.map((column) => {
      if (!Object.hasOwn(item, column)) return undefined;
      return item[column] === null ? '' : String(item[column]);
    }),
  );
}

const blank = fc.constantFrom('', '', '', ' ', '\n', '\r\n', '\t');
const key = fc.constantFrom('"a"', '"b"', '"ø"', '"id"', '"\\u0061"', '"x"', '"__proto__"', '""', '"123456"');
const value = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 6 }).map((text) => JSON.stringify(text)),
  fc.constantFrom(
    '0',
    '-1.50',
    '1e3',
    '12345678901234567890',
    '7',
    'true',
    'false',
    'null',
    '"\\u00e6\\n"',
    '"1.5"',
    '"\\\\"',
  ),
  fc.constantFrom('"\\""', '"{[:,]}"', '""', '[]', '{"a":1}', '[1,{"b":[]}]', '"\\ud800"', '"\\u001f"'),
);
const member = fc
  .tuple(key, blank, value, blank)
  .map(([name, before, held, behind]) => `${name}${before}:${held}${behind}`);
const object = fc.tuple(fc.uniqueArray(member, { maxLength: 4, selector: (text) => text.slice(0, 4) }), blank);
const document = fc.tuple(fc.array(object, { maxLength: 5 }), blank, blank).map(([objects, start, end]) => {
  const texts = objects.map(([members, inner]) => `{${inner}${members.join(`,${inner}`)}}`);
  return `${start}[${texts.join(`,${end}`)}]${end}`;
});
const piece = fc.constantFrom(
  '"',
  '\\',
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  ' ',
  '\n',
  '0',
  '-',
  '.',
  'e',
  'null',
  "'",
  '/',
  '\u00a0',
  'æ',
  '\uFEFF',
);
const mutation = fc.tuple(fc.constantFrom('insert', 'delete', 'replace', 'cut'), fc.nat(), piece);
const mutated = fc
  .tuple(
    document,
    fc.oneof({ weight: 1, arbitrary: fc.constant([]) }, { weight: 2, arbitrary: fc.array(mutation, { maxLength: 3 }) }),
  )
  .map(([text, mutations]) =>
    mutations.reduce((whole, [kind, place, put]) => {
      const at = place % (whole.length + 1);
      if (kind === 'cut') return whole.slice(0, at);
      return whole.slice(0, at) + (kind === 'delete' ? '' : put) + whole.slice(kind === 'insert' ? at : at + 1);
    }, text),
  );
