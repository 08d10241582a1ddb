import { describe, expect, it } from 'vitest';
import type { RecordShape, TreeShape } from '../../../src/formats/contract.ts';
import { readAll } from '../read-all.ts';

const text: TreeShape = { type: 'text' };
const number: TreeShape = { type: 'number' };
const boolean: TreeShape = { type: 'boolean' };
const object = (properties: Record<string, TreeShape>, others: TreeShape | null = null): TreeShape => ({
  type: 'object',
  properties,
  others,
});
const list = (items: TreeShape): TreeShape => ({ type: 'list', items });

function shapeOf(columns: readonly string[], more: Partial<RecordShape> = {}): RecordShape {
  return {
    columns,
    recordPaths: [['employees', 'employee']],
    numbers: [],
    trees: {},
    csv: { by: 'position', droppableColumns: 0, isHeader: () => false },
    ...more,
  };
}

/** Reads one employee with this inside. */
function readOne(shape: RecordShape, inside: string, attributes = '') {
  const namespaces = 'xmlns:x="urn:x" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"';
  return readAll('xml', `<employees ${namespaces}>\n<employee${attributes}>${inside}</employee></employees>`, {
    shape,
  });
}

async function valuesOf(shape: RecordShape, inside: string, attributes = '') {
  const { records, issues } = await readOne(shape, inside, attributes);
  expect(issues).toEqual([]);
  return records[0]?.values;
}

describe('the text of an element of which only attributes are read', () => {
  const shape = shapeOf(['id', 'type', 'rest'], { paths: [['@id'], ['home', 'phone', '@type'], ['rest']] });
  const keeping = { ...shape, restColumn: 'rest' };

  it.each([
    ['<home><phone type="w">12 <![CDATA[3]]>4</phone></home>', 'w', '{"home":{"phone":"12 34"}}'],
    ['<home><phone>123</phone></home>', undefined, '{"home":{"phone":"123"}}'],
    ['<home><phone type="w" x="y">1</phone></home>', 'w', '{"home":{"phone":{"@x":"y","#text":"1"}}}'],
    ['<home><phone type="w">1<ext>2</ext></phone></home>', 'w', '{"home":{"phone":{"ext":"2","#text":"1"}}}'],
    ['<home><phone type="w">\n <!-- none --> </phone></home>', 'w', undefined],
  ])('is one of the others: %s', async (inside, type, rest) => {
    expect(await valuesOf(keeping, inside)).toEqual([undefined, type, rest]);
    const { records, issues } = await readOne({ ...shape, leavesOthersOut: true }, inside);
    expect(issues).toEqual([]);
    expect(records[0]?.values).toEqual([undefined, type, undefined]);
  });

  it('stands between no elements that are read', async () => {
    const mixed = shapeOf(['type', 'ext'], {
      paths: [
        ['phone', '@type'],
        ['phone', 'ext'],
      ],
    });
    const { issues } = await readOne(mixed, '<phone type="w">1<ext>2</ext></phone>');
    expect(issues).toEqual([expect.objectContaining({ code: 'unexpected-text' })]);
  });
});

describe('values by path', () => {
  const shape = shapeOf(['id', 'name', 'code', 'title', 'email'], {
    paths: [['@id'], ['person', 'name'], ['job', '@code'], ['job'], ['user', 'mail', 'email']],
  });

  it('come from elements in elements and from attributes, in any order', async () => {
    const inside =
      '<user><mail><email>a@b.no</email></mail></user><job code="7">Cook</job><person><name>Å</name></person>';
    const { records, issues, dialect } = await readOne(shape, inside, ' id="1"');
    expect(issues).toEqual([]);
    expect(dialect.format).toBe('xml');
    expect(records[0]).toEqual({
      line: 2,
      values: ['1', 'Å', '7', 'Cook', 'a@b.no'],
      places: [
        ...['employees/employee/@id', 'employees/employee/person/name', 'employees/employee/job/@code'],
        ...['employees/employee/job', 'employees/employee/user/mail/email'],
      ],
    });
  });

  it('are missing where an element on their way is', async () => {
    const values = await valuesOf(shape, '<person/><job/>');
    expect(values).toEqual([undefined, undefined, undefined, '', undefined]);
  });

  it('are found by their local names in any namespace', async () => {
    const values = await valuesOf(shape, '<x:person><name xmlns="urn:y">a</name></x:person><x:job x:code="7"/>');
    expect(values).toEqual([undefined, 'a', '7', '', undefined]);
  });

  it.each([
    ['<person><name>a</name></person><person/>', 'duplicate-element'],
    ['<person><name>a</name><name/></person>', 'duplicate-element'],
    ['<job code="1" x:code="2"/>', 'duplicate-element'],
    ['<person>Ola<name>a</name></person>', 'unexpected-text'],
    ['<person><name><b>a</b></name></person>', 'unexpected-element'],
    ['<y:person/>', 'not-well-formed'],
    ['<job a="1" a="2"/>', 'not-well-formed'],
  ])('%s is refused', async (inside, code) => {
    const { issues } = await readOne(shape, inside);
    expect(issues).toMatchObject([{ code, severity: 'fatal', line: 2 }]);
    expect(issues[0]?.message).toMatch(/line 2, column \d+/);
  });

  it('leave other attributes aside, and tell of those in no namespace', async () => {
    const twice = '<person kind="a"><name xml:lang="no" xsi:type="x:t" x:y="z">a</name></person><job lang="b"/>';
    const { issues } = await readOne(shape, twice, ' xsi:nil="false" Id="4"');
    expect(issues.map(({ code, severity, column }) => [code, severity, column])).toEqual([
      ['unknown-attribute', 'warning', 'employees/employee/@Id'],
      ['unknown-attribute', 'warning', 'employees/employee/person/@kind'],
      ['unknown-attribute', 'warning', 'employees/employee/job/@lang'],
    ]);
    expect(issues[0]?.message).toContain('is id meant');
  });

  it('are read twice where two columns have one path', async () => {
    const twice = shapeOf(['a', 'b'], { paths: [['x'], ['x']] });
    expect(await valuesOf(twice, '<x>1</x>')).toEqual(['1', '1']);
  });

  it('are empty where an element says that it has none', async () => {
    expect(await valuesOf(shapeOf(['end']), '<end xsi:nil="true"/>')).toEqual(['']);
  });
});

