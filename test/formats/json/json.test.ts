import { describe, expect, it } from 'vitest';
import type { RecordShape } from '../../../src/formats/contract.ts';
import { csvOf, rosterColumns, syntheticEmployees } from '../../fixtures/roster.ts';
import { readAll, readStream } from '../read-all.ts';

const rows = syntheticEmployees(12);
const values = rows.map((row) => rosterColumns.map((column) => row[column]));

const nested: RecordShape = {
  columns: ['id', 'name', 'town', 'roles', 'contract', 'kind', 'rest'],
  paths: [['person', '@id'], ['person', 'name'], ['address', 'town'], ['roles'], ['contract'], ['kind'], ['rest']],
  recordPaths: [['people', 'person']],
  recordNameColumn: 'kind',
  numbers: ['id'],
  trees: {
    roles: { type: 'list', items: { type: 'text' } },
    contract: { type: 'object', properties: {}, others: null },
  },
  csv: { by: 'name', names: [], required: [] },
};
const withRest: RecordShape = { ...nested, restColumn: 'rest' };
const one: RecordShape = { ...nested, columns: ['a', 'b'], paths: [['a'], ['b']] };

async function valuesOf(content: string, shape: RecordShape) {
  const { records, issues } = await readAll('json', content, { shape });
  expect(issues).toEqual([]);
  return records.map((record) => record.values);
}

describe('JSON', () => {
  it.each([
    ['compact', JSON.stringify(rows)],
    ['pretty', JSON.stringify(rows, null, 2)],
    ['one object on each line', `[${rows.map((row) => JSON.stringify(row)).join(',\r\n')}]\n`],
    ['with a byte order mark', `\uFEFF${JSON.stringify(rows)}`],
    ['with blanks around everything', JSON.stringify(rows, null, '\t').replaceAll(':', '\t:\r\n ')],
    ['with escapes for all letters', JSON.stringify(rows).replace(/[^ -~]/g, escaped)],
  ])('is read however it is written: %s', async (_, content) => {
    for (const chunkSize of [1, 7, 100, 65_536]) {
      const { records, issues } = await readAll('json', content, { chunkSize });
      expect(issues).toEqual([]);
      expect(records.map((record) => record.values)).toEqual(values);
    }
  });

  it('has the bytes that the same rows have in CSV', async () => {
    expect((await readAll('json', JSON.stringify(rows))).rows).toEqual((await readAll('csv', csvOf(rows))).rows);
  });

  it('is read in UTF-16, with a mark or without', async () => {
    const le = Buffer.from(JSON.stringify(rows), 'utf16le');
    const be = Buffer.from(le).swap16();
    for (const content of [le, be, Buffer.concat([Buffer.from([0xff, 0xfe]), le])]) {
      expect((await readAll('json', content)).records.map((record) => record.values)).toEqual(values);
    }
  });

  it('gives the line on which each object begins, whatever ends the lines', async () => {
    for (const newline of ['\n', '\r\n', '\r']) {
      const content = ['[', '', '{"a": "1",', '"b": "2"}', ', {"a": "3"}, {', '"a": "4"}]'].join(newline);
      for (const chunkSize of [1, 65_536]) {
        const { records } = await readAll('json', content, { shape: one, chunkSize });
        expect(records.map(({ line }) => line)).toEqual([3, 5, 5]);
      }
    }
  });

  it('may be an empty array', async () => {
    expect(await readAll('json', ' [ ] \n')).toMatchObject({ records: [], issues: [] });
  });

  it('says that it is JSON', async () => {
    expect((await readAll('json', '[]')).dialect).toMatchObject({ format: 'json' });
  });

  it('keeps what is absent apart from what is empty', async () => {
    expect(await valuesOf('[{"a":null},{"b":""},{}]', one)).toEqual([
      ['', undefined],
      [undefined, ''],
      [undefined, undefined],
    ]);
  });

  it.each(['0', '-0', '7', '1.0', '1e3', '1E+3', '12345678901234567890', '0.10', '-1.50', '1e400'])(
    'keeps the number %s as it is written',
    async (number) => {
      expect(await valuesOf(`[{"a":${number},"b":true},{"b":false, "a" : ${number} }]`, one)).toEqual([
        [number, 'true'],
        [number, 'false'],
      ]);
    },
  );

  it('reads texts with escapes', async () => {
    const text = 'Æ "x" \\ / \t\r\n 𝒳 \u2028 {}[],:';
    for (const content of [JSON.stringify([{ a: text }]), JSON.stringify([{ a: text }]).replace(/[^ -~]/g, escaped)]) {
      for (const chunkSize of [1, 65_536]) {
        const { records } = await readAll('json', content, { shape: one, chunkSize });
        expect(records[0]?.values[0]).toBe(text);
      }
    }
  });
});

