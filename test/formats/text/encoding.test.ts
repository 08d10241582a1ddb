import { describe, expect, it } from 'vitest';
import type { Issue } from '../../../src/domain/issue.ts';
import type { FoundCharset } from '../../../src/formats/text/charset.ts';
import { createDecoder } from '../../../src/formats/text/encoding.ts';
import { xmlCharset } from '../../../src/formats/xml/xml-charset.ts';
import { createRandom } from '../unpack/unpack-all.ts';

interface Decoded {
  text: string;
  utf8: string;
  issues: Issue[];
  found: FoundCharset[];
}

function decodeAll(
  bytes: Uint8Array,
  { declared = null, chunkSize = 65_536 }: { declared?: string | null; chunkSize?: number | (() => number) } = {},
): Decoded {
  const issues: Issue[] = [];
  const found: FoundCharset[] = [];
  const decoder = createDecoder(
    (head) => (declared === 'xml' ? xmlCharset(head) : declared),
    (issue) => issues.push(issue),
    (charset) => found.push(charset),
  );
  const decoded: Decoded = { text: '', utf8: '', issues, found };
  const utf8: Uint8Array[] = [];
  let isOver = false;
  for (let at = 0; at < bytes.length && !isOver; ) {
    const end = at + (typeof chunkSize === 'number' ? chunkSize : chunkSize());
    const piece = decoder.decode(bytes.slice(at, end));
    isOver = piece === null;
    decoded.text += piece?.text ?? '';
    utf8.push(new Uint8Array(piece?.utf8 ?? []));
    at = end;
  }
  const rest = isOver ? null : decoder.end();
  decoded.text += rest?.text ?? '';
  decoded.utf8 = Buffer.concat([...utf8, rest?.utf8 ?? new Uint8Array(0)]).toString();
  return decoded;
}

const row = 'Ærø;Øystein;Åsgård;Gräsmö;É\r\n';
const ascii = '100123;Berg;Ola;1980-01-31;Oslo\r\n';

function utf16be(text: string): Buffer {
  return Buffer.from(text, 'utf16le').swap16();
}

/** Latin-1 and windows-1252 have these letters in the same places; so has iso-8859-15. */
const latin1 = (text: string) => Buffer.from(text, 'latin1');

const charsets: [string, string | null, (text: string) => Buffer, FoundCharset][] = [
  ['UTF-8', null, Buffer.from, { charset: 'utf-8', charsetFrom: 'detected' }],
  ['UTF-8, declared', 'utf-8', Buffer.from, { charset: 'utf-8', charsetFrom: 'declared' }],
  ['UTF-8 with a mark', null, (text) => Buffer.from(`\uFEFF${text}`), { charset: 'utf-8', charsetFrom: 'bom' }],
  [
    'UTF-8 with a mark, declared otherwise',
    'windows-1252',
    (text) => Buffer.from(`\uFEFF${text}`),
    { charset: 'utf-8', charsetFrom: 'bom' },
  ],
  [
    'UTF-16 LE with a mark',
    null,
    (text) => Buffer.from(`\uFEFF${text}`, 'utf16le'),
    { charset: 'utf-16le', charsetFrom: 'bom' },
  ],
  ['UTF-16 BE with a mark', null, (text) => utf16be(`\uFEFF${text}`), { charset: 'utf-16be', charsetFrom: 'bom' }],
  [
    'UTF-16 LE without a mark',
    null,
    (text) => Buffer.from(text, 'utf16le'),
    { charset: 'utf-16le', charsetFrom: 'detected' },
  ],
  ['UTF-16 BE without a mark', null, utf16be, { charset: 'utf-16be', charsetFrom: 'detected' }],
  [
    'UTF-16 LE, declared',
    'utf-16',
    (text) => Buffer.from(text, 'utf16le'),
    { charset: 'utf-16le', charsetFrom: 'declared' },
  ],
  ['UTF-16 BE, declared', 'utf-16', utf16be, { charset: 'utf-16be', charsetFrom: 'declared' }],
  ['windows-1252', null, latin1, { charset: 'windows-1252', charsetFrom: 'guessed' }],
  ['windows-1252, declared', 'windows-1252', latin1, { charset: 'windows-1252', charsetFrom: 'declared' }],
  ['iso-8859-1, declared', 'iso-8859-1', latin1, { charset: 'windows-1252', charsetFrom: 'declared' }],
  ['iso-8859-15, declared', 'iso-8859-15', latin1, { charset: 'iso-8859-15', charsetFrom: 'declared' }],
];

