import { createCipheriv } from 'node:crypto';
import { deflateSync, gzipSync } from 'node:zlib';
import * as openpgp from 'openpgp';
import { beforeAll, describe, expect, it } from 'vitest';
import { unpack } from '../../../src/formats/unpack/unpack.ts';
import { type DecryptKeys, unpackLimits } from '../../../src/formats/unpack/unpack-options.ts';
import { csvOf, syntheticEmployees } from '../../fixtures/roster.ts';
import { renderZip } from '../../fixtures/zip.ts';
import { createRandom, isWholeOrRefused, unpackAll } from './unpack-all.ts';

const roster = Buffer.from(csvOf(syntheticEmployees(20)));

interface KeyPair {
  private: openpgp.PrivateKey;
  armoredPrivate: string;
  armoredPublic: string;
}

let ours: KeyPair;
let signer: KeyPair;
let stranger: KeyPair;
let locked: string;
let keys: DecryptKeys;

async function createKeyPair(name: string): Promise<KeyPair> {
  const { privateKey } = await openpgp.generateKey({
    type: 'ecc',
    curve: 'curve25519Legacy',
    userIDs: [{ name, email: `${name}@example.org` }],
    format: 'object',
  });
  return { private: privateKey, armoredPrivate: privateKey.armor(), armoredPublic: privateKey.toPublic().armor() };
}

beforeAll(async () => {
  [ours, signer, stranger] = await Promise.all(
    ['ours', 'signer', 'stranger'].map(createKeyPair) as [Promise<KeyPair>, Promise<KeyPair>, Promise<KeyPair>],
  );
  keys = { privateKey: ours.armoredPrivate, passphrase: null, signedBy: null };
  const config = { s2kType: openpgp.enums.s2k.iterated, s2kIterationCountByte: 96 } as const;
  locked = (await openpgp.encryptKey({ privateKey: ours.private, passphrase: 'sesame', config })).armor();
});

interface Envelope {
  to?: KeyPair | null;
  by?: KeyPair;
  config?: openpgp.PartialConfig;
  isArmored?: boolean;
}

/** An encrypted message, or one that is only signed where it is `to` nobody. */
async function seal(content: Uint8Array, { to = ours, by, config, isArmored }: Envelope = {}): Promise<Buffer> {
  const message = await openpgp.createMessage({ binary: content });
  const signing = by === undefined ? {} : { signingKeys: by.private };
  if (to === null) {
    if (by === undefined) throw new Error('a message must be encrypted or signed');
    return isArmored
      ? Buffer.from(await openpgp.sign({ message, signingKeys: by.private, config, format: 'armored' }))
      : Buffer.from(await openpgp.sign({ message, signingKeys: by.private, config, format: 'binary' }));
  }
  const options = { message, encryptionKeys: to.private.toPublic(), ...signing, config };
  return isArmored
    ? Buffer.from(await openpgp.encrypt({ ...options, format: 'armored' }))
    : Buffer.from(await openpgp.encrypt({ ...options, format: 'binary' }));
}

