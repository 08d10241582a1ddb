import { openPrivateKeys, openSignerKeys, whyNoDecryption, whyNoSignature } from './open-pgp-keys.ts';
import { UnpackFault } from './unpack-fault.ts';
import type { DecryptKeys } from './unpack-options.ts';

/** Tries a feed's OpenPGP keys before a file comes. @returns what keeps them from being used; null where nothing does */
export async function checkDecryptKeys(keys: DecryptKeys): Promise<string | null> {
  const openpgp = await import('openpgp');
  try {
    const ours = keys.privateKey === null ? [] : await openPrivateKeys(openpgp, keys);
    const signers = keys.signedBy === null ? [] : await openSignerKeys(openpgp, keys.signedBy);
    return (
      whyNone("The feed's private key can't be used", await Promise.all(ours.map(whyNoDecryption))) ??
      whyNone("The signer's key can't sign", await Promise.all(signers.map(whyNoSignature)))
    );
  } catch (error) {
    if (error instanceof UnpackFault) return error.message;
    throw error;
  }
}

/** One key that can be used is enough: an old one may stand beside it, for files that are still to come. */
function whyNone(what: string, reasons: readonly (string | null)[]): string | null {
  return reasons.length === 0 || reasons.includes(null) ? null : `${what}: ${reasons.join('; ')}.`;
}