describe.each(charsets)('%s', (_name, declared, encode, charset) => {
  it('comes out right, however it is cut into chunks', () => {
    const random = createRandom(5);
    for (const text of [
      row,
      row.repeat(40),
      ascii.repeat(9) + row,
      ascii.repeat(400) + row + ascii.repeat(300) + row,
    ]) {
      for (const chunkSize of [1, 7, 65_536, () => 1 + Math.floor(random() * 600)]) {
        const decoded = decodeAll(encode(text), { declared, chunkSize });
        expect(decoded.text).toBe(text);
        expect(decoded.utf8).toBe(text);
        expect(decoded.found).toEqual([charset]);
        expect(decoded.issues.map(({ code }) => code)).toEqual(
          charset.charsetFrom === 'guessed' ? ['charset-guessed'] : [],
        );
      }
    }
  });

  it('comes out right when its first letter beyond ASCII stands behind 5 MB', () => {
    const text = ascii.repeat(150_000) + row;
    const decoded = decodeAll(encode(text), { declared, chunkSize: 32_768 });
    expect(decoded.text === text).toBe(true);
    expect(decoded.found).toEqual([charset]);
  });
});

describe('a charset that is not declared', () => {
  it('is UTF-8 for a file of ASCII, and for an empty one', () => {
    for (const text of ['', 'a', ascii, ascii.repeat(100)]) {
      const { found, issues } = decodeAll(Buffer.from(text));
      expect([found, issues]).toEqual([[{ charset: 'utf-8', charsetFrom: 'detected' }], []]);
    }
  });

  it.each([1, 100, 65_536])('is guessed with one warning that says where (chunks of %i)', (chunkSize) => {
    const { issues } = decodeAll(latin1(ascii.repeat(20) + row.repeat(3)), { chunkSize });
    expect(issues).toMatchObject([{ code: 'charset-guessed', severity: 'warning', line: 21 }]);
    expect(issues[0]?.message).toContain(`byte ${ascii.length * 20} (line 21)`);
  });

  it('is guessed right for a file that ends with its only letter', () => {
    for (const chunkSize of [1, 65_536])
      expect(decodeAll(latin1(`${ascii}Moå`), { chunkSize }).text).toBe(`${ascii}Moå`);
  });

  it.each([
    'O’Brien;D‘Angelo;Ola «Olli» Nordmann;“Nord”;„Süd“',
    'Oslo–Bergen — tur/retur…;100 €;Brand™;5 ‰;†1999',
    'Škoda;MILOŠEVIC;ŽIŽEK;Žižek;Šimunek;Cœur;ŒUVRE;Œuvre;ÿ;LOUŸS',
    'TROMSØ–OSLO;BLÅ»;¾ stilling;¿Qué?;½',
    'Nina‘s;6”-rør',
  ])('is not doubted for what windows-1252 really has: %s', (text) => {
    const map = new Map(
      Array.from(new TextDecoder('windows-1252').decode(Uint8Array.from({ length: 256 }, (_, i) => i))).map(
        (letter, i) => [letter, i],
      ),
    );
    const encoded = Buffer.from(Array.from(`å;${text};ærlig;øl\n`.repeat(2), (letter) => map.get(letter) ?? 0x3f));
    const { issues, text: decoded } = decodeAll(encoded, { declared: 'windows-1252' });
    expect(issues).toEqual([]);
    const guessed = decodeAll(encoded.subarray(0, -1));
    expect(guessed.issues.map(({ code }) => code)).toEqual(['charset-guessed']);
    expect(guessed.text).toBe(decoded.slice(0, -1));
  });

  it.each([
    ['ø in code page 850', 'Bj\x9brn'],
    ['å in code page 850', 'H\x86kon'],
    ['æ in code page 850', 'S\x91ther'],
    ['ä in code page 850', 'J\x84rvinen'],
    ['ö in code page 850', 'Bj\x94rn'],
    ['é in code page 850', 'Andr\x82e'],
    ['ø on a Mac', 'Bj\xbfrn'],
    ['å on a Mac', 'H\x8ckon'],
    ['æ on a Mac', 'S\xbether'],
    ['ä on a Mac', 'J\x8arvinen'],
    ['é on a Mac', 'Andr\x8e'],
    ['Ø on a Mac', '\xafystein'],
    ['Å on a Mac', '\x81sne'],
    ['Ø in code page 865', '\x9dystein'],
    ['Å in code page 850', '\x8fsne'],
  ])('is unclear with %s', (_name, name) => {
    const at = name.search(/[\x80-\xff]/);
    for (const chunkSize of [1, 50, 65_536]) {
      for (const before of [ascii.repeat(3), ascii.repeat(3) + latin1(`${row}`).toString('latin1')]) {
        const bytes = latin1(`${before + name};x\n${ascii.repeat(200)}`);
        const { issues } = decodeAll(bytes, { chunkSize });
        expect(issues.map(({ code }) => code)).toEqual(['charset-guessed', 'unclear-charset']);
        const line = before.split('\n').length;
        expect(issues[1]).toMatchObject({ severity: 'fatal', line });
        expect(issues[1]?.message).toContain(`byte ${before.length + at}, line ${line}`);
        expect(issues[1]?.message).toContain('csv.charset');
      }
    }
  });

  it('is not doubted where it is declared', () => {
    expect(decodeAll(latin1('Bj\x9brn;x\n'.repeat(9)), { declared: 'windows-1252' }).issues).toEqual([]);
  });

  it('is unclear in a file that begins in windows-1252 and goes on in UTF-8', () => {
    const before = latin1(row + ascii.repeat(300));
    const bytes = Buffer.concat([before, Buffer.from(row.repeat(10))]);
    const { issues } = decodeAll(bytes, { chunkSize: 32_768 });
    expect(issues.map(({ code, severity }) => [code, severity])).toEqual([
      ['charset-guessed', 'warning'],
      ['unclear-charset', 'fatal'],
    ]);
  });
});

