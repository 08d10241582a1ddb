import { describe, expect, it } from 'vitest';
import { createFormats } from '../../src/formats/index.ts';
import { csvOf, syntheticEmployees, xmlOf } from '../fixtures/roster.ts';

const { choose } = createFormats();
const rows = syntheticEmployees(2);

describe('the format of a file', () => {
  it.each([
    ['roster.csv', 'csv'],
    ['ROSTER.CSV', 'csv'],
    ['roster.txt', 'csv'],
    ['roster.2024.xml', 'xml'],
    ['roster.json', 'json'],
  ])('is told by the ending of %s', (name, format) => {
    expect(choose(name, new Uint8Array())).toBe(format);
  });

  it('is told by the first bytes where the ending tells nothing', () => {
    expect(choose('roster', Buffer.from(csvOf(rows)))).toBe('csv');
    expect(choose('roster.dat', Buffer.from(`\uFEFF\n${xmlOf(rows)}`))).toBe('xml');
    expect(choose('roster.dat', Buffer.from(' [{"employeeNo": "1"}]'))).toBe('json');
    expect(choose('roster.dat', Buffer.from(`\uFEFF${xmlOf(rows)}`, 'utf16le'))).toBe('xml');
  });

  it('is unknown where neither tells it', () => {
    expect(choose('roster.xlsx', Buffer.from('PK\u0003\u0004,,,,'))).toBeNull();
    expect(choose('roster', new Uint8Array())).toBeNull();
    expect(choose('README', Buffer.from('Dear all'))).toBeNull();
  });
});
