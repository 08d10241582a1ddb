import * as openpgp from 'openpgp';
import { expect, it } from 'vitest';
import { checkDecryptKeys } from '../../../src/formats/unpack/check-decrypt-keys.ts';

const yearsAgo = new Date(Date.now() - 3 * 365 * 86_400_000);
const userIDs = [{ name: 'Ours', email: 'ours@example.org' }];
const curve = { type: 'ecc', curve: 'curve25519Legacy', userIDs, format: 'armored' } as const;

it('keys that files can be encrypted and signed with are fine', async () => {
  const { privateKey, publicKey } = await openpgp.generateKey(curve);
  expect(await checkDecryptKeys({ privateKey, passphrase: null, signedBy: publicKey })).toBeNull();
});

it('a key that has expired is told, unless its successor stands beside it', async () => {
  const old = await openpgp.generateKey({ ...curve, date: yearsAgo, keyExpirationTime: 86_400 });
  const successor = await openpgp.generateKey(curve);
  const none = { privateKey: null, passphrase: null, signedBy: null };

  expect(await checkDecryptKeys({ ...none, privateKey: old.privateKey })).toContain('expired');
  expect(await checkDecryptKeys({ ...none, signedBy: old.publicKey })).toContain('expired');
  expect(await checkDecryptKeys({ ...none, privateKey: old.privateKey + successor.privateKey })).toBeNull();
  expect(await checkDecryptKeys({ ...none, signedBy: old.publicKey + successor.publicKey })).toBeNull();
});

it('a private key that nothing can be encrypted for is told', async () => {
  const { privateKey } = await openpgp.generateKey({ ...curve, subkeys: [{ sign: true }] });
  const problem = await checkDecryptKeys({ privateKey, passphrase: null, signedBy: null });
  expect(problem).toMatch(/^The feed's private key can't be used: .*key/);
});