/** Packet 20 of LibrePGP, which openpgp reads but doesn't write. */
async function sealByOcb(content: Uint8Array): Promise<Buffer> {
  const [data, iv] = [new Uint8Array(32).fill(7), Buffer.alloc(15, 9)];
  const encryptionKeys = ours.private.toPublic();
  const key = await openpgp.encryptSessionKey({ data, algorithm: 'aes256', encryptionKeys, format: 'binary' });
  const plain = Buffer.concat([lengthOf(0xcb, content.length + 6), Buffer.from('b\0\0\0\0\0'), content]);
  const chunkSize = 2 ** 8;

  function seal(index: number, chunk: Uint8Array, total: number | null): Buffer {
    const nonce = Buffer.from(iv);
    nonce.writeUInt32BE(nonce.readUInt32BE(11) ^ index, 11);
    const associated = Buffer.alloc(total === null ? 13 : 21);
    associated.set([0xd4, 1, 9, 2, 2]);
    associated.writeBigUInt64BE(BigInt(index), 5);
    if (total !== null) associated.writeBigUInt64BE(BigInt(total), 13);
    const cipher = createCipheriv('aes-256-ocb', data, nonce, { authTagLength: 16 }).setAAD(associated);
    return Buffer.concat([cipher.update(chunk), cipher.final(), cipher.getAuthTag()]);
  }

  const count = Math.ceil(plain.length / chunkSize);
  const chunks = Array.from({ length: count }, (_, i) =>
    seal(i, plain.subarray(i * chunkSize, (i + 1) * chunkSize), null),
  );
  const body = Buffer.concat([Buffer.from([1, 9, 2, 2]), iv, ...chunks, seal(count, Buffer.alloc(0), plain.length)]);
  return Buffer.concat([key, lengthOf(0xd4, body.length), body]);
}

function lengthOf(tag: number, length: number): Buffer {
  const header = Buffer.from([tag, 255, 0, 0, 0, 0]);
  header.writeUInt32BE(length, 2);
  return header;
}

/** A packet with nothing but its version and bytes that mean nothing. */
function packetOf(tag: number, version: number): Buffer {
  return Buffer.concat([Buffer.from([0xc0 | tag, 100, version]), Buffer.alloc(99, 0x5a)]);
}

const { zlib, zip, uncompressed } = openpgp.enums.compression;
const { gcm, ocb, eax } = openpgp.enums.aead;

