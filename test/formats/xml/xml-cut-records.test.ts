import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Issue } from '../../../src/domain/issue.ts';
import type { RawRecord, RecordShape } from '../../../src/formats/contract.ts';
import { readXmlDocument } from '../../../src/formats/xml/xml.ts';
import { syntheticEmployees, xmlOf } from '../../fixtures/roster.ts';

const flat: RecordShape = {
  columns: ['no', 'name', 'note', 'end'],
  recordPaths: [['people', 'person']],
  numbers: [],
  trees: {},
  csv: { by: 'position', droppableColumns: 1, isHeader: () => false },
};

const deep: RecordShape = {
  ...flat,
  columns: ['no', 'kind', 'name', 'street', 'note', 'id', 'end', 'again', 'type', 'rest'],
  paths: [
    ['no'],
    ['kind'],
    ['about', 'name'],
    ['about', 'home', 'street'],
    ['note'],
    ['@id'],
    ['end'],
    ['no'],
    ['phone', '@type'],
    ['rest'],
  ],
  recordPaths: [
    ['people', 'person'],
    ['people', 'chief'],
    ['staff', 'person'],
  ],
  recordNameColumn: 'kind',
  trees: { note: { type: 'list', items: { type: 'number' } } },
};

const withRest: RecordShape = { ...deep, restColumn: 'rest' };
const inGroups: RecordShape = { ...flat, recordPaths: [['people', 'group', 'person']] };
const inGroupsBesideOthers: RecordShape = { ...inGroups, allowsOthersBeside: true };
const aloneInFile: RecordShape = { ...flat, recordPaths: [['people']] };

interface XmlFile {
  bytes: Uint8Array;
  /** Lengths of the chunks, used in turn. */
  chunks: readonly number[];
  shape: RecordShape;
  maxRecordSize: number;
  maxDepth: number;
}

describe('records that are cut out of the text', () => {
  it('are what saxes alone makes of the same bytes, with the same findings', async () => {
    let cutFiles = 0;
    await fc.assert(
      fc.asyncProperty(xmlFile, async (file) => {
        const expected = await read(file, false);
        expect(await read(file, true)).toStrictEqual(expected);
        expect(expected.rows).toStrictEqual(expected.records.map(({ values }) => rendered(values)));
        if (expected.records.length > 1) cutFiles += 1;
      }),
      { numRuns: runs },
    );
    expect(cutFiles).toBeGreaterThan(runs / 8);
  }, 600_000);

  it('are the same wherever a chunk ends, before and behind what only saxes reads', async () => {
    const people = [
      '<no>1</no>',
      '<no>2<!-- two --></no>',
      '<no><![CDATA[3]]></no>',
      '<no a="b">4</no>',
      '<no>5&amp;</no>',
    ];
    const text = `<people>${people.map((no) => `\r\n<person>${no}<end>𝒳\r\n</end></person>`).join('')}\r\n</people>`;
    for (const damage of ['', '\0', '<no>', ']]>', '&', '</a>', '<person>', '\ufffe']) {
      for (let at = 20; at < text.length; at += 1) {
        const bytes = Buffer.from(text.slice(0, at) + damage + text.slice(at));
        const file = { ...fileOf(bytes), chunks: [at, 3, bytes.length] };
        expect(await read(file, true)).toStrictEqual(await read(file, false));
      }
    }
  }, 60_000);

  it('end where saxes ends when bytes that do not belong come behind a fault', async () => {
    const start = `<people>${'<person><no>1</no></person>'.repeat(20)}<person><no>]]>`;
    const bytes = Buffer.concat([Buffer.from(start), Buffer.from([0xff]), Buffer.from('</no>')]);
    const file = { ...fileOf(bytes), chunks: [start.length] };
    const expected = await read(file, false);
    expect(expected.issues).toMatchObject([{ code: 'not-well-formed' }]);
    expect(await read(file, true)).toStrictEqual(expected);
  });

  it.each([
    ['plain', (xml: string) => xml],
    ['on one line', (xml: string) => xml.replace(/>\s+</g, '><')],
    ['with carriage returns', (xml: string) => xml.replaceAll('\n', '\r\n')],
    ['with carriage returns alone', (xml: string) => xml.replaceAll('\n', '\r')],
    ['with empty elements', (xml: string) => xml.replace(/<(\w+)><\/\1>/g, '<$1/>')],
    ['with a comment in each', (xml: string) => xml.replaceAll('</ssn>', '</ssn><!-- ø -->')],
    ['with CDATA in each', (xml: string) => xml.replace(/<surname>(.*?)</g, '<surname><![CDATA[$1]]><')],
    [
      'with references in each',
      (xml: string) => xml.replace(/>([^<\n]+)</g, (_, value) => `>${value.replace(/[^0-9]/g, toReference)}<`),
    ],
    ['with an attribute in each', (xml: string) => xml.replaceAll('<ssn>', '<ssn kind="no">')],
    ['in a namespace', (xml: string) => xml.replace('<employees>', '<employees xmlns="urn:x">')],
    ['with prefixes', (xml: string) => xml.replace(/<(\/?)(\w)/g, '<$1p:$2').replace('<p:employees', '$& xmlns:p="u"')],
  ])('%s are read alike', async (_, change) => {
    const content = Buffer.from(change(xmlOf(syntheticEmployees(100))));
    for (const size of [1000, 7000]) {
      const file = { ...fileOf(content), chunks: [size], shape: roster };
      const expected = await read(file, false);
      expect(await read(file, true)).toStrictEqual(expected);
      expect(expected.records).toHaveLength(100);
    }
  });
});