describe('elements beside the records', () => {
  const shape = shapeOf(['no'], { recordPaths: [['export', 'staff', 'person']], allowsOthersBeside: true });
  const header = '<header at="now"><staff><person><no>0</no></person></staff></header>';
  const people = '<staff><info>2</info><person><no>1</no></person>\n<person><no>2</no></person></staff>';
  const read = (xml: string, more: Partial<RecordShape> = {}) => readAll('xml', xml, { shape: { ...shape, ...more } });

  it('are left out with all that is in them, and told of', async () => {
    const { records, issues } = await read(`<export>${header}${people}<trailer/></export>`);
    expect(records.map(({ values, line }) => [line, ...values])).toEqual([
      [1, '1'],
      [2, '2'],
    ]);
    expect(issues.map(({ code, severity, column }) => [code, severity, column])).toEqual([
      ['unknown-element', 'warning', 'export/header'],
      ['unknown-element', 'warning', 'export/staff/info'],
      ['unknown-element', 'warning', 'export/trailer'],
    ]);
  });

  it.each([
    ['a second time: they might be people', `<export>${people}<leavers/><leavers/></export>`, {}],
    ['in a layout that knows of none', `<export>${people}<leavers/></export>`, { allowsOthersBeside: false }],
  ])('are refused %s', async (_what, xml, more) => {
    const { issues } = await read(xml, more);
    expect(issues.at(-1)).toMatchObject({ code: 'unexpected-element', severity: 'fatal' });
    expect(issues.at(-1)?.message).toContain('The file must be built as export/staff/person, but there is');
  });
});

describe('records with several names', () => {
  const shape = shapeOf(['kind', 'id'], {
    recordPaths: [
      ['positions', 'root'],
      ['positions', 'position'],
    ],
    recordNameColumn: 'kind',
  });

  it('tell which name they have', async () => {
    const xml = '<positions><root><id>1</id></root>\n<position><id>2</id></position><position/></positions>';
    const { records, issues } = await readAll('xml', xml, { shape });
    expect(issues).toEqual([]);
    expect(records.map(({ values, line }) => [line, ...values])).toEqual([
      [1, 'root', '1'],
      [2, 'position', '2'],
      [2, 'position', undefined],
    ]);
    expect(records[0]?.places).toEqual(['positions/*', 'positions/*/id']);
  });

  it('are refused beside any other', async () => {
    const { issues } = await readAll('xml', '<positions><root/>\n<job/></positions>', { shape });
    expect(issues).toMatchObject([{ code: 'unexpected-element', severity: 'fatal', line: 2 }]);
    expect(issues[0]?.message).toContain('positions/root or positions/position');
  });
});

