import { describe, expect, it } from 'vitest';
import { rootElement } from '../../src/formats/root-element.ts';

describe('the root element', () => {
  it.each([
    ['<positions><root/>', 'positions'],
    ['<?xml version="1.0" encoding="UTF-8"?>\r\n<positions>', 'positions'],
    ['\uFEFF<?xml version="1.0"?><!-- <employees> -->\n<!-- twice --><positions a="b">', 'positions'],
    ['<!DOCTYPE positions [ <!ELEMENT a (b)> ]><positions/>', 'positions'],
    ['<employees>', 'employees'],
    ['<p:positions xmlns:p="urn:p">', 'positions'],
    ['  <employees/>', 'employees'],
    ['position_id,position_title\n', null],
    ['<!-- never closed', null],
    ['', null],
  ])('of %j is %j', (text, name) => {
    expect(rootElement(Buffer.from(text))).toBe(name);
  });

  it.each(['<!-- a -->\n', '<?a b?>'])(
    'is looked for no longer for many a %j before a root that does not come',
    (piece) => {
      expect(rootElement(Buffer.from(piece.repeat(5000)))).toBe(null);
      expect(rootElement(Buffer.from(`${piece.repeat(5000)}<positions>`))).toBe('positions');
    },
  );

  it('is looked for no longer where a DOCTYPE has many blanks and no end', () => {
    expect(rootElement(Buffer.from(`<!DOCTYPE a${' '.repeat(60_000)}[`))).toBe(null);
  });

  it.each(['utf16le', 'utf16be'])('is found in %s, with a byte order mark and without', (charset) => {
    const encode = (text: string) => {
      const bytes = Buffer.from(text, 'utf16le');
      return charset === 'utf16le' ? bytes : bytes.swap16();
    };
    expect(rootElement(encode('<?xml version="1.0"?><positions>'))).toBe('positions');
    expect(rootElement(encode('\uFEFF<?xml version="1.0"?><positions>'))).toBe('positions');
  });
});
