import { createDecipheriv, hkdfSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PackedBytes } from '../../src/domain/packed-bytes.ts';
import { createVault, newKey } from '../../src/runtime/vault.ts';

const secret = 'the-first-key-of-these-tests-0123456789';
const later = 'the-second-key-of-these-tests-9876543210';

/** Text with all that UTF-8 has, half surrogates too, which become U+FFFD. */
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 100 }),
  fc.string({ unit: 'grapheme-ascii', maxLength: 300 }),
);
const anyText = fc.oneof(
  text,
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 20 }).map((codes) => String.fromCharCode(...codes)),
);

describe('createVault', () => {
  it('opens what it has sealed, one by one and in batches', () => {
    const vault = createVault(secret);
    fc.assert(
      fc.property(fc.array(anyText), (plains) => {
        const opened = items(vault.sealAll(plains)).map((sealed) => (sealed.length === 0 ? '' : vault.open(sealed)));

        expect(opened).toEqual(plains.map((plain) => plain.toWellFormed()));
        for (const plain of plains.slice(0, 2)) {
          if (plain !== '') expect(vault.open(vault.seal(plain))).toBe(plain.toWellFormed());
        }
      }),
      { numRuns: 200 },
    );
  });

  it('opens every value of a batch of thousands, in which some texts are long and some are not ASCII', () => {
    const vault = createVault(secret);
    const plains = Array.from({ length: 2300 }, (_, index) =>
      index % 700 === 699 ? `Ærlig €${index}` : `${index}`.repeat(1 + Math.floor(index / 100)),
    );

    expect(items(vault.sealAll(plains)).map((sealed) => vault.open(sealed))).toEqual(plains);
    expect(split(vault.digestSealed(plains), 16)).toEqual(
      plains.map((plain) => vault.sealedDigest(plain).toString('hex')),
    );
  });

  it('seals in the form version, key id, nonce, ciphertext, tag, with a key that HKDF derives', () => {
    const vault = createVault(secret);

    const sealed = vault.seal('["x"]');

    expect(sealed).toHaveLength(33 + 5);
    expect(sealed.subarray(0, 5).toString('hex')).toBe(`01${vault.keyIds[0]}`);
    const key = Buffer.from(hkdfSync('sha256', secret, 'rollcall/v1', 'sealing', 32));
    const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(5, 17));
    decipher.setAuthTag(sealed.subarray(-16));
    expect(decipher.update(sealed.subarray(17, -16)).toString() + decipher.final().toString()).toBe('["x"]');
  });

  it('still opens what it sealed before it sealed in batches', () => {
    const sealed = Buffer.from(
      '01ddaedfb43293e9e45001988b04494af9c14d4af1b84dfca32c4dafd7545e9111a173a9b12155a9e32b87b035c3',
      'hex',
    );

    expect(createVault(secret).open(sealed)).toBe('["Ærlig",12]');
    expect(createVault(secret).keyIds).toEqual(['ddaedfb4']);
  });

  it('seals an empty text to nothing', () => {
    const vault = createVault(secret);

    const lengths = items(vault.sealAll(['', 'a', '', '', 'b', ''])).map((sealed) => sealed.length);

    expect(lengths).toEqual([0, 34, 0, 0, 34, 0]);
    expect(vault.seal('')).toHaveLength(0);
    expect(vault.sealAll([]).bounds).toHaveLength(0);
  });

  it('never seals with the same nonce twice', () => {
    const vault = createVault(secret);
    const nonces = new Set<string>();

    for (let batch = 0; batch < 5; batch += 1) {
      for (const sealed of items(vault.sealAll(Array<string>(2000).fill('the same')))) {
        nonces.add(sealed.subarray(5, 17).toString('hex'));
      }
    }

    expect(nonces.size).toBe(10_000);
  });

  it('gives sealed values away: later batches do not change them, and their memory can be transferred', () => {
    const vault = createVault(secret);
    const first = vault.sealAll(['one', 'two']);
    const digests = vault.digestSealed(['one', 'two']);
    const digestsBefore = Buffer.from(digests).toString('hex');

    vault.sealAll(['three', 'four']);
    vault.digestSealed(['three', 'four']);
    const moved = structuredClone(first, {
      transfer: [first.bytes.buffer as ArrayBuffer, first.bounds.buffer as ArrayBuffer],
    });
    vault.sealAll(['five']);

    expect(items(moved).map((sealed) => vault.open(sealed))).toEqual(['one', 'two']);
    expect(Buffer.from(digests).toString('hex')).toBe(digestsBefore);
  });

  it('refuses a sealed value in which any byte was altered', () => {
    const vault = createVault(secret);
    const sealed = items(vault.sealAll(['something', '["12345"]']))[1] ?? Buffer.of();

    for (let at = 0; at < sealed.length; at += 1) {
      const altered = Buffer.from(sealed);
      altered[at] = (altered[at] ?? 0) ^ 0x10;
      expect(() => vault.open(altered)).toThrow(at < 5 ? /not in ROLLCALL_KEY/ : /does not open/);
    }
  });

  it.each([0, 4, 5, 17, 32])('refuses a sealed value that was cut to %i bytes', (length) => {
    const vault = createVault(secret);
    const sealed = vault.seal('["12345"]').subarray(0, length);

    expect(() => vault.open(sealed)).toThrow(
      expect.objectContaining({ code: expect.stringMatching(/sealed-damaged/) }),
    );
  });

  it('makes the same digests one by one, in batches and in another process with the same secret', () => {
    const vault = createVault(secret);
    const other = createVault(secret);
    fc.assert(
      fc.property(fc.array(anyText), (plains) => {
        const digests = split(vault.digestSealed(plains), 16);
        const indexes = split(vault.indexNationalIds(plains), 16);

        expect(digests).toEqual(plains.map((plain) => other.sealedDigest(plain).toString('hex')));
        expect(indexes).toEqual(plains.map((plain) => other.nationalIdIndex(plain).toString('hex')));
      }),
      { numRuns: 100 },
    );
  });

  it('keeps the halves of a surrogate pair apart when they are two texts', () => {
    const vault = createVault(secret);
    const halves = ['\ud83d', '\ude00'];

    expect(split(vault.digestSealed(halves), 16)).toEqual(
      halves.map((half) => vault.sealedDigest(half).toString('hex')),
    );
    expect(items(vault.sealAll(halves)).map((sealed) => vault.open(sealed))).toEqual(['\ufffd', '\ufffd']);
  });

  it('makes digests of the same text that differ by purpose, by key and by text', () => {
    const vault = createVault(secret);
    const digests = [
      vault.sealedDigest('12345'),
      vault.sealedDigest('12346'),
      vault.nationalIdIndex('12345'),
      createVault(later).sealedDigest('12345'),
      createVault(later).nationalIdIndex('12345'),
    ].map((digest) => digest.toString('hex'));

    expect(new Set(digests).size).toBe(5);
    expect(digests.every((digest) => digest.length === 32)).toBe(true);
  });

  it('digests rows to 8 bytes, bound to the fingerprint and to the key', () => {
    const bytes = Buffer.from('row 1;row 2;row 1');
    const rows = { bytes, bounds: Uint32Array.of(0, 5, 6, 11, 12, 17) };
    const [first, second, third] = split(createVault(secret).rowDigester('as of today')(rows), 8);

    expect(first).toMatch(/^[0-9a-f]{16}$/);
    expect(third).toBe(first);
    expect(second).not.toBe(first);
    expect(split(createVault(secret).rowDigester('as of today')(rows), 8)).toEqual([first, second, third]);
    expect(split(createVault(secret).rowDigester('as of tomorrow')(rows), 8)).not.toContain(first);
    expect(split(createVault(later).rowDigester('as of today')(rows), 8)).not.toContain(first);
  });

  it('opens and finds with earlier keys, seals and indexes with the newest', () => {
    const both = createVault(`${later}, ${secret}`);
    const old = createVault(secret);

    expect(both.open(old.seal('["x"]'))).toBe('["x"]');
    expect(both.seal('["x"]').subarray(1, 5).toString('hex')).toBe(both.keyIds[0]);
    expect(both.keyIds[1]).toBe(old.keyIds[0]);
    expect(both.nationalIdIndexes('12345')).toEqual([both.nationalIdIndex('12345'), old.nationalIdIndex('12345')]);
    expect(() => old.open(both.seal('["x"]'))).toThrow(/not in ROLLCALL_KEY/);
  });

  it('refuses a key that is missing or short, and accepts a new one', () => {
    expect(() => createVault(' , ')).toThrow(/it is empty/);
    expect(() => createVault('short')).toThrow(/fewer than 32/);
    expect(createVault(newKey()).keyIds).toHaveLength(1);
  });
});

function items({ bytes, bounds }: PackedBytes): Buffer[] {
  return Array.from({ length: bounds.length / 2 }, (_, index) =>
    Buffer.from(bytes.subarray(bounds[2 * index], bounds[2 * index + 1])),
  );
}

function split(digests: Uint8Array, length: number): string[] {
  return Array.from({ length: digests.length / length }, (_, index) =>
    Buffer.from(digests.subarray(index * length, (index + 1) * length)).toString('hex'),
  );
}
