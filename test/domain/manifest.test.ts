import { describe, expect, test } from 'vitest';
import { parseManifest } from '../../src/domain/manifest.ts';

const sha256 = 'ab'.repeat(32);
const parse = (text: string) => parseManifest(Buffer.from(text));

describe('a manifest', () => {
  test('says rows and SHA-256, in digits of either case, beside whatever else', () => {
    const text = JSON.stringify({ rows: 200, sha256: sha256.toUpperCase(), system: 'HR' });

    expect(parse(text)).toEqual({ rows: 200, sha256, problem: null });
  });

  test.each([
    ['rows alone', '{"rows": 0}', { rows: 0, sha256: null }],
    ['SHA-256 alone', `{"sha256": "${sha256}"}`, { rows: null, sha256 }],
    ['when it was made', '{"rows": 7, "createdAt": "2026-11-30"}', { rows: 7, sha256: null, createdAt: '2026-11-30' }],
    ['null for what is unknown', `{"rows": null, "sha256": "${sha256}", "createdAt": null}`, { rows: null, sha256 }],
    ['with a byte order mark', '\uFEFF{"rows": 7}\r\n', { rows: 7, sha256: null }],
  ])('may say %s', (_, text, figures) => {
    expect(parse(text)).toEqual({ ...figures, problem: null });
  });

  test('may be the UTF-16 that PowerShell writes', () => {
    const bytes = Buffer.from('\uFEFF{"rows": 7}', 'utf16le');

    expect(parseManifest(bytes)).toEqual({ rows: 7, sha256: null, problem: null });
    expect(parseManifest(Buffer.from(bytes).swap16())).toEqual({ rows: 7, sha256: null, problem: null });
  });

  test.each([
    ['', /no JSON/],
    ['{"rows": 200', /no JSON/],
    ['{"rows": "\u00E5', /no JSON/],
    ['[200]', /no JSON object/],
    ['null', /no JSON object/],
    ['{}', /neither/],
    ['{"count": 200}', /neither/],
    ['{"rows": "200"}', /whole number/],
    ['{"rows": -1}', /whole number/],
    ['{"rows": 1.5}', /whole number/],
    ['{"rows": 1e300}', /whole number/],
    ['{"sha256": "abc"}', /64 hexadecimal digits/],
    [`{"sha256": "${'g'.repeat(64)}"}`, /64 hexadecimal digits/],
    [`{"rows": 1, "sha256": 12}`, /64 hexadecimal digits/],
    ['{"createdAt": "2026-11-30"}', /neither/],
    ['{"rows": 1, "createdAt": "30.11.2026"}', /no date or time like/],
    ['{"rows": 1, "createdAt": 1796000000}', /no date or time like/],
    [`{"rows": 1, "padding": "${'x'.repeat(70_000)}"}`, /larger than 64 KB/],
  ])('can not be used as %j', (text, problem) => {
    expect(parse(text)).toEqual({ rows: null, sha256: null, problem: expect.stringMatching(problem) });
  });

  test('can not be used when it is no UTF-8', () => {
    const bytes = Buffer.from('{"rows": 7, "name": "\u00E5"}', 'latin1');

    expect(parseManifest(bytes).problem).toMatch(/no JSON/);
  });
});