describe('lists and objects', () => {
  const contract = object({ from: text, minutes: number, done: boolean, days: list(text), metadata: object({}, text) });
  const shape = shapeOf(['contracts', 'nodes', 'user'], {
    trees: { contracts: list(contract), nodes: list(number), user: object({ name: text, roles: list(text) }, number) },
  });

  it.each([
    ['an element that wraps its items', '<nodes><node>10</node><node> 14 </node></nodes>', [10, 14]],
    ['an element that repeats', '<nodes>10</nodes><nodes>14</nodes>', [10, 14]],
    ['an element around one item', '<nodes><node>10</node></nodes>', [10]],
    ['an empty element', '<nodes>\n</nodes>', []],
    ['a text that is no number', '<nodes><node>x7</node><node/></nodes>', ['x7', '']],
    ['an item without a value', '<nodes><node xsi:nil="true"/></nodes>', [null]],
  ])('%s is a list of numbers', async (_, inside, expected) => {
    const values = await valuesOf(shape, inside);
    expect(JSON.parse(values?.[1] ?? '')).toEqual(expected);
  });

  it.each([
    ['wrapped', '<contracts><contract><minutes>60</minutes></contract></contracts>', [{ minutes: 60 }]],
    ['repeated', '<contracts><minutes>60</minutes></contracts><contracts/>', [{ minutes: 60 }]],
    [
      'wrapped twice',
      '<contracts><c><from>a</from></c><c><from>b</from></c></contracts>',
      [{ from: 'a' }, { from: 'b' }],
    ],
    [
      'with attributes',
      '<contracts><contract from="a" minutes="60" x:y="z"/></contracts>',
      [{ from: 'a', minutes: 60 }],
    ],
    ['with a list of one', '<contracts><c><days>MONDAY</days></c></contracts>', [{ days: ['MONDAY'] }]],
    [
      'with a list',
      '<contracts><c><days>A</days><done>true</done><days>B</days></c></contracts>',
      [{ days: ['A', 'B'], done: true }],
    ],
    [
      'with an object',
      '<contracts><c><metadata><full>1</full></metadata></c></contracts>',
      [{ metadata: { full: '1' } }],
    ],
    ['with nothing', '<contracts><c><metadata/><days/></c></contracts>', [{ metadata: {}, days: [] }]],
  ])('objects in a list come %s', async (_, inside, expected) => {
    const values = await valuesOf(shape, inside);
    expect(JSON.parse(values?.[0] ?? '')).toEqual(expected);
  });

  it('keep the digits of numbers and the order of the file', async () => {
    const [, , user] =
      (await valuesOf(shape, '<user><b>1.50e+3</b><a>007</a><name>"</name><__proto__>-0</__proto__></user>')) ?? [];
    expect(user).toBe('{"b":1.50e+3,"a":"007","name":"\\"","__proto__":-0}');
  });

  it('are left as text where there is nothing else', async () => {
    expect(await valuesOf(shape, '<nodes>1;2</nodes><user>Ola</user>')).toEqual([undefined, '1;2', 'Ola']);
  });

  it.each([
    ['<user><name>a</name><name>b</name></user>', 'duplicate-element'],
    ['<user><name>a</name></user><user/>', 'duplicate-element'],
    ['<user>Ola<name>a</name></user>', 'unexpected-text'],
    ['<user><name><first>a</first></name></user>', 'unexpected-element'],
    ['<nodes>7<node>10</node></nodes>', 'unexpected-text'],
  ])('%s is refused', async (inside, code) => {
    expect((await readOne(shape, inside)).issues).toMatchObject([{ code, severity: 'fatal', line: 2 }]);
  });

  it('tell of what the shape has no place for', async () => {
    const { issues } = await readOne(shape, '<contracts><c><From>a</From><from>b</from></c></contracts>');
    expect(issues).toMatchObject([
      { code: 'unknown-element', severity: 'warning', column: 'employees/employee/contracts/From' },
    ]);
    expect(issues[0]?.message).toContain('is from meant');
  });
});

describe('what belongs to no column', () => {
  const shape = shapeOf(['no', 'name', 'rest'], { paths: [['no'], ['person', 'name'], ['rest']], restColumn: 'rest' });

  it('goes to the column for the rest, as one object', async () => {
    const inside =
      '<shoe unit="eu">44</shoe><no kind="a">1</no><person><name>a</name><title>Dr</title></person><tag>x</tag><tag>y</tag><e/>';
    const { records, issues } = await readOne(shape, inside, ' id="3" xsi:type="x:e"');
    expect(issues).toEqual([]);
    expect(records[0]?.values[0]).toBe('1');
    expect(JSON.parse(records[0]?.values[2] ?? '')).toEqual({
      '@id': '3',
      shoe: { '@unit': 'eu', '#text': '44' },
      no: { '@kind': 'a' },
      person: { title: 'Dr' },
      tag: ['x', 'y'],
      e: '',
    });
    expect(records[0]?.places?.[2]).toBeNull();
  });

  it('is nothing where there is none', async () => {
    expect(await valuesOf(shape, '<no>1</no>')).toEqual(['1', undefined, undefined]);
  });
});

describe('an XML whose byte order mark contradicts it', () => {
  it.each([
    ['\uFEFF<?xml version="1.0" encoding="iso-8859-1"?><employees/>', 'utf8', 'UTF-8'],
    ['\uFEFF<?xml version="1.0" encoding="utf-8"?><employees/>', 'utf16le', 'UTF-16'],
  ] as const)('is refused', async (xml, encoding, shown) => {
    const { issues } = await readAll('xml', Buffer.from(xml, encoding), { shape: shapeOf(['a']), chunkSize: 1 });
    expect(issues).toMatchObject([{ code: 'not-well-formed', severity: 'fatal', line: 1 }]);
    expect(issues[0]?.message).toContain(`byte order mark of ${shown}`);
  });
});