describe('an OpenPGP message', () => {
  it.each<[string, Envelope]>([
    ['encrypted', {}],
    ['encrypted and compressed with zlib', { config: { preferredCompressionAlgorithm: zlib } }],
    ['encrypted and compressed with zip', { config: { preferredCompressionAlgorithm: zip } }],
    ['in ASCII armor', { isArmored: true }],
  ])('%s comes out in chunks of any size', async (_name, envelope) => {
    const bytes = await seal(roster, envelope);
    for (const chunkSize of [1, 50, 65_536]) {
      const unpacked = await unpackAll(bytes, { chunkSize, decrypt: keys });
      expect(unpacked).toEqual({ content: roster, issues: [], codes: [], layers: ['openpgp'] });
    }
  });

  it.each([
    ['GCM', gcm],
    ['OCB', ocb],
    ['EAX', eax],
  ])('authenticated in chunks (%s) comes out', async (name, preferredAEADAlgorithm) => {
    const sessionKey = { data: new Uint8Array(32).fill(7), algorithm: 'aes256' as const };
    const aead = name.toLowerCase() as openpgp.enums.aeadNames;
    const message = await openpgp.createMessage({ binary: new Uint8Array(roster) });
    const config = { aeadProtect: true, preferredAEADAlgorithm, aeadChunkSizeByte: 2 };
    const bytes = await openpgp.encrypt({
      message,
      sessionKey: { ...sessionKey, aeadAlgorithm: aead },
      encryptionKeys: ours.private.toPublic(),
      config,
      format: 'binary',
    });
    const unpacked = await unpackAll(bytes, { decrypt: keys, chunkSize: 100 });
    expect(unpacked).toMatchObject({ content: roster, issues: [] });
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    expect((await unpackAll(bytes, { decrypt: keys })).codes).toEqual(['archive-damaged']);
  });

  it('in many chunks as gpg 2.3 and later write them (OCB) comes out', async () => {
    const bytes = await sealByOcb(roster);
    for (const chunkSize of [100, 65_536])
      expect(await unpackAll(bytes, { decrypt: keys, chunkSize })).toMatchObject({ content: roster, issues: [] });
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    expect((await unpackAll(bytes, { decrypt: keys })).codes).toEqual(['archive-damaged']);
  });

  it('may have blank lines and a byte order mark before its armor', async () => {
    const armored = await seal(roster, { isArmored: true });
    const bytes = Buffer.concat([Buffer.from('\uFEFF\r\n  \n'), armored, Buffer.from('\r\n\r\n')]);
    expect(await unpackAll(bytes, { decrypt: keys, chunkSize: 9 })).toMatchObject({ content: roster, issues: [] });
  });

  it('may hold a zip archive or a gzip file', async () => {
    const zipped = await seal(renderZip([{ name: 'roster.csv', content: roster }]));
    expect(await unpackAll(zipped, { decrypt: keys })).toMatchObject({ content: roster, layers: ['openpgp', 'zip'] });
    const gzipped = gzipSync(await seal(gzipSync(roster), { isArmored: true }));
    const unpacked = await unpackAll(gzipped, { decrypt: keys });
    expect(unpacked).toMatchObject({ content: roster, issues: [], layers: ['gzip', 'openpgp', 'gzip'] });
  });

  it('that is only signed is read without any key', async () => {
    const bytes = await seal(roster, { to: null, by: signer });
    expect(await unpackAll(bytes)).toMatchObject({ content: roster, issues: [], layers: ['openpgp'] });
  });

  it('is decrypted with a private key that a passphrase unlocks', async () => {
    const decrypt = { ...keys, privateKey: locked, passphrase: 'sesame' };
    expect(await unpackAll(await seal(roster), { decrypt })).toMatchObject({ content: roster, issues: [] });
  });

  it('is read by a private key that needs no passphrase, though the feed has one', async () => {
    const decrypt = { ...keys, passphrase: 'sesame' };
    expect((await unpackAll(await seal(roster), { decrypt })).codes).toEqual([]);
  });

  it.each<[string, () => DecryptKeys | null, string]>([
    ['no keys', () => null, 'the feed has no decrypt key'],
    ['only a signer', () => ({ ...keys, privateKey: null }), 'the feed has no decrypt key'],
    ['another key', () => ({ ...keys, privateKey: stranger.armoredPrivate }), "not for the feed's key"],
    ['no passphrase', () => ({ ...keys, privateKey: locked }), 'no passphrase'],
    ['another passphrase', () => ({ ...keys, privateKey: locked, passphrase: 'Sesame' }), "doesn't unlock"],
    ['a broken key', () => ({ ...keys, privateKey: 'my key' }), "can't be read"],
    ['a public key', () => ({ ...keys, privateKey: ours.armoredPublic }), "can't be read"],
  ])('is not decryptable by a feed with %s', async (_name, decryptKeys, words) => {
    const { issues, content } = await unpackAll(await seal(roster), { decrypt: decryptKeys() });
    expect(issues).toMatchObject([{ code: 'not-decryptable', severity: 'fatal', line: null }]);
    expect(issues[0]?.message).toContain(words);
    expect(issues[0]?.message.toLowerCase()).not.toContain('sesame');
    expect(content.length).toBe(0);
  });

  it('that is encrypted with a password is not decryptable', async () => {
    const message = await openpgp.createMessage({ binary: new Uint8Array(roster) });
    const config = { s2kType: openpgp.enums.s2k.iterated } as const;
    const bytes = await openpgp.encrypt({ message, passwords: 'sesame', format: 'binary', config });
    const { issues } = await unpackAll(bytes, { decrypt: keys });
    expect(issues).toMatchObject([{ code: 'not-decryptable' }]);
    expect(issues[0]?.message).toContain('with a password');
  });

  it('that hides whom it is for is read by its key, and told to be for another one by the others', async () => {
    const message = await openpgp.createMessage({ binary: new Uint8Array(roster) });
    const encryptionKeys = ours.private.toPublic();
    const bytes = await openpgp.encrypt({ message, encryptionKeys, wildcard: true, format: 'binary' });
    expect(await unpackAll(bytes, { decrypt: keys })).toMatchObject({ content: roster, issues: [] });
    const { issues } = await unpackAll(bytes, { decrypt: { ...keys, privateKey: stranger.armoredPrivate } });
    expect(issues).toMatchObject([{ code: 'not-decryptable' }]);
    expect(issues[0]?.message).toContain('hides whom it is for');
  });

  it.each(['blowfish', 'twofish', 'idea', 'cast5'] as const)('encrypted with %s is told to be', async (algorithm) => {
    const data = new Uint8Array(algorithm === 'twofish' ? 32 : 16).fill(7);
    const encryptionKeys = ours.private.toPublic();
    const key = await openpgp.encryptSessionKey({ data, algorithm, encryptionKeys, format: 'binary' });
    const { issues } = await unpackAll(Buffer.concat([key, packetOf(18, 1)]), { decrypt: keys });
    expect(issues).toMatchObject([{ code: 'archive-unsupported' }]);
    expect(issues[0]?.message).toContain('Encrypt it with AES');
  });

  it('without anything that protects it against changes is told to be so, and not to be damaged', async () => {
    const data = new Uint8Array(32).fill(7);
    const encryptionKeys = ours.private.toPublic();
    const key = await openpgp.encryptSessionKey({ data, algorithm: 'aes256', encryptionKeys, format: 'binary' });
    const { issues } = await unpackAll(Buffer.concat([key, packetOf(9, 1)]), { decrypt: keys });
    expect(issues).toMatchObject([{ code: 'archive-unsupported' }]);
    expect(issues[0]?.message).toContain('no MDC');
  });

  it('is decrypted by a feed that has a new key beside its old one, in one armor or two', async () => {
    const privateKey = `Old and new:\n${stranger.armoredPrivate}\n${ours.armoredPrivate}`;
    expect((await unpackAll(await seal(roster), { decrypt: { ...keys, privateKey } })).codes).toEqual([]);
    const both = await openpgp.readPrivateKeys({ armoredKeys: ours.armoredPrivate });
    const list = new openpgp.PacketList<openpgp.AnyPacket>();
    for (const each of [stranger.private, ...both]) list.push(...each.toPacketList());
    const together = openpgp.armor(openpgp.enums.armor.privateKey, list.write());
    expect((await unpackAll(await seal(roster), { decrypt: { ...keys, privateKey: together } })).codes).toEqual([]);
  });

  it('is refused when it was modified', async () => {
    const bytes = await seal(roster, { config: { preferredCompressionAlgorithm: uncompressed } });
    bytes[bytes.length - 500] = (bytes.at(-500) ?? 0) ^ 1;
    const { issues } = await unpackAll(bytes, { decrypt: keys });
    expect(issues).toMatchObject([{ code: 'archive-damaged', severity: 'fatal' }]);
    expect(issues[0]?.message).toContain('changed after it had been encrypted');
  });

  it('is refused when anything stands behind it', async () => {
    for (const isArmored of [false, true]) {
      const sealed = await seal(roster, { isArmored });
      for (const behind of [Buffer.from('x'), sealed]) {
        const { issues } = await unpackAll(Buffer.concat([sealed, behind]), { decrypt: keys });
        expect(issues).toMatchObject([{ code: 'archive-damaged' }]);
        expect(issues[0]?.message).toContain('behind its end');
      }
    }
  });

  it('is refused when it holds a packet that is no data and larger than any', async () => {
    const content = Buffer.alloc(50_000_000);
    content.set([0xc2, 0xff, 0x02, 0xf0, 0x80, 0x00]);
    const packet = Buffer.concat([Buffer.from([0xa3, 2]), deflateSync(content)]);
    const before = process.memoryUsage().rss;
    const { issues } = await unpackAll(packet, { decrypt: keys });
    expect(issues).toMatchObject([{ code: 'archive-damaged' }]);
    expect(process.memoryUsage().rss - before).toBeLessThan(40_000_000);
    expect((await unpackAll(content, { decrypt: keys })).codes).not.toContain('archive-bomb');
  });

  it('is told for a bomb when what is compressed in it is one', async () => {
    const bytes = await seal(Buffer.alloc(30_000_000), { config: { preferredCompressionAlgorithm: zlib } });
    const { codes } = await unpackAll(bytes, { decrypt: keys, limits: { ratioFromBytes: 1_000_000 } });
    expect(codes).toEqual(['archive-bomb']);
  });
});