describe('a byte that does not belong', () => {
  it.each<[string, string | null, Buffer, number]>([
    ['in UTF-8', null, Buffer.concat([Buffer.from(ascii + row), latin1('å'), Buffer.from(row)]), 70],
    ['before other letters in UTF-8', null, Buffer.concat([Buffer.from(ascii), latin1('å'), Buffer.from(row)]), 33],
    ['in UTF-8, declared', 'utf-8', Buffer.concat([Buffer.from(ascii), latin1('å;'), Buffer.from(ascii)]), 33],
    ['in UTF-8 behind a mark', null, Buffer.concat([Buffer.from(`\uFEFF${ascii}`), latin1('å;')]), 36],
    ['as an overlong form', 'utf-8', Buffer.concat([Buffer.from(ascii), Buffer.from('c080', 'hex')]), 33],
    [
      'as half a surrogate pair',
      null,
      Buffer.concat([Buffer.from(`\uFEFF${ascii}`, 'utf16le'), Buffer.from('00d84100', 'hex')]),
      68,
    ],
    ['in windows-1252', 'windows-1252', latin1(`${ascii}M\x81ller;`), 34],
    ['in iso-8859-15', 'iso-8859-15', latin1(`${ascii}Nord\x96Norge;`), 37],
  ])('%s is named with its offset', (_name, declared, bytes, offset) => {
    for (const chunkSize of [1, 5, 65_536]) {
      const { issues } = decodeAll(bytes, { declared, chunkSize });
      const issue = issues.at(-1);
      expect(issue).toMatchObject({ code: 'invalid-encoding', severity: 'fatal' });
      expect(issue?.message).toContain(`offset ${offset} `);
      expect(issues.filter(({ severity }) => severity === 'fatal')).toHaveLength(1);
    }
  });

  it('is no reason to take UTF-8 for another charset where all other letters are UTF-8', () => {
    const messageOf = (bytes: Uint8Array, declared: string | null = null) =>
      [1, 65_536].map((chunkSize) => decodeAll(bytes, { declared, chunkSize }).issues.at(-1)?.message ?? '');
    for (const parts of [
      [row, ascii, latin1('å'), ascii],
      [ascii, latin1('å'), row],
      [ascii.repeat(5000), row, ascii.repeat(5000), latin1('å'), ascii],
    ]) {
      for (const message of messageOf(Buffer.concat(parts.map((part) => Buffer.from(part as string))))) {
        expect(message).toContain('Its other letters are UTF-8');
        expect(message).not.toContain('windows-1252');
      }
    }
    for (const message of messageOf(latin1(ascii + row), 'utf-8')) expect(message).toContain('mostly windows-1252');
  });

  it('is told at the end of a file that ends within a character', () => {
    for (const bytes of [
      Buffer.concat([Buffer.from(row), Buffer.from([0xc3])]),
      Buffer.from(`\uFEFF${row}`, 'utf16le').subarray(0, -1),
    ]) {
      expect(decodeAll(bytes, { chunkSize: 3 }).issues.map(({ code }) => code)).toEqual(['invalid-encoding']);
    }
  });
});

