import { describe, expect, it } from 'vitest';
import { csvOf, ssnFor, syntheticEmployees } from '../../fixtures/roster.ts';
import { renderZip, type ZipMember } from '../../fixtures/zip.ts';
import { createRandom, isWholeOrRefused, unpackAll } from './unpack-all.ts';

const roster = Buffer.from(csvOf(syntheticEmployees(20)));
const member: ZipMember = { name: 'roster.csv', content: roster };

describe('a zip archive', () => {
  it.each<[string, Buffer]>([
    ['deflated', renderZip([member])],
    ['stored', renderZip([{ ...member, method: 'stored' }])],
    ['with its sizes behind the data', renderZip([{ ...member, descriptor: 'small' }])],
    ['with its sizes behind the data, unsigned', renderZip([{ ...member, descriptor: 'unsigned' }])],
    ['with its sizes behind the data, in eight bytes', renderZip([{ ...member, descriptor: 'large' }])],
    ['with the end of zip64', renderZip([member], { isLarge: true })],
    [
      'with a folder',
      renderZip([
        { name: 'out/', method: 'stored' },
        { ...member, name: 'out/roster.csv' },
      ]),
    ],
    ['with a name in another charset', renderZip([{ ...member, name: 'Ansatte på Ås.csv' }])],
    ['with a companion of macOS', renderZip([member, { name: '__MACOSX/._roster.csv', content: 'icon' }])],
    [
      'with what file managers put into folders',
      renderZip(
        ['out/.DS_Store', '__MACOSX/out/._.DS_Store', 'out/Thumbs.db', 'desktop.ini']
          .map((name): ZipMember => ({ name, content: 'views' }))
          .concat(member),
      ),
    ],
  ])('%s comes out in chunks of any size', async (_name, bytes) => {
    for (const chunkSize of [1, 3, 64, 65_536]) {
      const unpacked = await unpackAll(bytes, { chunkSize });
      expect(unpacked).toEqual({ content: roster, issues: [], codes: [], layers: ['zip'] });
    }
  });

  it('may hold an empty file', async () => {
    for (const descriptor of ['none', 'small', 'large'] as const) {
      const { content, codes } = await unpackAll(renderZip([{ name: 'roster.csv', descriptor }]));
      expect([content.length, codes]).toEqual([0, []]);
    }
  });

  it.each<[string, Buffer, string, string]>([
    ['no file', renderZip([]), 'archive-members', 'empty'],
    ['only a folder', renderZip([{ name: 'out/', method: 'stored' }]), 'archive-members', 'empty'],
    ['two files', renderZip([member, { name: 'b.csv', content: 'x' }]), 'archive-members', '"roster.csv" and "b.csv"'],
    ['a link', renderZip([{ ...member, mode: 0o120777 }]), 'archive-members', 'a link'],
    ['an Excel workbook', renderZip([{ name: '[Content_Types].xml' }]), 'archive-unsupported', 'Excel workbook'],
    ['a password', renderZip([{ ...member, isEncrypted: true }]), 'archive-unsupported', 'password'],
    ['another method', renderZip([{ ...member, method: 14 }]), 'archive-unsupported', 'LZMA'],
    ['an unknown method', renderZip([{ ...member, method: 77 }]), 'archive-unsupported', 'method 77'],
    [
      'stored data without its size',
      renderZip([{ ...member, method: 'stored', descriptor: 'small' }]),
      'archive-unsupported',
      'end is not told',
    ],
    ['a folder with data', renderZip([{ name: 'out/', content: 'x' }, member]), 'archive-damaged', 'folder'],
  ])('with %s is refused', async (_name, bytes, code, words) => {
    const { issues } = await unpackAll(bytes);
    expect(issues).toMatchObject([{ code, severity: 'fatal', line: null }]);
    expect(issues[0]?.message).toContain(words);
  });

  it.each([
    '../../etc/passwd',
    'out/../roster.csv',
    '..',
    '/etc/passwd',
    'C:roster.csv',
    'out\\roster.csv',
    'roster\n.csv',
    'roster\0.csv',
    '',
  ])('with a member named %j is refused before anything of it comes out', async (name) => {
    const { issues, content } = await unpackAll(renderZip([{ ...member, name }]));
    expect(issues).toMatchObject([{ code: 'archive-name', severity: 'fatal' }]);
    expect(content.length).toBe(0);
  });

  it('is refused when its directory says something else than its content', async () => {
    for (const listed of [{ name: 'other.csv' }, { checksum: 1 }, { size: 1 }]) {
      expect((await unpackAll(renderZip([{ ...member, listed }]))).codes).toEqual(['archive-damaged']);
    }
    expect((await unpackAll(renderZip([member], { unlisted: 1 }))).codes).toEqual(['archive-damaged']);
  });

  it('is refused when its checksum is wrong, and its directory says the same', async () => {
    const bytes = renderZip([member]);
    for (const at of [14, bytes.indexOf('PK\x01\x02', 0, 'latin1') + 16]) bytes[at] = (bytes[at] ?? 0) ^ 1;
    const { issues } = await unpackAll(bytes);
    expect(issues).toMatchObject([{ code: 'archive-damaged' }]);
    expect(issues[0]?.message).toContain('checksum');
  });

  it('is refused when anything stands behind it', async () => {
    const { issues } = await unpackAll(Buffer.concat([renderZip([member]), Buffer.from('x')]));
    expect(issues).toMatchObject([{ code: 'archive-damaged' }]);
    expect(issues[0]?.message).toContain('behind its end');
  });

  it.each([
    ['Norwegian', `030284${ssnFor('1984-02-03')}`],
    ['Danish', '030284-1234'],
    ['Finnish', '030284-123A'],
  ])('with several files is refused without a national identity number in their names: %s', async (_, number) => {
    const { issues } = await unpackAll(renderZip([member, { name: `${number}.csv`, content: 'x' }]));
    expect(issues[0]?.message).toContain('"roster.csv" and "*****.csv"');
  });

  it('is refused when a companion in it is a bomb', async () => {
    const bomb = { name: '__MACOSX/._roster.csv', content: Buffer.alloc(2 ** 25) };
    const { issues } = await unpackAll(renderZip([member, bomb]));
    expect(issues).toMatchObject([{ code: 'archive-damaged' }]);
    expect(issues[0]?.message).toContain('larger than any');
  });

  it('is told for a bomb by its ratio, and nothing more of it comes out', async () => {
    const limits = { ratioFromBytes: 1_000_000, maxRatio: 100 };
    const { codes, content } = await unpackAll(renderZip([{ ...member, content: Buffer.alloc(20_000_000) }]), {
      limits,
    });
    expect(codes).toEqual(['archive-bomb']);
    expect(content.length).toBeLessThan(2_000_000);
  });

  it('with thousands of folders is refused', async () => {
    const folders = Array.from({ length: 5000 }, (_, i) => ({ name: `${i}/`, method: 'stored' as const }));
    expect((await unpackAll(renderZip(folders))).codes).toEqual(['archive-damaged']);
  });

  it.each<[string, Buffer]>([
    ['deflated', renderZip([member])],
    ['stored', renderZip([{ ...member, method: 'stored' }])],
    ['with its sizes behind the data', renderZip([{ ...member, descriptor: 'small' }], { isLarge: true })],
  ])('%s is refused wherever it was cut off', async (_name, bytes) => {
    for (let length = 4; length < bytes.length; length += 1) {
      const { issues } = await unpackAll(bytes.subarray(0, length));
      expect(issues, `${length} bytes`).toMatchObject([{ severity: 'fatal' }]);
      expect(['truncated', 'archive-damaged']).toContain(issues[0]?.code);
    }
  });

  it.each<[string, Buffer]>([
    ['deflated', renderZip([member])],
    ['stored', renderZip([{ ...member, method: 'stored' }])],
    ['with its sizes behind the data', renderZip([{ ...member, descriptor: 'large' }], { isLarge: true })],
  ])('%s comes out whole or is refused, whatever bits are flipped', async (_name, sound) => {
    const random = createRandom(3);
    for (let i = 0; i < 400; i += 1) {
      const bytes = Buffer.from(sound);
      // Every other one in the headers, which are few bytes beside the data.
      const at = i % 2 === 0 ? 4 + (i % 60) : 4 + Math.floor(random() * (bytes.length - 4));
      const tail = i % 4 === 0 ? bytes.length - 1 - Math.floor(random() * 140) : at;
      bytes[tail] = (bytes[tail] ?? 0) ^ (1 << Math.floor(random() * 8));
      const unpacked = await unpackAll(bytes, { chunkSize: () => 1 + Math.floor(random() * 300) });
      expect(isWholeOrRefused(unpacked, roster), `byte ${tail}`).toBe(true);
    }
  });
});