const runs = 2000;
const roster: RecordShape = {
  ...flat,
  columns: Object.keys(syntheticEmployees(1)[0] ?? {}),
  recordPaths: [['employees', 'employee']],
};

function fileOf(bytes: Uint8Array): XmlFile {
  return { bytes, chunks: [64], shape: flat, maxRecordSize: 100_000, maxDepth: 10 };
}

async function read({ bytes, chunks, shape, maxRecordSize, maxDepth }: XmlFile, cutsRecords: boolean) {
  const records: RawRecord[] = [];
  const rows: string[] = [];
  const issues: Issue[] = [];
  const found: object[] = [];
  const batches = readXmlDocument(
    chunksOf(bytes, chunks),
    {
      shape,
      csv: {},
      limits: { maxRecordSize, maxDepth },
      report: (issue) => issues.push(issue),
      describe: (dialect) => found.push(dialect),
    },
    { cutsRecords },
  );
  for await (const batch of batches) {
    for (const [i, record] of batch.records.entries()) {
      records.push({ ...record, values: [...record.values] });
      const [start, end] = batch.rows.bounds.subarray(2 * i);
      rows.push(Buffer.from(batch.rows.bytes.subarray(start, end)).toString());
    }
  }
  return { records, rows, issues, found };
}

function toReference(character: string): string {
  return `&#x${character.codePointAt(0)?.toString(16)};`;
}

/** Each chunk is overwritten once the next one is asked for, as a source may do. */
async function* chunksOf(bytes: Uint8Array, chunks: readonly number[]): AsyncIterable<Uint8Array> {
  for (let at = 0, i = 0; at < bytes.length; i += 1) {
    const chunk = Buffer.from(bytes.subarray(at, at + (chunks[i % chunks.length] ?? 1)));
    at += chunk.length;
    yield chunk;
    chunk.fill(0x3c);
  }
}

function rendered(values: readonly (string | undefined)[]): string {
  return values.map((value) => value ?? '\0').join('\u001f');
}

const mostly = (usual: readonly string[], unusual: readonly string[]) =>
  fc.oneof({ weight: 12, arbitrary: fc.constantFrom(...usual) }, { weight: 1, arbitrary: fc.constantFrom(...unusual) });

const space = fc.constantFrom('', '', '\n', ' ', '\n  ', '\r\n\t', '\r');
const anyText = fc
  .array(
    fc.constantFrom('a', '0', ' ', 'Å', '€', '𝒳', ']', '>', '"', "'", '\u0085', '\u2028', '\uFEFF', '\u007f\u0080'),
    {
      maxLength: 5,
    },
  )
  .map((letters) => letters.join('').replaceAll('\u007f', ''));
const richText = fc
  .array(
    fc.oneof(
      anyText,
      fc.constantFrom('&amp;', '&lt;', '&#65;', '&#x1D4B3;', '&#13;', '&quot;&apos;', '\n', '\r\n', '\r', ']]', '&gt;'),
      fc.constantFrom(
        '<![CDATA[]]>',
        '<![CDATA[<a>&b;]]]]>',
        '<![CDATA[\r\n]]>',
        '<!-- a\r\n -->',
        '<!---->',
        '<?pi ?>',
      ),
    ),
    { maxLength: 5 },
  )
  .map((parts) => parts.join(''));
const text = fc.oneof({ weight: 6, arbitrary: anyText }, { weight: 1, arbitrary: richText });