describe('a file that says one charset and is in another', () => {
  it.each<[string, string, Buffer]>([
    ['UTF-16 that is UTF-8', 'utf-16', Buffer.from(ascii)],
    ['UTF-16 BE that is LE', 'utf-16be', Buffer.from(ascii, 'utf16le')],
    ['UTF-8 that is UTF-16', 'utf-8', Buffer.from(ascii, 'utf16le')],
    ['windows-1252 that is UTF-8', 'windows-1252', Buffer.from(ascii + row.repeat(3))],
    ['iso-8859-15 that is UTF-8', 'iso-8859-15', Buffer.from(row)],
    ['windows-1252 that is UTF-16', 'windows-1252', utf16be(ascii)],
    ['in XML, UTF-16 that is UTF-8', 'xml', Buffer.from('<?xml version="1.0" encoding="UTF-16"?><a/>')],
    ['in XML, UTF-8 that is UTF-16', 'xml', Buffer.from('<?xml version="1.0" encoding="UTF-8"?><a/>', 'utf16le')],
  ])('is refused: %s', (_name, declared, bytes) => {
    const { issues, text } = decodeAll(bytes, { declared });
    expect(issues).toMatchObject([{ code: 'unclear-charset', severity: 'fatal' }]);
    expect(text).toBe('');
  });

  it.each(['windows-1252', 'ISO-8859-1', 'iso-8859-15', 'us-ascii', 'macintosh'])(
    'is refused: %s that is UTF-8',
    (declared) => {
      for (const chunkSize of [1, 2, 7, 65_536]) {
        for (const letters of ['Sæther;Bjørn;Åsne', 'Sæther']) {
          const { issues } = decodeAll(Buffer.from(`${ascii}${letters};${ascii}`), { declared, chunkSize });
          expect(issues).toMatchObject([{ code: 'unclear-charset', severity: 'fatal', line: 2 }]);
          expect(issues[0]?.message).toContain(`says that it is in ${declared}, but its letters are those of UTF-8`);
          expect(issues[0]?.message).toContain(`from byte ${ascii.length + 1} (line 2) on`);
        }
      }
    },
  );

  it('is read as it says where one letter is not UTF-8', () => {
    for (const text of ['Mo\xe5;Sæther;Bjørn;Ågot;Åse', 'TROMS\xd8\x96OSLO', 'BL\xc5\xbb', 'Mo\xc3', 'Mo\xc3\n\xa6']) {
      const bytes = Buffer.concat([Buffer.from(ascii), latin1(text)]);
      expect(decodeAll(bytes, { declared: 'windows-1252', chunkSize: 3 }).issues).toEqual([]);
    }
  });

  it.each<[string, Buffer]>([
    ['UTF-16', Buffer.from(`<?xml version="1.0" encoding="UTF-16"?><a>${row}</a>`, 'utf16le')],
    ['UTF-16', utf16be(`<?xml version="1.0" encoding='utf-16'?><a>${row}</a>`)],
    ['nothing', utf16be(`<a>${row}</a>`)],
    ['windows-1252', latin1(`<?xml version="1.0" encoding="windows-1252"?><a>${row}</a>`)],
    ['nothing', Buffer.from(`<a>${row}</a>`)],
  ])('is read when it is XML that says %s and is so', (_name, bytes) => {
    const { issues, text } = decodeAll(bytes, { declared: 'xml' });
    expect(issues).toEqual([]);
    expect(text).toContain(`<a>${row}</a>`);
  });
});

