/** What a reader might stumble over, as text. */
const texts: readonly string[] = [
  ...['"', '""', '"""', "'", '",', ',"', '";"', '"\n"', '\\', '\\"'],
  ...[',', ';', '\t', '|', ',,,,,,,,', '\n', '\r', '\r\n', '\n\n\n', '\r\r\n', 'sep=;\n', 'sep=,\r\n'],
  ...['\0', '\u0001', '\u001f', '\u001a', '\u007f', '\u0085', '\u00a0', '\u200b', '\u2028', '\u202e', '\ufeff', '\ufffd', '\ufffe', '\uffff'],
  ...['<!DOCTYPE', '<!DOCTYPE a [<!ENTITY b "c">]>', '<!ENTITY x SYSTEM "file:///etc/passwd">', '&x;', '&amp;', '&#0;', '&#x110000;'],
  ...['&#55296;', '&#x0D;', '&', '<', '>', '</', '/>', '<a>', '</a>', '<a', '<employee>', '</employee>', '<employees>', '</employees>'],
  ...[']]>', '<![CDATA[', '<![CDATA[]]>', '<!--', '-->', '--', '<?xml version="1.0"?>', '<?xml version="1.1" encoding="utf-7"?>'],
  ...['<?', '?>', 'xmlns="x"', ' xmlns:a="b"', '<a:b/>', ' a="1" a="2"', '<employee employeeNo="1"/>', '{urn:x}'],
  ...['[', ']', '{', '}', '[[', '{}', '[]', '{"', '":', '":"', 'null', 'true', '\\u0000', '\\ud800', '\\u', '1e999', '-0', '01', '.5', '+1', 'NaN'],
  ...['__proto__', 'constructor', 'toString', 'hasOwnProperty', '"__proto__":{"a":1}', '<__proto__>1</__proto__>'],
  ...['=1+1', '=cmd|\' /C calc\'!A0', '+1', '-1', '@SUM(A1)', '\t=1', '%s%n', '${jndi:ldap://x}', '$(id)', '`id`', "'; DROP TABLE employees; --"],
  ...['9'.repeat(20), '9'.repeat(400), '1e308', '0x10', '1.234,5', "1'234", '１２３', '٣', '−1', '1,5', '0'.repeat(30)],
  ...['9999-12-31', '0000-00-00', '2024-02-30', '31.12.2024', '45292', '2024-01-01T00:00:00Z', '-0001-01-01'],
  ...['\ud83d\ude00', 'e\u0301', 'İ', 'ß', 'ﬁ', '\u0130\u0131', 'Æ', '€', 'a'.repeat(300), ' '.repeat(300), '\u0301'.repeat(200)],
];

/** Deep nesting, made once. */
const towers: readonly string[] = [
  '['.repeat(70),
  '{"a":'.repeat(70),
  '<a>'.repeat(70),
  '['.repeat(5000),
  '<a>'.repeat(3000),
  '"'.repeat(1001),
  '('.repeat(500),
];

/** What is no text, or no good one. */
const bytes: readonly Buffer[] = [
  ...[[0xef, 0xbb, 0xbf], [0xff, 0xfe], [0xfe, 0xff], [0xff, 0xfe, 0, 0], [0, 0, 0xfe, 0xff], [0x2b, 0x2f, 0x76, 0x38]],
  // Overlong, cut off, above U+10FFFF, and halves of surrogate pairs in UTF-8 and UTF-16.
  ...[[0xc0, 0x80], [0xc1, 0xbf], [0xe0, 0x80, 0xaf], [0xf0, 0x80, 0x80, 0xaf], [0xf8, 0x88, 0x80, 0x80, 0x80], [0xfc]],
  ...[[0xc3], [0xe2, 0x82], [0xf0, 0x9f, 0x98], [0xf4, 0x90, 0x80, 0x80], [0x80], [0xbf, 0xbf], [0xfe], [0xff]],
  ...[[0xed, 0xa0, 0x80], [0xed, 0xb0, 0x80], [0xd8, 0x00], [0x00, 0xd8], [0xdc, 0x00], [0x00, 0xdc]],
  // Beginnings of archives and of what is told by its beginning.
  ...[[0x1f, 0x8b], [0x1f, 0x8b, 8, 0x1f], [0x50, 0x4b, 3, 4], [0x50, 0x4b, 5, 6], [0x50, 0x4b, 1, 2], [0x50, 0x4b, 7, 8]],
  ...[[0xc1, 0x5e], [0x85, 1], [0xd2, 0xff], [0xcb, 0xe0], [0xa3, 1], [0x42, 0x5a, 0x68], [0xd0, 0xcf, 0x11, 0xe0]],
].map((list) => Buffer.from(list));

const armor = ['-----BEGIN PGP MESSAGE-----\n\n', '-----END PGP MESSAGE-----\n', '-----BEGIN PGP SIGNED MESSAGE-----\n'];

export const hostileTexts: readonly string[] = [...texts, ...armor];
export const hostileTowers = towers;
export const hostileBytes = bytes;
