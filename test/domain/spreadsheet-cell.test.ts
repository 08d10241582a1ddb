import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { columnLetters, csvCell } from '../../src/domain/spreadsheet-cell.ts';

describe('csvCell', () => {
  it.each([
    ['Storgata 1', 'Storgata 1'],
    ['a,b', '"a,b"'],
    ['she said "no"', '"she said ""no"""'],
    ['two\r\nlines', '"two\r\nlines"'],
    ['a;b', '"a;b"'],
    [' padded ', '" padded "'],
    ['', ''],
    [null, ''],
    [undefined, ''],
    [0, '0'],
    [-12.5, '-12.5'],
    [false, 'false'],
  ])('writes %j as %s', (value, cell) => {
    expect(csvCell(value)).toBe(cell);
  });

  it.each([
    '=HYPERLINK("https://evil.example","x")',
    '+47 12345678',
    '-2+3',
    '@SUM(1)',
    '\t=1+1',
    '\tx',
    '\rx',
    '\nx',
    ' =1+1',
    '   \u00a0=1+1',
    '\u200b=1+1',
    '\ufeff=1+1',
    '\u202e=1+1',
    '\u0000=1+1',
    '\u00ad@x',
    '\uff1d1+1',
    '\uff0b1',
    '\uff0d1',
    '\uff20x',
    '\u22121',
    "=cmd|' /C calc'!A0",
  ])('makes %j text', (formula) => {
    const [[cell]] = parse(csvCell(formula)) as [[string]];

    expect(cell.startsWith("'")).toBe(true);
    expect(cell.replaceAll("'", '')).toBe(formula.replaceAll("'", ''));
  });

  it.each(["'=1", 'O=1', '5-2', 'ola@example.org', 'Hansen-Olsen', '1+1'])('leaves %j alone', (text) => {
    expect(csvCell(text)).toBe(text);
  });

  it.each(['a;=X()', 'a;  =X()', 'a\n=X()', 'a\r\n+1', 'a;\uff1dX()', 'a;"=X()'])(
    'leaves no formula in %j where a spreadsheet splits at semicolons and line ends',
    (text) => {
      const pieces = `1,${csvCell(text)}`.split(/[;\r\n]/);

      for (const piece of pieces) expect(piece).not.toMatch(/^[\s"]*[=+\-@\uff1d]/);
    },
  );

  it('is read back as it was, but for the apostrophes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const [[cell]] = parse(`${csvCell(text)},end`) as [[string]];

        expect(cell.replaceAll("'", '')).toBe(text.replaceAll("'", ''));
      }),
    );
  });

  it('begins no cell with a formula, whatever the text and wherever it is split', () => {
    const hostile = fc.string({
      unit: fc.constantFrom('=', '+', '-', '@', ' ', '\t', '\r', '\n', ';', '"', ',', "'", 'a'),
    });
    fc.assert(
      fc.property(hostile, (text) => {
        for (const piece of `1,${csvCell(text)}`.split(/[;\t\r\n]/)) expect(piece).not.toMatch(/^[\s"]*[=+\-@]/);
        expect(csvCell(text)).not.toMatch(/^"?\s*[=+\-@]/);
      }),
    );
  });

  it('takes time in proportion to the text', () => {
    const startedMs = performance.now();
    csvCell(`${'\n'.repeat(300_000)}x`);
    csvCell(' ;'.repeat(300_000));

    expect(performance.now() - startedMs).toBeLessThan(1_000);
  });
});

describe('columnLetters', () => {
  it.each([
    [1, 'A'],
    [5, 'E'],
    [26, 'Z'],
    [27, 'AA'],
    [52, 'AZ'],
    [53, 'BA'],
    [702, 'ZZ'],
    [703, 'AAA'],
  ])('calls column %i %s', (position, letters) => {
    expect(columnLetters(position)).toBe(letters);
  });
});