describe('a charset that nobody knows', () => {
  it('is repeated where it has the shape of a name, and not where a row stands in its place', () => {
    const messageFor = (label: string) => decodeAll(Buffer.from(row), { declared: label }).issues[0]?.message;

    expect(messageFor('klingon-1')).toContain('The charset "klingon-1" can\'t be read.');
    expect(messageFor('windows-1</dateOfBirth>\r\n<ssn>00052</ssn>')).toMatch(/^The charset that the file names can't/);
  });
});

describe('letters that were read in a wrong charset before', () => {
  it.each<[string, (bytes: Buffer) => string]>([
    ['windows-1252', (bytes) => new TextDecoder('windows-1252').decode(bytes)],
    ['ISO-8859-1', (bytes) => bytes.toString('latin1')],
  ])('are kept, with one warning and the line of the first: read as %s', (_name, misread) => {
    const text = ascii + misread(Buffer.from('100124;Håkon;Ærø\n100125;Øystein;Åsgård\n'));
    for (const encode of [Buffer.from, (whole: string) => Buffer.from(`\uFEFF${whole}`, 'utf16le')]) {
      for (const chunkSize of [1, 3, 65_536]) {
        const decoded = decodeAll(encode(text), { chunkSize });
        expect(decoded.text).toBe(text);
        expect(decoded.issues).toMatchObject([{ code: 'twice-encoded', severity: 'warning', line: 2 }]);
        expect(decoded.issues[0]?.message).toContain('Line 2 has "Ã¥"');
      }
    }
  });

  it.each(['João;São Paulo;IRMÃ\u00A0;CONCEIÇÃO', 'Ærø;Øystein;Åsgård', 'Â;Ã;Ã'])('are not seen in %s', (text) => {
    expect(decodeAll(Buffer.from(text)).issues).toEqual([]);
    expect(decodeAll(latin1(text), { declared: 'windows-1252' }).issues).toEqual([]);
  });
});

describe('the replacement character', () => {
  it.each<[string, (text: string) => Buffer]>([
    ['UTF-8', Buffer.from],
    ['UTF-16', (text) => Buffer.from(`\uFEFF${text}`, 'utf16le')],
  ])('that stands in a file in %s is kept, with one warning and its line', (_name, encode) => {
    const text = `${ascii}${row}Bj\uFFFDrn;Ol\uFFFD\n${ascii}Bj\uFFFDrn\n`;
    for (const chunkSize of [1, 65_536]) {
      const decoded = decodeAll(encode(text), { chunkSize });
      expect(decoded.text).toBe(text);
      expect(decoded.issues).toMatchObject([{ code: 'replacement-character', severity: 'warning', line: 3 }]);
    }
  });

  it('is never made by decoding, whatever the bytes', () => {
    const random = createRandom(6);
    const labels = [null, 'utf-8', 'windows-1252', 'iso-8859-1', 'iso-8859-15', 'utf-16'];
    for (let i = 0; i < 1500; i += 1) {
      const bytes = latin1(ascii + row.repeat(2) + ascii);
      for (let n = 0; n <= i % 3; n += 1) bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
      const declared = labels[i % labels.length] ?? null;
      const { text, utf8 } = decodeAll(bytes, { declared, chunkSize: () => 1 + Math.floor(random() * 99) });
      expect(text).not.toContain('\uFFFD');
      expect(utf8).toBe(text);
    }
  });
});

describe('where a chunk ends', () => {
  it('decides nothing: letters that could be either are told by all that come near them', () => {
    // "Ä°" is a letter in UTF-8, and the first one here.
    const bytes = latin1(`${ascii}100124;Ä°;Ola\r\n${ascii.repeat(5)}${row}`);
    const whole = decodeAll(bytes);
    expect(whole.found).toEqual([{ charset: 'windows-1252', charsetFrom: 'guessed' }]);
    for (const chunkSize of [1, 7, 50, 100, 150]) expect(decodeAll(bytes, { chunkSize })).toEqual(whole);
  });

  it('decides nothing about UTF-16 that is damaged further on', () => {
    const bytes = Buffer.concat([utf16be(ascii.repeat(20)), Buffer.from([0x41]), utf16be(ascii.repeat(20))]);
    const whole = decodeAll(bytes);
    for (const chunkSize of [1, 100, 255]) expect(decodeAll(bytes, { chunkSize }).found).toEqual(whole.found);
  });

  it('decides nothing about random bytes either', () => {
    const random = createRandom(9);
    for (let i = 0; i < 400; i += 1) {
      const bytes = Buffer.from(ascii + row.repeat(3) + ascii.repeat(i % 5), i % 2 === 0 ? 'latin1' : 'utf8');
      for (let n = 0; n <= i % 4; n += 1) bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
      const codesOf = ({ issues }: Decoded) => issues.map(({ code }) => code);
      const { found, ...whole } = decodeAll(bytes);
      const pieces = decodeAll(bytes, { chunkSize: () => 1 + Math.floor(random() * 60) });
      expect([pieces.found, codesOf(pieces)]).toEqual([found, codesOf({ found, ...whole })]);
    }
  });
});
