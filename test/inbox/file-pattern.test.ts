import { describe, expect, test, vi } from 'vitest';
import { defaultFilePattern, matchesFilePattern } from '../../src/inbox/file-pattern.ts';

describe('the default pattern', () => {
  test.each([
    'roster.csv',
    'ROSTER.CSV',
    'a.xml',
    'a.json',
    'a b.csv.gz',
    'a.csv.zip',
    'a.XML.PGP',
    'a.csv.gpg',
    'æ.csv.asc',
  ])('takes %s', (name) => expect(matchesFilePattern(defaultFilePattern, name)).toBe(true));

  test.each(['roster.xlsx', 'roster', 'csv', 'roster.csv.bak', 'roster.gz', 'a.csv.gz.tmp', '../a.csv', 'a/b.csv'])(
    'does not take %s',
    (name) => expect(matchesFilePattern(defaultFilePattern, name)).toBe(false),
  );
});

describe('a pattern of the config', () => {
  test.each([
    ['acme-*.csv', 'Acme-2025.CSV', true],
    ['acme-*.csv', 'other-2025.csv', false],
    ['{ACME,umbrella}-????.csv', 'acme-2025.csv', true],
    ['{ACME,umbrella}-????.csv', 'acme-25.csv', false],
    ['*', 'anything.at all', true],
    ['roster (1).csv', 'roster (1).csv', true],
  ])('%s on %s: %s', (pattern, name, expected) => {
    expect(matchesFilePattern(pattern, name)).toBe(expected);
  });
});

test('matching prints no warning', () => {
  const onWarning = vi.fn();
  process.on('warning', onWarning);

  matchesFilePattern('*.csv', 'a.csv');

  return new Promise((resolve) => setImmediate(resolve)).then(() => {
    process.off('warning', onWarning);
    expect(onWarning).not.toHaveBeenCalled();
  });
});