/** What stands where an element could stand, and is mostly wrong there. */
const hostile = fc.constantFrom(
  ...[
    '<',
    '>',
    '&',
    '</',
    '/>',
    '<!--',
    '-->',
    '--',
    '<![CDATA[',
    ']]>',
    '<?',
    '?>',
    '"',
    '=',
    ':',
    '\n',
    '\r',
    '\r\n',
  ],
  ...['&amp', '&nosuch;', '&#0;', '&#x1f;', '&#xFFFE;', '&#xD800;', '&#X41;', '&#;', '&;', '&#x110000;', '&lt;&#38;'],
  ...[
    '\ufffe',
    '\uffff',
    '\u0080',
    '\u00a0',
    '\u3000',
    'text',
    'x'.repeat(60),
    '<!-- -- -->',
    '<!---->',
    '<!-- x --->',
  ],
  ...['<!DOCTYPE people>', '<!DOCTYPE people [<!ENTITY a "b">]>', '<?xml version="1.0"?>', '<?pi x?>', '<?XML a?>'],
  ...[
    '<person>',
    '</person>',
    '<person/>',
    '<person />',
    '</people>',
    '<people>',
    '<p:person>',
    '</p:person>',
    '<chief/>',
  ],
  ...[
    '<no/>',
    '<no />',
    '<no>',
    '</no>',
    '<no>7</no>',
    '<no >7</no >',
    '<no\n>7</no\r\n>',
    '<NO>7</NO>',
    '<no><a/></no>',
  ],
  ...[
    '<a/>',
    '<a b="c">d<e/></a>',
    '<p:a xmlns:p="u"/>',
    '<a xmlns="">b</a>',
    '<a b="1" b="2"/>',
    '<a b=c/>',
    '<a b/>',
  ],
  ...['<no xml:lang="en">7</no>', '<no p:a="b"/>', '<no xmlns:p="v" p:a="b">7</no>', '<note><n>1</n><n>2</n></note>'],
  ...['<about/>', '<about><name>a</name></about>', '<about>text</about>', '<about><home/><home/></about>', '<group/>'],
  ...['<__proto__/>', '<constructor>a</constructor>', '<1/>', '<-/>', '<:/>', '<a:/>', '<:a/>', '<a:b:c/>', '<å>ø</å>'],
);

const leaf = (name: string) =>
  fc
    .tuple(text, mostly(['', '', '', '', '', '/'], [' ', ' a="b"', ' xsi:nil="true"']))
    .map(([value, kind]) => (kind === '/' ? `<${name}/>` : `<${name}${kind}>${value}</${name}>`));

const about = fc
  .tuple(leaf('name'), leaf('street'), space, fc.boolean())
  .map(([name, street, s, first]) =>
    first
      ? `<about>${s}${name}${s}<home>${street}</home></about>`
      : `<about><home>${s}${street}</home>${s}${name}</about>`,
  );

const deepRecord = fc
  .record({
    parts: fc.tuple(leaf('no'), about, leaf('end')),
    note: fc.oneof(
      { weight: 5, arbitrary: fc.constant('') },
      { weight: 1, arbitrary: leaf('note') },
      {
        weight: 1,
        arbitrary: fc.constantFrom('<note><n>1</n><n>b</n></note>', '<note>1</note><note>2.0</note>', '<note/>'),
      },
    ),
    phone: fc.oneof(
      { weight: 3, arbitrary: fc.constant('') },
      { weight: 1, arbitrary: fc.tuple(fc.constantFrom('', ' type="w"', ' other="x"', ' type="w" other="x"'), text) },
    ),
    name: fc.constantFrom('person', 'person', 'person', 'chief'),
    attributes: fc.constantFrom('', '', '', ' id="7"', ' other="&lt;"', ' xmlns="urn:y"', ' xmlns:p="v"'),
    skip: fc.nat(5),
    between: space,
  })
  .map(({ parts, note, phone, name, attributes, skip, between }) => {
    const type = phone === '' ? '' : `<phone${phone[0]}>${phone[1]}</phone>`;
    const inside = [...parts, note, type].filter((_, i) => i !== skip).map((part) => part + between);
    return `<${name}${attributes}>${between}${inside.join('')}</${name}>`;
  });

const flatRecord = fc
  .record({
    parts: fc.tuple(leaf('no'), leaf('name'), leaf('note'), leaf('end')),
    skip: fc.nat(12),
    isTurned: fc.nat(6),
    between: space,
  })
  .map(({ parts, skip, isTurned, between }) => {
    const inside = parts.filter((_, i) => i !== skip).map((part) => between + part);
    if (isTurned === 0) inside.reverse();
    return `<person>${inside.join('')}${between}</person>`;
  });

const prolog = mostly(
  [
    '',
    '',
    '<?xml version="1.0"?>\n',
    '<?xml version="1.0" encoding="utf-8" standalone="yes"?>',
    '<!-- c -->\r\n',
    '\uFEFF',
  ],
  [' ', '<?xml version="1.1"?>', '<?style x?>', '<!DOCTYPE people>', 'x', '<?xml encoding="utf-8"?>', '\uFEFF\uFEFF '],
);
const rootTag = mostly(
  [
    ...['<people>', '<people>', '<people>', '<people xmlns="urn:x">', '<people xmlns:p="urn:x" a="b">', '<people\n>'],
    ...['<p:people xmlns:p="urn:x">', '<people xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">', '<staff>'],
  ],
  ['<persons>', '<people/>', '<people a="1" a="2">', '<q:people>'],
);