describe('the keys of a JSON', () => {
  it('may stand in objects, and say where', async () => {
    const content =
      '[{"address":{"town":"Bø"},"person":{"name":"Lie","id":7.0}},{"person":{"@id":"8"},"address":null}]';
    const { records, issues } = await readAll('json', content, { shape: nested });
    expect(issues).toEqual([]);
    expect(records.map((record) => record.values.slice(0, 3))).toEqual([
      ['7.0', 'Lie', 'Bø'],
      ['8', undefined, undefined],
    ]);
    expect(records[0]?.places).toEqual(['person/id', 'person/name', 'address/town', 'roles', 'contract', null, 'rest']);
    expect(records[0]?.places).toBe(records[1]?.places);
  });

  it('may hold lists and objects where the layout wants them, which keep their order and their numbers', async () => {
    const content = `[{"roles": [ "a", "\\u00e6\\n" , [ ], {} ],
      "contract": { "b": 1.0, "2": null, "1": [ 12345678901234567890, true ], "__proto__": { "x": "" } }}]`;
    expect((await valuesOf(content, nested))[0]?.slice(3, 5)).toEqual([
      '["a","æ\\n",[],{}]',
      '{"b":1.0,"2":null,"1":[12345678901234567890,true],"__proto__":{"x":""}}',
    ]);
    expect(
      (await valuesOf('[{"roles":"a, b","contract":1.50},{"roles":null}]', nested)).map((v) => v.slice(3, 5)),
    ).toEqual([
      ['a, b', '1.50'],
      ['', undefined],
    ]);
  });

  it('are told of once each when they are unknown, with their path and without anybody’s number', async () => {
    const person = '{"Roles":[{"a":"}"}],"person":{"shoe":1,"name":"Lie"},"01019012345":{"deep":[]}}';
    const { records, issues } = await readAll('json', `[${person},\n${person}]`, { shape: nested });
    expect(records.map((record) => record.values[1])).toEqual(['Lie', 'Lie']);
    expect(issues.map(({ code, severity, line, column }) => [code, severity, line, column])).toEqual([
      ['unknown-element', 'warning', 1, 'Roles'],
      ['unknown-element', 'warning', 1, 'person/shoe'],
      ['unknown-element', 'warning', 1, '*****'],
    ]);
    expect(issues[0]?.message).toContain('is roles meant');
    const many = Object.fromEntries(Array.from({ length: 90 }, (_, i) => [`k${i}`, i]));
    expect((await readAll('json', JSON.stringify([many]), { shape: nested })).issues).toHaveLength(50);
  });

  it('are kept together where the layout wants what belongs to no column', async () => {
    const content =
      '[{"shoe": 44.0, "person":{"y":1,"name":"Lie","x":[1, 2]}, "__proto__":"c", "rest":null},{"kind":"k"},{}]';
    expect((await valuesOf(content, withRest)).map((record) => record[6])).toEqual([
      '{"shoe":44.0,"person":{"y":1,"x":[1,2]},"__proto__":"c","rest":null}',
      '{"kind":"k"}',
      undefined,
    ]);
  });

  it.each(['__proto__', 'constructor', 'toString'])('may be called %s', async (name) => {
    const { records, codes } = await readAll('json', `[{"${name}": {"a": "x"}, "a": "1"}]`, { shape: one });
    expect([records[0]?.values, codes]).toEqual([['1', undefined], ['unknown-element']]);
  });

  it.each([
    ['of the layout', '[{"a":"1"},\n{"a":"1",\n "a":"1"}]', 'key a twice'],
    ['written in two ways', '[{},\n{"a":"1",\n "\\u0061":"1"}]', 'key a twice'],
    ['that is unknown', '[{},\n{"x":1,\n "x":1}]', 'key x twice'],
    ['in an object of no interest', '[{},\n{"x":[{"y":1,\n "y":{}}]}]', 'key y twice'],
    ['that is a number', '[{},\n{"01019012345":1,\n "01019012345":1}]', 'key ***** twice'],
    ['that is a number in parts', '[{},\n{"010190-123A":1,\n "010190-123A":1}]', 'key ***** twice'],
  ])('reject the file where an object has one twice: %s', async (_, content, words) => {
    const { records, issues } = await readAll('json', content, { shape: one });
    expect(records).toHaveLength(1);
    const last = issues.at(-1);
    expect(last).toMatchObject({ code: 'duplicate-key', severity: 'fatal', line: 3 });
    expect(last?.message).toContain(words);
  });

  it.each([
    ['a list', '[{"a": "x",\n "b": ["SECRET"]}]', 'b', 'must hold text alone, not a list', one],
    ['an object', '[{"a": "x",\n "b": {"SECRET": 1}}]', 'b', 'must hold text alone, not an object', one],
    ['a text', '[{\n"person": "SECRET"}]', 'person', 'must hold an object', nested],
  ])('reject the file where one holds %s and should not', async (_, content, column, words, shape) => {
    const { records, issues } = await readAll('json', content, { shape });
    expect(records).toEqual([]);
    expect(issues).toMatchObject([{ code: 'unexpected-element', severity: 'fatal', line: 2, column }]);
    expect(issues[0]?.message).toContain(words);
    expect(issues[0]?.message).not.toContain('SECRET');
  });
});

