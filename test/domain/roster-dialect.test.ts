import { expect, it } from 'vitest';
import { describeDialect } from '../../src/domain/roster-dialect.ts';

it('is told in words, as far as it is known', () => {
  expect(
    describeDialect({
      format: 'csv',
      packedIn: ['openpgp', 'zip'],
      charset: 'windows-1252',
      charsetFrom: 'guessed',
      delimiter: '\t',
      lineBreak: 'CRLF',
      header: true,
    }),
  ).toBe(
    'CSV in Windows-1252 (guessed), a tab between values, rows end with CRLF, with a header, packed in OpenPGP, in it zip',
  );
  expect(describeDialect({ format: 'xml', charset: 'utf-16le', charsetFrom: 'bom' })).toBe('XML in UTF-16 LE');
  expect(describeDialect({ format: 'json', charset: 'utf-8', lineBreak: 'mixed' })).toBe(
    'JSON in UTF-8, rows end in several ways',
  );
  expect(describeDialect({})).toBe('');
});
