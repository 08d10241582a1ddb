import { describe, expect, it } from 'vitest';
import { csvOf, rosterColumns, syntheticEmployee, syntheticEmployees, xmlOf } from '../../fixtures/roster.ts';
import { readAll, readStream } from '../read-all.ts';

const rows = syntheticEmployees(5);
const document = (inside: string) => `<?xml version="1.0" encoding="UTF-8"?>\n<employees>\n${inside}\n</employees>\n`;

describe('XML', () => {
  it('is read into the order of the columns, with the line and path of each element', async () => {
    const { records, issues } = await readAll('xml', xmlOf(rows));
    expect(issues).toEqual([]);
    expect(records.map((record) => record.values)).toEqual(
      rows.map((row) => rosterColumns.map((column) => row[column])),
    );
    expect(records.map((record) => record.line)).toEqual([3, 26, 49, 72, 95]);
    expect(records[0]?.places?.[4]).toBe('employees/employee/ssn');
  });

  it('reads the same however the file is cut into chunks', async () => {
    const content = `\uFEFF${xmlOf([...rows, syntheticEmployee(7, { surname: 'Å & <𝒳> ]]' })]).replaceAll('\n', '\r\n')}`;
    const whole = await readAll('xml', content);
    expect(whole.issues).toEqual([]);
    for (const chunkSize of [1, 2, 5, 64]) expect(await readAll('xml', content, { chunkSize })).toEqual(whole);
  });

  it('takes the elements of a record in any order, and tells an absent one from an empty one', async () => {
    const { records, issues } = await readAll('xml', document('<employee><ssn/><employeeNo>7</employeeNo></employee>'));
    expect(issues).toEqual([]);
    expect(records[0]?.values.slice(0, 5)).toEqual(['7', undefined, undefined, undefined, '']);
  });

  it('reads entities, character references and CDATA', async () => {
    const inside =
      '<employee><surname>A&amp;B &#xE5;<![CDATA[<c>]]></surname><firstName>\n x\r\ny</firstName></employee>';
    const { records } = await readAll('xml', document(inside));
    expect(records[0]?.values.slice(5, 7)).toEqual(['\n x\ny', 'A&B å<c>']);
  });

  it('keeps numbers as the text they are', async () => {
    const inside = '<employee><employeeNo>00700</employeeNo><companyId>12345678901234567890</companyId></employee>';
    expect((await readAll('xml', document(inside))).records[0]?.values.slice(0, 2)).toEqual([
      '00700',
      '12345678901234567890',
    ]);
  });

  it.each(['iso-8859-1', 'windows-1252'])('honours the declared encoding %s', async (encoding) => {
    const xml = xmlOf([syntheticEmployee(0, { surname: 'Sæther' })]).replace('UTF-8', encoding);
    const { records, issues } = await readAll('xml', Buffer.from(xml, 'latin1'));
    expect(issues).toEqual([]);
    expect(records[0]?.values[6]).toBe('Sæther');
  });

  it('reads UTF-16 with and without a byte order mark', async () => {
    const bytes = Buffer.from(xmlOf(rows).replace('UTF-8', 'UTF-16'), 'utf16le');
    const { dialect: _dialect, ...expected } = await readAll('xml', xmlOf(rows));
    expect(await readAll('xml', bytes)).toMatchObject(expected);
    expect(await readAll('xml', Buffer.concat([Buffer.from([0xff, 0xfe]), bytes]))).toMatchObject(expected);
  });

  it('refuses bytes that are not in the declared encoding', async () => {
    const xml = Buffer.from(xmlOf([syntheticEmployee(0, { surname: 'Sæther' })]), 'latin1');
    const { issues } = await readAll('xml', xml);
    expect(issues).toMatchObject([{ code: 'invalid-encoding', line: 9 }]);
  });

  it.each([
    ['cut off', xmlOf(rows).slice(0, -40), 'looks cut off'],
    ['mismatched', document('<employee><ssn></employeeNo></employee>'), 'The element ssn has to be closed first'],
    ['with a record that never ends', document('<employee>\n'), 'belongs to the record that begins on line 3'],
    ['with a comment that never ends', document('<employee><!-- <ssn/></employee>'), 'begins on line 3 never ends'],
    ['with an entity of HTML', document('<employee><surname>Ren&eacute;</surname></employee>'), 'such as &#229;'],
    ['empty', '', 'root element'],
    ['no XML', 'employeeNo,companyId', 'line 1'],
    ['two roots', `${document('')}<employees/>`, 'only one root'],
  ])('that is %s is refused with its position', async (_, content, reason) => {
    const { issues } = await readAll('xml', content);
    expect(issues.at(-1)).toMatchObject({ code: 'not-well-formed', severity: 'fatal' });
    expect(issues.at(-1)?.message).toContain(reason);
  });

  it('tells of the record whose end tag is missing where the next one begins', async () => {
    const { issues } = await readAll('xml', document('<employee><ssn/>\n<employee/></employee>'));
    expect(issues.at(-1)).toMatchObject({ code: 'unexpected-element', severity: 'fatal', line: 4 });
    expect(issues.at(-1)?.message).toContain('The record that begins on line 3 has another employee in it');
  });

  it.each([
    ['R & D', 7, 12],
    ['R&D', 7, 11],
    ['𝒳Å &', 7, 13],
    ['&', 7, 10],
    ['&&amp;', 7, 10],
    ['a&b=c;', 7, 11],
    ['<!-- & --><![CDATA[&]]>&amp; & x', 7, 39],
    ['\r\n &\r\n', 8, 2],
  ])('says where a bare & stands in %j, however far the next semicolon is', async (value, line, column) => {
    const other = '<employee>\n<surname>A &amp; B</surname>\n</employee>\n';
    const bad = `<employee>\r\n<surname>${value}</surname></employee>`;
    const contents = [other, other.replace('&amp;', 'and').repeat(3000), ''].map((rest) =>
      document(other + bad + rest),
    );
    for (const content of contents) {
      for (const chunkSize of content.length > 2000 ? [65_536] : [1, 3, 65_536]) {
        const { issues } = await readAll('xml', content, { chunkSize });
        expect(issues).toMatchObject([{ code: 'not-well-formed', line, column: 'employees/employee/surname' }]);
        expect(issues[0]?.message).toContain(
          `a bare &, which must be written as &amp;. (line ${line}, column ${column})`,
        );
      }
    }
  });

  it('says on which line text stands that belongs to no element', async () => {
    const { issues } = await readAll('xml', document('<employee>\n<ssn/>\nhello\n\n\n</employee>'));
    expect(issues).toMatchObject([{ code: 'unexpected-text', line: 5 }]);
  });

  it('says on which line its declaration stands, if that is wrong', async () => {
    const { issues } = await readAll('xml', `\uFEFF${xmlOf(rows).replace('UTF-8', 'UTF-16')}`);
    expect(issues).toMatchObject([{ code: 'not-well-formed', line: 1 }]);
  });

  it('never shows digits of a broken element name', async () => {
    const { issues } = await readAll('xml', document('<employee><a01019012345>x</b></employee>'));
    expect(JSON.stringify(issues)).not.toContain('01019012345');
    const inParts = await readAll('xml', document('<employee a_010190-123A="1" a_010190-123A="2"/>'));
    expect(inParts.issues).toHaveLength(1);
    expect(JSON.stringify(inParts.issues)).not.toContain('123A');
  });

  it('reports an unknown element once, with the name that may be meant', async () => {
    const employee = '<employee><isdeleted>true</isdeleted><shoe><size>44</size></shoe></employee>';
    const { records, issues } = await readAll('xml', document(employee.repeat(3)));
    expect(records).toHaveLength(3);
    expect(issues.map(({ code, severity, column }) => [code, severity, column])).toEqual([
      ['unknown-element', 'warning', 'employees/employee/isdeleted'],
      ['unknown-element', 'warning', 'employees/employee/shoe'],
    ]);
    expect(issues[0]?.message).toContain('isDeleted');
  });

  it.each([
    ['another root', '<positions><position/></positions>', 'wrong-root'],
    ['another element beside the employees', document('<person/>'), 'unexpected-element'],
    ['elements within a value', document('<employee><surname><b>x</b></surname></employee>'), 'unexpected-element'],
    ['one element twice', document('<employee><ssn>12345</ssn><ssn>12345</ssn></employee>'), 'duplicate-element'],
    ['text between the elements', document('<employee>hello</employee>'), 'unexpected-text'],
  ])('with %s is refused', async (_, content, code) => {
    const { issues } = await readAll('xml', content);
    expect(issues.map((issue) => [issue.code, issue.severity])).toEqual([[code, 'fatal']]);
    expect(issues[0]?.message).not.toContain('12345');
  });
});