describe('a JSON that is no array of objects', () => {
  it.each([
    ['an object', '{"employees": []}', 'wrong-root', 1, 1, 'Export the array alone'],
    ['an object on each line', '{"a":"1"}\n{"a":"2"}\n', 'wrong-root', 1, 1, 'need commas between them'],
    ['a text', '"SECRET"', 'not-well-formed', 1, 1, 'must begin with ['],
    ['nothing but blanks', ' \n ', 'truncated', 2, 2, 'nothing but blanks'],
    ['text behind the array', '[{}]\n SECRET', 'unexpected-text', 2, 2, 'behind the ]'],
    ['a second array', '[{}]\n[]', 'unexpected-text', 2, 1, 'behind the ]'],
    ['a number in it', '[{},\n  7]', 'unexpected-element', 2, 3, 'objects alone'],
    ['null in it', '[{},null]', 'unexpected-element', 1, 5, 'objects alone'],
    ['a list in it', '[{},[]]', 'unexpected-element', 1, 5, 'objects alone'],
    ['a comma too many', '[{},\n]', 'not-well-formed', 2, 1, 'comma behind the last object'],
    ['a comma at its beginning', '[,{}]', 'not-well-formed', 1, 2, 'an object is expected'],
    ['two commas', '[{},,{}]', 'not-well-formed', 1, 5, 'an object is expected'],
    ['no comma between two objects', '[{}\n{}]', 'not-well-formed', 2, 1, 'a comma or the closing ]'],
    ['a comment', '[{} // SECRET\n]', 'not-well-formed', 1, 5, 'a comma or the closing ]'],
    ['no end', '[{},{}', 'truncated', 1, 7, 'cut short'],
    ['no end, behind a comma', '[{},', 'truncated', 1, 5, 'cut short'],
    ['no end of an object', '[{},\n{"a":"1",\n"b":"SECR', 'truncated', 3, 10, 'begins on line 2'],
    ['no end of an escape', '[{"b":"SECR\\u00', 'truncated', 1, 16, 'begins on line 1'],
  ])('is rejected: %s', async (_, content, code, line, column, words) => {
    for (const chunkSize of [1, 65_536]) {
      const { issues } = await readAll('json', content, { shape: one, chunkSize });
      expect(issues).toMatchObject([{ code, severity: 'fatal', line }]);
      expect(issues[0]?.message).toContain(`(line ${line}, column ${column})`);
      expect(issues[0]?.message).toContain(words);
      expect(issues[0]?.message).not.toContain('SECR');
    }
  });

  it.each([
    ['a missing comma', '"a":"1"\n"b":"SECRET"', 2, 1, 'a comma or a closing bracket is missing'],
    ['a missing colon', '"a" "SECRET"', 1, 5, 'colon'],
    ['a comma before the bracket', '"a":"SECRET",\n', 2, 1, 'a comma before a closing bracket'],
    ['a key without quotation marks', 'SECRET:1', 1, 1, 'a key in double quotation marks'],
    ['single quotation marks', '"a":\'SECRET\'', 1, 5, 'double quotation marks'],
    ['a comment', '"a":1, /* SECRET */ "b":2', 1, 8, 'comment'],
    ['NaN', '"a":NaN', 1, 5, 'no text, number, true, false or null'],
    ['a number with a zero before it', '"a":007', 1, 5, 'a zero before it, which needs quotation marks'],
    ['a number with a plus', '"a":+7', 1, 5, 'no text, number'],
    ['True', '"a":True', 1, 5, 'no text, number'],
    ['no value', '"a":,"b":1', 1, 5, 'a value is missing'],
    ['a wrong bracket', '"a":[1}', 1, 7, 'a comma or a closing bracket'],
    ['a line break in a text', '"a":"SEC\nRET"', 1, 9, 'line break'],
    ['a tab in a text', '"a":"SEC\tRET"', 1, 9, 'a tab'],
    ['an unknown escape', '"a":"SEC\\xRET"', 1, 9, 'backslash'],
    ['a half escape', '"a":"SEC\\u00ZRET"', 1, 9, 'backslash'],
  ])('is rejected for an object with %s', async (_, members, line, column, words) => {
    const content = `[{"a":"0"},\n\n{\n${members}}\n,{"a":"2"}]`;
    for (const chunkSize of [1, 65_536]) {
      const { records, issues } = await readAll('json', content, { shape: one, chunkSize });
      expect(records).toHaveLength(1);
      expect(issues).toMatchObject([{ code: 'not-well-formed', severity: 'fatal', line: line + 3 }]);
      expect(issues[0]?.message).toContain(`(line ${line + 3}, column ${column})`);
      expect(issues[0]?.message).toContain(words);
      expect(issues[0]?.message).not.toContain('SEC');
    }
  });

  it('is rejected where a quotation mark is missing, and names its line', async () => {
    const content = JSON.stringify(rows, null, 1).replace('"surname": "', '"surname": ');
    const { issues } = await readAll('json', content);
    expect(issues).toMatchObject([{ code: 'not-well-formed', severity: 'fatal', line: 9 }]);
  });
});