describe('a feed that names a signer', () => {
  const feed = (): DecryptKeys => ({ ...keys, signedBy: signer.armoredPublic });

  it.each<[string, () => Envelope]>([
    ['signed and encrypted', () => ({ by: signer })],
    ['signed, compressed and encrypted', () => ({ by: signer, config: { preferredCompressionAlgorithm: zlib } })],
    ['only signed', () => ({ by: signer, to: null })],
    ['signed in ASCII armor', () => ({ by: signer, to: null, isArmored: true })],
  ])('takes a message that is %s', async (_name, envelope) => {
    const bytes = await seal(roster, envelope());
    for (const chunkSize of [1, 65_536]) {
      expect(await unpackAll(bytes, { decrypt: feed(), chunkSize })).toMatchObject({ content: roster, issues: [] });
    }
  });

  it('takes a signed message within an encrypted one, and a signed archive', async () => {
    const inner = await seal(roster, { by: signer, to: null });
    expect(await unpackAll(await seal(inner), { decrypt: feed() })).toMatchObject({ content: roster, issues: [] });
    const archive = await seal(gzipSync(roster), { by: signer });
    expect(await unpackAll(archive, { decrypt: feed() })).toMatchObject({ content: roster, issues: [] });
  });

  it('refuses what has no signature', async () => {
    for (const bytes of [roster, gzipSync(roster), await seal(roster), Buffer.alloc(0)]) {
      const { issues, content } = await unpackAll(bytes, { decrypt: feed() });
      expect(issues).toMatchObject([{ code: 'signature-missing', severity: 'fatal' }]);
      expect(content.length).toBe(0);
    }
  });

  it("refuses a stranger's signature", async () => {
    for (const to of [null, ours]) {
      const { issues } = await unpackAll(await seal(roster, { by: stranger, to }), { decrypt: feed() });
      expect(issues).toMatchObject([{ code: 'signature-invalid', severity: 'fatal' }]);
      for (const { private: key } of [stranger, signer]) expect(issues[0]?.message).toContain(key.getKeyID().toHex());
    }
  });

  it('takes what either of its signers has signed, and nothing by others', async () => {
    const decrypt = { ...keys, signedBy: `${signer.armoredPublic}\n${stranger.armoredPublic}` };
    for (const by of [signer, stranger])
      expect((await unpackAll(await seal(roster, { by }), { decrypt })).codes).toEqual([]);
    expect((await unpackAll(await seal(roster, { by: ours }), { decrypt })).codes).toEqual(['signature-invalid']);
  });

  it('refuses content that was changed after it had been signed', async () => {
    const bytes = await seal(roster, { by: signer, to: null });
    bytes[300] = (bytes[300] ?? 0) ^ 1;
    const { issues } = await unpackAll(bytes, { decrypt: feed() });
    expect(issues).toMatchObject([{ code: 'signature-invalid', severity: 'fatal' }]);
  });

  it("refuses every message when the signer's key can't be read", async () => {
    const decrypt = { ...keys, signedBy: 'my key' };
    const { issues } = await unpackAll(await seal(roster, { by: signer }), { decrypt });
    expect(issues).toMatchObject([{ code: 'signature-invalid' }]);
    expect(issues[0]?.message).toContain("can't be read");
  });
});

