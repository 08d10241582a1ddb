import { damaged, UnpackFault } from './unpack-fault.ts';

/** openpgp throws plain Errors: what went wrong stands in their messages alone. */
export function explainOpenPgp(error: unknown): unknown {
  if (error instanceof UnpackFault || !(error instanceof Error)) return error;
  if (/session key decryption failed/i.test(error.message) || otherCipher.test(error.message))
    return explainSessionKey(error, null);
  if (/not authenticated/i.test(error.message)) {
    const message =
      'The OpenPGP message has nothing that protects it against changes (no MDC), so that nobody can tell whether it is still what was sent. Encrypt it with a current program (gpg 2, without --disable-mdc and --rfc2440).';
    return new UnpackFault('archive-unsupported', message);
  }
  return damaged(what, reasonOf(error));
}

/** @param hiddenFrom the feed's keys where the message doesn't say whom it is for, null where it names one of them */
export function explainSessionKey(error: unknown, hiddenFrom: string | null): unknown {
  if (error instanceof UnpackFault) return error;
  const text = error instanceof Error ? error.message : '';
  if (otherCipher.test(text)) {
    const message =
      'The file is encrypted with an algorithm that Rollcall does not read. Encrypt it with AES (gpg --cipher-algo AES256).';
    return new UnpackFault('archive-unsupported', message);
  }
  const why = otherCurve.test(text)
    ? "it is on a Brainpool curve, which Rollcall does not read. Make the feed a key of another kind (gpg's default)."
    : hiddenFrom === null
      ? 'the part of it that was encrypted for this key is damaged. Send the file again.'
      : `the file hides whom it is for, and it is not for ${hiddenFrom}. Encrypt it for that key.`;
  return new UnpackFault('not-decryptable', `The file can't be decrypted with the feed's key: ${why}`);
}

const what = 'The OpenPGP message';
/** Blowfish and Twofish; IDEA; Camellia, in this order. */
const otherCipher = /non-preferred symmetric algorithm|unsupported cipher|invalid enum value/i;
/** What openpgp (6.3.2) needs for them with Node.js it doesn't bring along. */
const otherCurve = /eckey-utils/;

/** In a broken message a reason can quote anything, and sometimes openpgp only stumbles over it. */
export function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : '';
  if (otherCurve.test(text)) return 'its key is on a Brainpool curve, which Rollcall does not read';
  if (stumbles.test(text)) return 'its packets are not what they should be';
  return text
    .replace(/^Error \w+ message: /, '')
    .replace(keyIdOrDigits, (found) => (/[a-f]/.test(found) ? found : '*****'))
    .replace(/\.$/, '')
    .slice(0, 120);
}

/** Key ids tell which key is meant. */
const keyIdOrDigits = /\b(?=\d*[a-f])[\da-f]{16}\b|\d{5,}/g;
/** What Node.js says of a slip in a program. */
const stumbles = /Cannot read propert|is not a function|is not iterable|undefined/;
