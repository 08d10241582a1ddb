import { setImmediate } from 'node:timers/promises';
import { deflateRawSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { unpack } from '../../../src/formats/unpack/unpack.ts';
import { unpackLimits } from '../../../src/formats/unpack/unpack-options.ts';
import { csvOf, syntheticEmployees } from '../../fixtures/roster.ts';
import { renderZip } from '../../fixtures/zip.ts';
import { createRandom, isWholeOrRefused, unpackAll } from './unpack-all.ts';

const roster = Buffer.from(csvOf(syntheticEmployees(20)));

describe('a file that is not packed', () => {
  it.each([
    ['a CSV', roster],
    ['an empty file', Buffer.alloc(0)],
    ['one byte', Buffer.from('1')],
    ['UTF-8 that begins with Å', Buffer.from('Åse;Øystein\n'.repeat(50))],
    ['Windows-1252 that begins with É', Buffer.from('Élise;Øystein\n'.repeat(50), 'latin1')],
    ['UTF-16', Buffer.from('\uFEFFÅse;Øystein\n', 'utf16le')],
    ['Windows-1252 that begins with an ellipsis', Buffer.from('\x85;name\n1;Åse\n', 'latin1')],
    ['a name that begins like an ASCII armor', Buffer.from('-----BEGIN;Åse\n')],
  ])('comes out as it is: %s', async (_name, content) => {
    expect(await unpackAll(content, { chunkSize: 3 })).toEqual({ content, issues: [], codes: [], layers: [] });
  });

  it('is not told for packed by any first letter of Latin text', async () => {
    for (let first = 0x80; first <= 0xff; first += 1) {
      for (const second of [';', ',', 'a', 'Z', '1', '\t', '\xe5', '\n']) {
        const content = Buffer.from(`${String.fromCharCode(first)}${second}lb,name\n1,Berg\n`, 'latin1');
        expect((await unpackAll(content)).codes, `${first} ${second}`).toEqual([]);
      }
    }
  });

  it('passes its chunks on untouched', async () => {
    const chunks = [Buffer.alloc(2000, 'a'), Buffer.alloc(10, 'b'), Buffer.alloc(3000, 'c')];
    async function* source() {
      yield* chunks;
    }
    const seen: Uint8Array[] = [];
    for await (const chunk of unpack(source(), { decrypt: null, limits: unpackLimits, report: () => {} })) {
      seen.push(chunk);
    }
    expect(seen).toEqual(chunks);
    expect(seen.every((chunk, i) => chunk === chunks[i])).toBe(true);
  });

  it.each([
    ['an Excel workbook (.xls)', Buffer.from('d0cf11e0a1b11ae1', 'hex'), 'Excel workbook'],
    ['a 7-Zip archive', Buffer.from('377abcaf271c', 'hex'), '7-Zip'],
    ['a tar archive', Buffer.concat([Buffer.alloc(257, 'a'), Buffer.from('ustar\0')]), 'tar archive'],
    ['a PDF', Buffer.from('%PDF-1.7'), 'PDF'],
    ['an OpenPGP key', Buffer.from('-----BEGIN PGP PUBLIC KEY BLOCK-----\n'), 'OpenPGP key'],
  ])('is refused by name when it is %s', async (_name, bytes, word) => {
    const { issues } = await unpackAll(bytes);
    expect(issues).toMatchObject([{ code: 'archive-unsupported', severity: 'fatal', line: null }]);
    expect(issues[0]?.message).toContain(word);
  });
});

describe('a gzip file', () => {
  it.each([1, 2, 7, 100, 65_536])('comes out in chunks of %i', async (chunkSize) => {
    const unpacked = await unpackAll(gzipSync(roster), { chunkSize });
    expect(unpacked).toEqual({ content: roster, issues: [], codes: [], layers: ['gzip'] });
  });

  it('may have several members, and zeros behind them', async () => {
    const bytes = Buffer.concat([gzipSync(roster.subarray(0, 500)), gzipSync(roster.subarray(500)), Buffer.alloc(700)]);
    for (const chunkSize of [1, 333, 65_536]) {
      expect(await unpackAll(bytes, { chunkSize })).toMatchObject({ content: roster, issues: [] });
    }
  });

  it('may have a name, a comment, extra fields and a checksum in its header', async () => {
    const plain = gzipSync(roster);
    const name = Buffer.from('roster.csv\0');
    const named = Buffer.concat([plain.subarray(0, 10), name, plain.subarray(10)]);
    named[3] = 8;
    expect(await unpackAll(named)).toMatchObject({ content: roster, issues: [] });
    const extra = Buffer.concat([plain.subarray(0, 10), Buffer.from([2, 0, 65, 66]), name, plain.subarray(10)]);
    extra[3] = 4 | 16;
    expect(await unpackAll(extra)).toMatchObject({ content: roster, issues: [] });
    const wrong = Buffer.concat([plain.subarray(0, 10), Buffer.from([1, 2]), plain.subarray(10)]);
    wrong[3] = 2;
    expect((await unpackAll(wrong)).codes).toEqual(['archive-damaged']);
  });

  it('is refused when anything stands behind it', async () => {
    for (const behind of ['x', 'lorem ipsum', '\x1f', '\0\0x']) {
      const { issues } = await unpackAll(Buffer.concat([gzipSync(roster), Buffer.from(behind)]));
      expect(issues).toMatchObject([{ code: 'archive-damaged', severity: 'fatal' }]);
      expect(issues[0]?.message).toContain('stands behind its end');
    }
  });

  it('is refused when its checksum or size is wrong', async () => {
    for (const at of [-8, -4]) {
      const bytes = gzipSync(roster);
      bytes[bytes.length + at] = (bytes.at(at) ?? 0) ^ 1;
      expect((await unpackAll(bytes)).codes).toEqual(['archive-damaged']);
    }
  });

  it('is refused wherever it was cut off', async () => {
    const bytes = gzipSync(roster);
    for (let length = 2; length < bytes.length; length += 1) {
      const { issues } = await unpackAll(bytes.subarray(0, length));
      expect(issues, `${length} bytes`).toMatchObject([{ code: 'truncated', severity: 'fatal' }]);
    }
  });

  it('comes out whole or is refused, whatever bits are flipped', async () => {
    const random = createRandom(1);
    for (let i = 0; i < 500; i += 1) {
      const bytes = gzipSync(roster);
      const at = Math.floor(random() * (bytes.length - 2)) + 2;
      bytes[at] = (bytes[at] ?? 0) ^ (1 << Math.floor(random() * 8));
      const unpacked = await unpackAll(bytes, { chunkSize: () => 1 + Math.floor(random() * 300) });
      expect(isWholeOrRefused(unpacked, roster), `byte ${at}`).toBe(true);
    }
  });
});

describe('nested layers', () => {
  it('are opened from outside to inside', async () => {
    const bytes = gzipSync(renderZip([{ name: 'roster.csv.gz', content: gzipSync(roster) }]));
    expect(await unpackAll(bytes)).toMatchObject({ content: roster, issues: [], layers: ['gzip', 'zip', 'gzip'] });
  });

  it('are refused beyond the limit', async () => {
    let bytes: Buffer = roster;
    for (let i = 0; i < 5; i += 1) bytes = gzipSync(bytes);
    const { issues, content } = await unpackAll(bytes);
    expect(issues).toMatchObject([{ code: 'archive-unsupported', severity: 'fatal' }]);
    expect(content.length).toBe(0);
  });

  it('are refused when a fault stands behind the innermost content', async () => {
    const bytes = gzipSync(Buffer.concat([gzipSync(roster), Buffer.from('x')]));
    expect((await unpackAll(bytes)).codes).toEqual(['archive-damaged']);
  });
});

describe('a bomb', () => {
  const limits = { ratioFromBytes: 1_000_000, maxRatio: 100 };

  it('is told by its ratio, long before it has gone off', async () => {
    const { issues, content } = await unpackAll(gzipSync(Buffer.alloc(50_000_000, 'a,b\n')), { limits });
    expect(issues).toMatchObject([{ code: 'archive-bomb', severity: 'fatal' }]);
    expect(content.length).toBeLessThan(2_000_000);
  });

  it('is told by its ratio to the file when it is packed twice', async () => {
    const { codes } = await unpackAll(gzipSync(gzipSync(Buffer.alloc(50_000_000, 'a,b\n'))), { limits });
    expect(codes).toEqual(['archive-bomb']);
  });

  it('is told by its size alone, too', async () => {
    const { codes, content } = await unpackAll(gzipSync(roster), { limits: { maxUnpackedBytes: roster.length - 1 } });
    expect(codes).toEqual(['archive-bomb']);
    expect(content.length).toBeLessThan(roster.length);
    expect((await unpackAll(gzipSync(roster), { limits: { maxUnpackedBytes: roster.length } })).codes).toEqual([]);
  });

  it('takes no memory for what is thrown away', async () => {
    const zeros = deflateRawSync(Buffer.alloc(200_000_000));
    const header = gzipSync(Buffer.alloc(0)).subarray(0, 10);
    let peak = 0;
    async function* source() {
      yield Buffer.concat([header, zeros]);
    }
    const before = process.memoryUsage().rss;
    for await (const _chunk of unpack(source(), { decrypt: null, limits: unpackLimits, report: () => {} })) {
      peak = Math.max(peak, process.memoryUsage().rss - before);
    }
    expect(peak).toBeLessThan(150_000_000);
  });
});

describe('the byte source', () => {
  function observed(bytes: Uint8Array, failure?: Error) {
    const state = { isClosed: false, taken: 0 };
    async function* source() {
      try {
        for (let at = 0; at < bytes.length; at += 1000) {
          await setImmediate();
          state.taken += 1;
          yield bytes.subarray(at, at + 1000);
        }
        if (failure !== undefined) throw failure;
      } finally {
        state.isClosed = true;
      }
    }
    return { state, bytes: source() };
  }

  const random = createRandom(2);
  const noise = Buffer.from(Uint8Array.from({ length: 500_000 }, () => random() * 256));
  const packings: [string, Buffer][] = [
    ['nothing', noise.fill('a', 0, 1)],
    ['gzip', gzipSync(noise)],
    ['zip', renderZip([{ name: 'roster.csv', content: noise }])],
    ['zip in gzip', gzipSync(renderZip([{ name: 'roster.csv', content: noise }]))],
  ];

  it.each(packings)('is closed when the reader of %s stops early, and no more is taken', async (_name, bytes) => {
    const { state, bytes: source } = observed(bytes);
    for await (const _chunk of unpack(source, { decrypt: null, limits: unpackLimits, report: () => {} })) break;
    expect(state.isClosed).toBe(true);
    expect(state.taken).toBeLessThan(200);
  });

  it.each(packings)('is closed at the end of %s', async (_name, bytes) => {
    const { state, bytes: source } = observed(bytes);
    let size = 0;
    for await (const chunk of unpack(source, { decrypt: null, limits: unpackLimits, report: () => {} })) {
      size += chunk.length;
    }
    expect(state.isClosed).toBe(true);
    expect(size).toBe(noise.length);
  });

  it.each(packings)('has its errors passed on out of %s', async (_name, bytes) => {
    const failure = new Error('the disk is gone');
    const codes: string[] = [];
    const { bytes: source } = observed(bytes.subarray(0, 300_000), failure);
    const read = async () => {
      const options = { decrypt: null, limits: unpackLimits, report: ({ code }: { code: string }) => codes.push(code) };
      for await (const _chunk of unpack(source, options));
    };
    await expect(read()).rejects.toBe(failure);
    expect(codes).toEqual([]);
  });
});