describe('the byte source of an OpenPGP message', () => {
  const noise = Buffer.from(Uint8Array.from({ length: 400_000 }, createByte(7)));

  function createByte(seed: number): () => number {
    const random = createRandom(seed);
    return () => random() * 256;
  }

  async function* source(bytes: Uint8Array, onEnd: () => void, failure?: Error): AsyncGenerator<Uint8Array> {
    try {
      for (let at = 0; at < bytes.length; at += 5000) yield bytes.subarray(at, at + 5000);
      if (failure !== undefined) throw failure;
    } finally {
      onEnd();
    }
  }

  const envelopes: [string, () => Envelope][] = [
    ['encrypted', () => ({ by: signer })],
    ['signed', () => ({ by: signer, to: null })],
    ['armored and compressed', () => ({ isArmored: true, config: { preferredCompressionAlgorithm: zlib } })],
  ];

  it.each(envelopes)('is closed when the reader of one that is %s stops early', async (_name, envelope) => {
    const bytes = await seal(noise, envelope());
    let isClosed = false;
    const onEnd = () => {
      isClosed = true;
    };
    for await (const _chunk of unpack(source(bytes, onEnd), {
      decrypt: keys,
      limits: unpackLimits,
      report: () => {},
    })) {
      break;
    }
    expect(isClosed).toBe(true);
  });

  it.each(envelopes)('has its errors passed on out of one that is %s', async (_name, envelope) => {
    const bytes = await seal(noise, envelope());
    const failure = new Error('the disk is gone');
    const codes: string[] = [];
    const read = async () => {
      const chunks = source(bytes.subarray(0, 200_000), () => {}, failure);
      const report = ({ code }: { code: string }) => codes.push(code);
      for await (const _chunk of unpack(chunks, { decrypt: keys, limits: unpackLimits, report }));
    };
    await expect(read()).rejects.toBe(failure);
    expect(codes).toEqual([]);
  });
});

