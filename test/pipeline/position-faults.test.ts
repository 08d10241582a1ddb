import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { CheckReport } from '../../src/app/contract.ts';
import { positionsTools } from '../../src/app/reading-tools.ts';
import { readPositions } from '../../src/pipeline/positions/read-positions.ts';
import type { PositionsHost, PositionsOrder } from '../../src/pipeline/positions/reading-positions.ts';
import { type FeedSettings, openTestApp, type TestApp } from '../fixtures/app.ts';
import {
  employeesXml,
  type PositionRow,
  positionsCsv,
  positionsXml,
  syntheticPositions,
} from '../fixtures/positions.ts';

/** Nothing of this needs a database: `check` tells it. */
describe('a file of positions', () => {
  let test: TestApp;
  const open = async (settings: FeedSettings = {}) => {
    test = await openTestApp({
      database: { client: 'sqlite', file: 'data/rollcall.db' },
      feed: { layout: 'hr-data-sync', positions: 'positions*.csv', ...settings },
    });
  };
  const check = async (text: string, name = 'positions.xml') => test.app.check(await test.write(name, text), test.feed);
  const issuesOf = ({ issues }: CheckReport) =>
    issues.map(({ code, severity, line, positionId, message }) => ({ code, severity, line, positionId, message }));

  const sound: PositionRow[] = [
    { id: 'ceo', title: 'Managing director', employee: 'e1' },
    { id: 'cto', parent: 'ceo', employee: 'e2' },
    { id: 'dev', parent: 'cto' },
  ];

  it.each([
    ['positions.xml', positionsXml(sound)],
    ['positions.csv', positionsCsv(sound)],
    ['positions-from-below.csv', positionsCsv([...sound].reverse())],
  ])('is valid where all lead up to one root, vacant or not (%s)', async (name, text) => {
    await open();
    expect(await check(text, name)).toMatchObject({ kind: 'positions', rows: 3, verdict: 'valid', issues: [] });
  });

  it('is told from employees by its root element, and as CSV by its name', async () => {
    await open();
    const kinds = await Promise.all([
      check('<employees></employees>', 'positions.xml'),
      check('<positions></positions>', 'employees.xml'),
      check(positionsCsv(sound), 'POSITIONS-2025.CSV'),
      check('employee_id\ne1\n', 'staff.csv'),
    ]);
    expect(kinds.map(({ kind }) => kind)).toEqual(['employees', 'positions', 'positions', 'employees']);
  });

  it('is told from employees when it is packed, too', async () => {
    await open();
    const packed = async (name: string, text: string) => {
      const path = join(test.dir, name);
      await writeFile(path, gzipSync(text));
      return test.app.check(path, test.feed);
    };
    expect(await packed('hierarchy.xml.gz', positionsXml(sound))).toMatchObject({
      kind: 'positions',
      verdict: 'valid',
    });
    expect(await packed('positions.csv.gz', positionsCsv(sound))).toMatchObject({
      kind: 'positions',
      verdict: 'valid',
      dialect: { format: 'csv', packedIn: ['gzip'] },
    });
    expect(await packed('employees.xml.gz', employeesXml(3))).toMatchObject({ kind: 'employees', rows: 3 });
  });

  it('has the columns that the feed names in its CSV', async () => {
    const positionColumns = { position_title: 'Tittel', position_id: 'Stilling', parent_position_id: 'Overordnet' };
    await open({ hrDataSync: { positionColumns } });
    const text = 'employee_id;Overordnet;Stilling;Tittel\r\n;;ceo;Direktør\r\ne1;ceo;cto;Teknisk sjef\r\n';
    expect(await check(text, 'positions.csv')).toMatchObject({ kind: 'positions', rows: 2, verdict: 'valid' });
  });

  it('is rejected without a column that the feed names: everybody would lose their position', async () => {
    await open({ hrDataSync: { positionColumns: { employee_id: 'Ansattnr' } } });
    const header = 'position_id;position_title;parent_position_id';
    const rows = (last: string) => `ceo;Direktør;${last}\r\ncto;Teknisk sjef;ceo${last}\r\n`;
    expect(await check(`${header};Ansatt nr\r\n${rows(';e1')}`, 'positions.csv')).toMatchObject({
      verdict: 'rejected',
      issues: [{ code: 'missing-column' }, { code: 'unknown-column' }],
    });
    await open();
    expect(await check(`${header}\r\n${rows('')}`, 'positions.csv')).toMatchObject({ verdict: 'valid', rows: 2 });
  });

  it('is rejected where one position stands within another, for only the outer one would be taken', async () => {
    await open();
    const dev = '<position><position_id>dev</position_id><position_title>D</position_title></position>';
    const text = `<positions>\n<root><position_id>ceo</position_id><position_title>C</position_title>\n${dev}</root></positions>`;
    const { verdict, issues } = await check(text);
    expect(verdict).toBe('rejected');
    expect(issues).toMatchObject([
      {
        code: 'unexpected-element',
        line: 3,
        message:
          'The record that begins on line 2 has another position in it: its end tag is missing, or records stand within each other, where only one after the other is read. (line 3, column 10)',
      },
    ]);
  });

  it('names a spreadsheet as the cause of ids in scientific notation', async () => {
    await open();
    const text = positionsCsv([
      { id: 'ceo' },
      { id: '1E+05', parent: 'ceo' },
      { id: 'a', parent: '1E+05' },
      { id: 'b', parent: 'ceo', employee: '2.00E+04' },
    ]);
    const { issues } = await check(text, 'positions.csv');
    expect(issues.map(({ code, severity, field }) => [code, severity, field])).toEqual([
      ['scientific-notation', 'fatal', 'position_id'],
      ['scientific-notation', 'fatal', 'parent_position_id'],
      ['scientific-notation', 'warning', 'employee_id'],
    ]);
    expect(issues[2]?.message).toMatch(/by a spreadsheet, .* The position counts as vacant\.$/);
  });

  it('is rejected where it has not as many rows as its manifest says', async () => {
    await open({ complete: 'manifest' });
    await test.write('positions.xml.manifest.json', JSON.stringify({ rows: 4 }));
    expect(await check(positionsXml(sound))).toMatchObject({
      verdict: 'rejected',
      issues: [{ code: 'manifest-rows' }],
    });
    await test.write('positions.xml.manifest.json', JSON.stringify({ rows: 3 }));
    expect(await check(positionsXml(sound))).toMatchObject({ verdict: 'valid' });
  });

  it.each<[string, PositionRow[], Record<string, unknown>[]]>([
    [
      'has no root',
      [
        { id: 'a', parent: 'b' },
        { id: 'b', parent: 'c' },
        { id: 'c', parent: 'a' },
      ],
      [
        { code: 'no-root', line: null },
        {
          code: 'position-cycle',
          line: 3,
          positionId: 'a',
          message:
            'These positions lead back to themselves instead of up to the root: a (line 3) -> b (line 4) -> c (line 5) -> a.',
        },
      ],
    ],
    [
      'has several roots',
      [...sound, { id: 'chair' }, { id: 'owner' }],
      [
        {
          code: 'several-roots',
          line: 6,
          positionId: 'chair',
          message: 'chair is another root: it has no parent, as ceo (line 3) has none. There must be exactly one.',
        },
        { code: 'several-roots', line: 7, positionId: 'owner' },
      ],
    ],
    [
      'has a cycle beside its root, and positions below that',
      [...sound, { id: 'x', parent: 'y' }, { id: 'y', parent: 'x' }, { id: 'z', parent: 'x' }],
      [
        {
          code: 'position-cycle',
          line: 6,
          message: 'These positions lead back to themselves instead of up to the root: x (line 6) -> y (line 7) -> x.',
        },
      ],
    ],
    [
      'has orphans',
      [...sound, { id: 'x', parent: 'gone' }, { id: 'y', parent: 'x' }],
      [
        {
          code: 'orphan-position',
          line: 6,
          positionId: 'x',
          message:
            'The position x has the parent gone, which is not in the file, so that it does not lead up to the root.',
        },
      ],
    ],
    [
      'has a position that is its own parent',
      [...sound, { id: 'x', parent: 'x' }],
      [{ code: 'own-parent', line: 6, positionId: 'x', message: 'The position x is its own parent.' }],
    ],
    [
      'has one id for two positions',
      [...sound, { id: 'dev', parent: 'ceo' }],
      [
        {
          code: 'duplicate-position-id',
          line: 6,
          positionId: 'dev',
          message: 'The position id dev stands in line 5 already, with different data.',
        },
      ],
    ],
    ['has a position without an id', [...sound, { parent: 'ceo' }], [{ code: 'missing-position-id', line: 6 }]],
    [
      'has an id in capital letters, which no message repeats',
      [...sound, { id: 'Sales-1', parent: 'ceo' }],
      [
        {
          code: 'invalid-position-id',
          line: 6,
          positionId: null,
          message: 'position_id must be 1 to 30 lower-case letters and digits, and nothing else.',
        },
      ],
    ],
    [
      'has an id that is too long',
      [...sound, { id: 'dev2', parent: 'a'.repeat(31) }],
      [{ code: 'invalid-position-id', line: 6, positionId: 'dev2' }],
    ],
  ])('is rejected as a whole where it %s', async (_what, rows, faults) => {
    await open();
    const report = await check(positionsXml(rows));
    expect(report).toMatchObject({ verdict: 'rejected', issueCounts: { fatal: faults.length, total: faults.length } });
    expect(issuesOf(report)).toMatchObject(faults.map((fault) => ({ severity: 'fatal', ...fault })));
  });

  it.each([
    [
      '<root> with a parent',
      '<positions><root><position_title>A</position_title><position_id>a</position_id><parent_position_id>b</parent_position_id></root></positions>',
      'root-with-parent',
    ],
    [
      '<position> without one',
      '<positions><root><position_title>A</position_title><position_id>a</position_id></root><position><position_title>B</position_title><position_id>b</position_id></position></positions>',
      'missing-parent',
    ],
    ['file without positions', '<positions></positions>', 'no-root'],
    [
      'file with a broken element',
      '<positions><root><position_title>A</position_title><position_id>a</position_id></root></position>',
      'not-well-formed',
    ],
  ])('is rejected for a %s, for that alone', async (_what, text, code) => {
    await open();
    const { verdict, issues } = await check(text);
    expect({ verdict, codes: issues.map((issue) => issue.code) }).toEqual({ verdict: 'rejected', codes: [code] });
  });

  it.each([
    ['no title', ' ', 'missing-field', 'position_title is missing; it is required.'],
    ['too long a title', 'x'.repeat(201), 'too-long', 'position_title has 201 characters; at most 200 are possible.'],
  ])(
    'is rejected as a whole where a position has %s: others may stand below it',
    async (_what, title, code, message) => {
      await open();
      const report = await check(positionsCsv([...sound, { id: 'ops', title, parent: 'ceo' }]), 'positions.csv');
      expect(report).toMatchObject({ verdict: 'rejected', issueCounts: { fatal: 1, total: 1 } });
      expect(report.issues).toMatchObject([
        { code, line: 5, column: 1, field: 'position_title', positionId: 'ops', message },
      ]);
    },
  );

  it('is warned of an employee id that can not be read: the position counts as vacant', async () => {
    await open();
    const report = await check(
      positionsCsv([...sound, { id: 'op1', parent: 'ceo', employee: 'E/7' }]),
      'positions.csv',
    );
    expect(report).toMatchObject({ verdict: 'valid_with_warnings', issueCounts: { fatal: 0, row: 0, warning: 1 } });
    expect(report.issues).toMatchObject([
      { code: 'invalid-key', line: 5, column: 4, field: 'employee_id', positionId: 'op1' },
    ]);
  });

  it('is warned of for the very same row twice, and for one employee in two positions', async () => {
    await open();
    const dev: PositionRow = { id: 'dev', parent: 'cto' };
    const report = await check(positionsXml([...sound, dev, { id: 'cfo', parent: 'ceo', employee: 'e2' }]));
    expect(report).toMatchObject({ verdict: 'valid_with_warnings', rows: 5 });
    expect(issuesOf(report)).toMatchObject([
      { code: 'duplicate-rows', severity: 'warning', line: 6, positionId: 'dev' },
      {
        code: 'employee-in-two-positions',
        severity: 'warning',
        line: 7,
        positionId: 'cfo',
        message: 'The employee e2 holds the position cfo and the one in line 4, too.',
      },
    ]);
  });

  it('never shows a national identity number that stands in the place of an id', async () => {
    await open();
    const number = '13097248022';
    const report = await check(
      positionsXml([...sound, { id: number, parent: 'ceo' }, { id: 'x', parent: 'ceo', employee: number }]),
    );
    expect(report.issues.map(({ code, severity }) => [code, severity])).toEqual([
      ['national-id-as-key', 'fatal'],
      ['national-id-as-key', 'warning'],
    ]);
    expect(JSON.stringify(report)).not.toContain(number);
  });

  it('hides ids whose check digits are those of an identity number, though its day does not exist', async () => {
    await open();
    const id = '30027900069';
    const report = await check(positionsXml([{ id: 'top' }, { id, parent: 'gone' }]));
    expect(report.issues).toMatchObject([{ code: 'orphan-position', positionId: '*****' }]);
    expect(JSON.stringify(report)).not.toContain(id);
  });

  it('has true totals however many faults there are, and a long cycle is told in a few names', async () => {
    await open();
    const orphans = Array.from({ length: 2000 }, (_, i): PositionRow => ({ id: `o${i}`, parent: `x${i}` }));
    const ring = Array.from({ length: 900 }, (_, i): PositionRow => ({ id: `r${i}`, parent: `r${(i + 1) % 900}` }));
    const report = await check(positionsXml([...syntheticPositions(50), ...orphans, ...ring]));
    expect(report.issueCounts).toMatchObject({ total: 2001, byCode: { 'orphan-position': 2000, 'position-cycle': 1 } });
    expect(report.issues.length).toBe(500);
    const small = await check(positionsXml([...sound, ...ring]));
    expect(small.issues[0]?.message).toBe(
      'These positions lead back to themselves instead of up to the root: r0 (line 6) -> r1 (line 7) -> r2 (line 8) -> r3 (line 9) -> r4 (line 10) -> ... 894 more ... -> r899 (line 905) -> r0.',
    );
  });

  it('is given up as soon as it holds more positions than any hierarchy', async () => {
    await open();
    const text = positionsXml(syntheticPositions(2000));
    const path = await test.write('positions.xml', text);
    const order: PositionsOrder = {
      kind: 'positions',
      fileName: 'positions.xml',
      path,
      size: text.length,
      layout: { name: 'hr-data-sync', options: {} },
      csv: {},
      decrypt: null,
      report: false,
    };
    const nobody: PositionsHost = {
      takePositions: async () => {},
      nextUnknownHolders: async () => null,
      takeReport: async () => {},
    };
    const { signal } = new AbortController();
    const { issues } = await readPositions(order, nobody, positionsTools(order), signal, 1000);
    expect(issues).toMatchObject([
      {
        code: 'too-many-positions',
        severity: 'fatal',
        message: 'The file holds more than 1,000 positions. It was not read any further.',
      },
    ]);
  });
});