const documents = fc
  .record({
    prolog,
    root: rootTag,
    isDeep: fc.boolean(),
    flat: fc.array(flatRecord, { maxLength: 8 }),
    deep: fc.array(deepRecord, { maxLength: 8 }),
    between: space,
    isPrefixed: fc.nat(1),
    isGrouped: fc.nat(5).map((n) => n === 0),
    hasHeader: fc.boolean(),
    end: mostly(['', '', '\n', '<!-- end -->', '<?pi ?>'], ['<people/>', 'x', ']]>']),
  })
  .map(({ prolog: start, root, isDeep, between, isPrefixed, isGrouped, hasHeader, end, ...records }) => {
    const all = (isDeep ? records.deep : records.flat).map((record) => between + record).join('');
    const inside = isPrefixed === 0 && root.includes('xmlns:p') ? all.replace(/<(\/?)([a-z])/g, '<$1p:$2') : all;
    const name = /^<([\w:]+)/.exec(root)?.[1];
    const header = hasHeader ? `<info>${inside}<group>${inside}</group></info>` : '';
    const groups = isGrouped ? `${header}<group>${inside}</group>${between}<group>${inside}</group>` : inside;
    const text = `${start}${root}${root.endsWith('/>') ? '' : `${groups}${between}</${name}>`}${end}`;
    const shapes = isGrouped
      ? [inGroups, inGroupsBesideOthers]
      : isDeep || root === '<staff>'
        ? [deep, withRest]
        : [flat, flat, flat, deep, aloneInFile];
    return { text, shapes };
  });

const xmlFile: fc.Arbitrary<XmlFile> = fc
  .record({
    document: documents,
    pieces: fc.oneof(
      { weight: 6, arbitrary: fc.array(fc.tuple(fc.nat(), hostile), { maxLength: 0 }) },
      { weight: 4, arbitrary: fc.array(fc.tuple(fc.nat(), hostile), { maxLength: 2 }) },
      { weight: 1, arbitrary: fc.array(fc.tuple(fc.nat(), hostile), { maxLength: 12 }) },
    ),
    whichShape: fc.nat(),
    cutAt: fc.oneof({ weight: 5, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: fc.nat() }),
    charset: fc.constantFrom('utf-8', 'utf-8', 'utf-8', 'utf-16le', 'utf-16be'),
    badByte: fc.oneof(
      { weight: 4, arbitrary: fc.constant(null) },
      { weight: 1, arbitrary: fc.tuple(fc.nat(), fc.constantFrom(0x00, 0x1f, 0x3c, 0x26, 0xff, 0xc3)) },
    ),
    chunks: fc.oneof(fc.constant([65_536]), fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 5 })),
    maxRecordSize: fc.constantFrom(60, 300, 100_000, 100_000, 100_000, 100_000),
    maxDepth: fc.constantFrom(10, 10, 10, 10, 10, 6, 4, 2),
  })
  .map(({ document, pieces, whichShape, cutAt, charset, badByte, chunks, maxRecordSize, maxDepth }) => {
    const damaged = pieces.reduce((whole, [place, piece]) => insert(whole, place, piece), document.text);
    const whole = encoded(damaged, charset);
    const bytes = cutAt === null ? whole : whole.subarray(0, cutAt % (whole.length + 1));
    const shape = document.shapes[whichShape % document.shapes.length] ?? flat;
    return { bytes: withByte(bytes, badByte), chunks, shape, maxRecordSize, maxDepth };
  });

/** Half of the pieces come where a tag begins or ends, where they do the most harm. */
function insert(whole: string, place: number, piece: string): string {
  const any = place % (whole.length + 1);
  const tag = whole.indexOf(place % 4 === 0 ? '<' : '>', any);
  const at = place % 2 === 0 && tag !== -1 ? tag + (place % 4 === 0 ? 0 : 1) : any;
  return whole.slice(0, at) + piece + whole.slice(at);
}

function encoded(content: string, charset: string): Buffer {
  if (charset === 'utf-8') return Buffer.from(content);
  const bytes = Buffer.from(`\uFEFF${content}`, 'utf16le');
  return charset === 'utf-16le' ? bytes : bytes.swap16();
}

function withByte(bytes: Buffer, bad: [number, number] | null): Buffer {
  if (bad !== null && bytes.length > 0) bytes[bad[0] % bytes.length] = bad[1];
  return bytes;
}