describe('a damaged OpenPGP message', () => {
  const small = roster.subarray(0, 100);

  it.each<[string, () => Envelope]>([
    ['encrypted', () => ({})],
    ['encrypted and compressed', () => ({ config: { preferredCompressionAlgorithm: zlib } })],
    ['signed', () => ({ by: signer, to: null })],
    ['armored', () => ({ isArmored: true })],
  ])('that is %s is refused wherever it was cut off', async (_name, envelope) => {
    const bytes = await seal(small, envelope());
    const text = bytes.toString('latin1').trimEnd();
    const first = text.startsWith('-----') ? 27 : 8;
    for (let length = first; length < text.length; length += 1) {
      const { issues } = await unpackAll(bytes.subarray(0, length), { decrypt: { ...keys, signedBy: null } });
      expect(issues, `${length} of ${bytes.length} bytes`).toMatchObject([{ severity: 'fatal' }]);
      expect(['truncated', 'archive-damaged', 'not-decryptable']).toContain(issues[0]?.code);
    }
  });

  it.each<[string, () => Envelope]>([
    ['encrypted', () => ({ by: signer })],
    ['encrypted and compressed', () => ({ by: signer, config: { preferredCompressionAlgorithm: zip } })],
    ['signed', () => ({ by: signer, to: null })],
    ['armored', () => ({ by: signer, isArmored: true })],
  ])(
    'that is %s comes out whole or is refused, whatever bits are flipped',
    async (_name, envelope) => {
      const sound = await seal(small, envelope());
      const random = createRandom(4);
      for (let i = 0; i < 180; i += 1) {
        const bytes = Buffer.from(sound);
        // The first bytes that are encrypted are in the second sixty: of damage there openpgp's own stream may never end.
        const at = i < 120 ? i : Math.floor(random() * bytes.length);
        bytes[at] = (bytes[at] ?? 0) ^ (1 << Math.floor(random() * 8));
        const options = { decrypt: { ...keys, signedBy: signer.armoredPublic } };
        const unpacked = await unpackAll(bytes, { ...options, chunkSize: () => 1 + Math.floor(random() * 300) });
        expect(isWholeOrRefused(unpacked, small), `byte ${at}`).toBe(true);
      }
    },
    90_000,
  );
});