describe('the bytes of an XML record', () => {
  it('are those of the same row in CSV, and tell an absent element from an empty one', async () => {
    const fromXml = await readAll('xml', xmlOf(rows));
    expect(fromXml.rows).toEqual((await readAll('csv', csvOf(rows))).rows);
    const { rows: bytes } = await readAll('xml', document('<employee><ssn/><employeeNo>7</employeeNo></employee>'));
    expect(bytes).toEqual([['7', '\0', '\0', '\0', '', ...Array(16).fill('\0')].join('\u001f')]);
  });

  it.each(['&#x1f;', '&#0;', '\u001f'])('can not be forged with %j in a value', async (character) => {
    const inside = `<employee><surname>A${character}B</surname></employee>`;
    const { records, issues } = await readAll('xml', document(inside));
    expect(records).toEqual([]);
    expect(issues).toMatchObject([{ severity: 'fatal' }]);
  });
});

describe('a hostile XML', () => {
  it.each([
    ['a billion laughs', '<!DOCTYPE employees [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;">]>'],
    ['an external entity', '<!DOCTYPE employees [<!ENTITY x SYSTEM "file:///etc/passwd">]>'],
    ['an external DTD', '<!DOCTYPE employees SYSTEM "http://localhost/evil.dtd">'],
    ['a plain DOCTYPE', '<!DOCTYPE employees>'],
  ])('with %s is refused for its DOCTYPE', async (_, doctype) => {
    const content = xmlOf(rows).replace('<employees>', `${doctype}<employees>`);
    const { records, issues } = await readAll('xml', content);
    expect(records).toEqual([]);
    expect(issues).toMatchObject([{ code: 'doctype', severity: 'fatal' }]);
  });

  it('nested 10,000 deep is refused', async () => {
    const content = document(`<employee>${'<a>'.repeat(10_000)}`);
    expect((await readAll('xml', content)).codes).toEqual(['unknown-element', 'too-deep']);
  });

  it.each([
    ['a text', '<employees><employee><surname>', 'x'],
    ['an attribute', '<employees><employee a="', 'x'],
    ['a comment', '<employees><!-- ', 'x'],
    ['a DOCTYPE', '<!DOCTYPE employees [ ', 'x'],
    ['a record', '<employees><employee>', '<u></u>'],
  ])('with %s without end is given up in bounded memory', async (_, start, piece) => {
    async function* endless(): AsyncIterable<Uint8Array> {
      yield Buffer.from(start);
      for (let i = 0; i < 20_000; i += 1) yield Buffer.from(piece.repeat(8_000));
    }
    const before = process.memoryUsage().rss;
    const { issues } = await readStream('xml', endless());
    expect(issues.at(-1)).toMatchObject({ code: 'record-too-large', severity: 'fatal' });
    expect(process.memoryUsage().rss - before).toBeLessThan(150e6);
  });

  it('with a record without end is told of where that record begins', async () => {
    const inside = `<employee/>\n<employee>\n<!-- ${'x\n'.repeat(100_000)}`;
    const { issues } = await readAll('xml', document(inside));
    expect(issues).toMatchObject([{ code: 'record-too-large', line: 4 }]);
    expect(issues[0]?.message).toContain('The record that begins on line 4 has more than 100000 characters');
  });
});