describe('a hostile JSON', () => {
  it.each([
    ['NUL', '\\u0000', 'control-character'],
    ['the mark between values', '\\u001F', 'control-character'],
    ['a bell', '\\u0007', 'control-character'],
    ['a backspace', '\\b', 'control-character'],
    ['DEL', '\\u007f', 'control-character'],
    ['half a character', '\\ud835', 'half-character'],
    ['another half', '\\udc00\\ud835', 'half-character'],
  ])('with %s written as an escape is refused, wherever it stands', async (_, text, code) => {
    for (const member of [`"a":"x${text}"`, `"x":["${text}"]`, `"${text}":1`, `"roles":{"y":"${text}"}`]) {
      const { records, issues } = await readAll('json', `[{},\n{${member}}]`, { shape: nested });
      expect(records).toHaveLength(1);
      expect(issues.at(-1)).toMatchObject({ code, severity: 'fatal', line: 2 });
    }
  });

  it.each(['\u0000', '\u001f', '\u0007'])('with %j as it is is refused', async (character) => {
    const { codes } = await readAll('json', `[{"a":"${character}"}]`, { shape: one });
    expect(codes).toEqual(['control-character']);
  });

  it('nested too deep is refused', async () => {
    for (const bracket of ['[', '{"a":']) {
      const { issues } = await readAll('json', `[\n{"a":${bracket.repeat(1_000_000)}`, { shape: one });
      expect(issues).toMatchObject([{ code: 'too-deep', severity: 'fatal', line: 2 }]);
    }
    expect((await readAll('json', '['.repeat(1_000_000))).codes).toEqual(['unexpected-element']);
  });

  it('may be nested as deep as is allowed', async () => {
    const deep = (depth: number) => `[{"roles":${'['.repeat(depth - 2)}${']'.repeat(depth - 2)}}]`;
    expect((await readAll('json', deep(20), { shape: nested })).codes).toEqual([]);
    expect((await readAll('json', deep(21), { shape: nested })).codes).toEqual(['too-deep']);
  });

  it.each([
    ['a text', '[{"a":"', 'x'],
    ['a text of quotation marks', '[{"a":"', '\\"'],
    ['a text of backslashes', '[{"a":"', '\\\\'],
    ['an object', '[{"a":1', ',"b":1'],
    ['a list', '[{"x":[1', ',1'],
    ['a number', '[{"a":1', '1'],
    ['an empty object', '[{', ' '],
  ])('with %s without end is given up in bounded memory', async (_, start, piece) => {
    async function* endless(): AsyncIterable<Uint8Array> {
      yield Buffer.from(start);
      for (let i = 0; i < 20_000; i += 1) yield Buffer.from(piece.repeat(8_000));
    }
    const before = process.memoryUsage().rss;
    const { issues } = await readStream('json', endless());
    expect(issues).toMatchObject([{ code: 'record-too-large', severity: 'fatal', line: 1 }]);
    expect(process.memoryUsage().rss - before).toBeLessThan(150e6);
  });

  it('that is one huge chunk stays within the limit too', async () => {
    const content = `[{"a":"${'x'.repeat(5_000_000)}"}]`;
    expect((await readAll('json', content, { chunkSize: 6_000_000 })).codes).toEqual(['record-too-large']);
    const fits = `[{"a":"${'é'.repeat(99_992)}"}]`;
    expect((await readAll('json', fits, { shape: one })).codes).toEqual([]);
    expect((await readAll('json', fits.replace('é', 'éé'), { shape: one })).codes).toEqual(['record-too-large']);
  });

  it('passes errors of the byte source on', async () => {
    async function* failing(): AsyncIterable<Uint8Array> {
      yield Buffer.from('[');
      throw new Error('the disk is gone');
    }
    await expect(readStream('json', failing())).rejects.toThrow('the disk is gone');
  });
});

function escaped(letter: string): string {
  return `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
