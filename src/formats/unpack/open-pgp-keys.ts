import type { Key, PrivateKey } from 'openpgp';
import { reasonOf } from './open-pgp-fault.ts';
import { UnpackFault } from './unpack-fault.ts';
import type { DecryptKeys } from './unpack-options.ts';

type OpenPgp = typeof import('openpgp');

/**
 * The feed's private keys, ready to decrypt with; what keeps them from that is told without a word of the keys themselves.
 *
 * There are several while an old key is replaced by a new one: then files for either may come.
 */
export async function openPrivateKeys(openpgp: OpenPgp, keys: DecryptKeys | null): Promise<PrivateKey[]> {
  if (keys === null || keys.privateKey === null) {
    const message =
      'The file is encrypted with OpenPGP, but the feed has no decrypt key. Add the private key to the feed, or send the file as it is.';
    throw new UnpackFault('not-decryptable', message);
  }
  const privateKeys = await readPrivateKeys(openpgp, keys.privateKey);
  return Promise.all(privateKeys.map((key) => unlock(openpgp, key, keys.passphrase)));
}

/** The keys by one of which every file of the feed must be signed. */
export async function openSignerKeys(openpgp: OpenPgp, signedBy: string): Promise<Key[]> {
  try {
    const blocks = await Promise.all(blocksOf(signedBy).map((armoredKeys) => openpgp.readKeys({ armoredKeys })));
    return blocks.flat();
  } catch {
    const message =
      "The file's signature can't be checked: the signer's key of the feed can't be read. It must be an armored public key (gpg --armor --export).";
    throw new UnpackFault('signature-invalid', message);
  }
}

/** What keeps a key that can be read from decrypting files, or others from encrypting them for it; null where nothing does. */
export async function whyNoDecryption(key: PrivateKey): Promise<string | null> {
  try {
    await key.getDecryptionKeys();
    await key.getEncryptionKey();
    return null;
  } catch (error) {
    const reason = reasonOf(error);
    // openpgp encrypts for no DSA key with ElGamal, but decrypts with it, and gpg does both.
    return reason.includes('too weak') ? null : reason;
  }
}

/** What keeps a key that can be read from signing what is sent now; null where nothing does. */
export async function whyNoSignature(key: Key): Promise<string | null> {
  try {
    await key.getSigningKey();
    return null;
  } catch (error) {
    return reasonOf(error);
  }
}

async function unlock(openpgp: OpenPgp, privateKey: PrivateKey, passphrase: string | null): Promise<PrivateKey> {
  if (privateKey.isDecrypted()) return privateKey;
  if (passphrase === null) {
    const message =
      "The file can't be decrypted: the feed's private key is locked, and the feed has no passphrase for it.";
    throw new UnpackFault('not-decryptable', message);
  }
  try {
    return await openpgp.decryptKey({ privateKey, passphrase });
  } catch {
    const message = "The file can't be decrypted: the feed's passphrase doesn't unlock its private key.";
    throw new UnpackFault('not-decryptable', message);
  }
}

async function readPrivateKeys(openpgp: OpenPgp, armored: string): Promise<PrivateKey[]> {
  try {
    const blocks = await Promise.all(blocksOf(armored).map((armoredKeys) => openpgp.readPrivateKeys({ armoredKeys })));
    return blocks.flat();
  } catch {
    const message =
      "The file can't be decrypted: the feed's private key can't be read. It must be an armored private key (gpg --armor --export-secret-keys).";
    throw new UnpackFault('not-decryptable', message);
  }
}

/** openpgp reads the first armor of a text and no other. */
function blocksOf(armored: string): string[] {
  return armored.match(/-----BEGIN PGP .*?(?=-----BEGIN PGP |$)/gs) ?? [armored];
}
