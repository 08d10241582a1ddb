import type { Key, PrivateKey } from 'openpgp';
import { UnpackFault } from './unpack-fault.ts';
import type { DecryptKeys } from './unpack-options.ts';

type OpenPgp = typeof import('openpgp');

/** The feed's private key, ready to decrypt with; what keeps it from that is told without a word of the key itself. */
export async function openPrivateKey(openpgp: OpenPgp, keys: DecryptKeys | null): Promise<PrivateKey> {
  if (keys === null || keys.privateKey === null) {
    const message =
      'The file is encrypted with OpenPGP, but the feed has no decrypt key. Add the private key to the feed, or send the file as it is.';
    throw new UnpackFault('not-decryptable', message);
  }
  const privateKey = await readPrivateKey(openpgp, keys.privateKey);
  if (privateKey.isDecrypted()) return privateKey;
  if (keys.passphrase === null) {
    const message =
      "The file can't be decrypted: the feed's private key is locked, and the feed has no passphrase for it.";
    throw new UnpackFault('not-decryptable', message);
  }
  try {
    return await openpgp.decryptKey({ privateKey, passphrase: keys.passphrase });
  } catch {
    const message = "The file can't be decrypted: the feed's passphrase doesn't unlock its private key.";
    throw new UnpackFault('not-decryptable', message);
  }
}

/** The key that every file of the feed must be signed by. */
export async function openSignerKey(openpgp: OpenPgp, signedBy: string): Promise<Key> {
  try {
    return await openpgp.readKey({ armoredKey: signedBy });
  } catch {
    const message =
      "The file's signature can't be checked: the signer's key of the feed can't be read. It must be an armored public key.";
    throw new UnpackFault('signature-invalid', message);
  }
}

async function readPrivateKey(openpgp: OpenPgp, armoredKey: string): Promise<PrivateKey> {
  try {
    return await openpgp.readPrivateKey({ armoredKey });
  } catch {
    const message =
      "The file can't be decrypted: the feed's private key can't be read. It must be an armored private key.";
    throw new UnpackFault('not-decryptable', message);
  }
}
