import { openPrivateKey, openSignerKey } from './open-pgp-keys.ts';
import { UnpackFault } from './unpack-fault.ts';
import type { DecryptKeys } from './unpack-options.ts';

/** Tries a feed's OpenPGP keys before a file comes. @returns what keeps them from being used; null where nothing does */
export async function checkDecryptKeys(keys: DecryptKeys): Promise<string | null> {
  const openpgp = await import('openpgp');
  try {
    if (keys.privateKey !== null) await openPrivateKey(openpgp, keys);
    if (keys.signedBy !== null) await openSignerKey(openpgp, keys.signedBy);
    return null;
  } catch (error) {
    if (error instanceof UnpackFault) return error.message;
    throw error;
  }
}
