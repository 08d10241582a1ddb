import { damaged, UnpackFault } from './unpack-fault.ts';

/** openpgp throws plain Errors: what went wrong stands in their messages alone. */
export function explainOpenPgp(error: unknown): unknown {
  if (error instanceof UnpackFault || !(error instanceof Error)) return error;
  if (/session key decryption failed/i.test(error.message)) {
    const message =
      "The file can't be decrypted with the feed's key: the part of it that was encrypted for this key is damaged.";
    return new UnpackFault('not-decryptable', message);
  }
  if (/not authenticated/i.test(error.message)) {
    return damaged(what, 'nothing protects it against changes. Encrypt it with a current program (gpg 2)');
  }
  return damaged(what, reasonOf(error));
}

const what = 'The OpenPGP message';

/** In a broken message a reason can quote anything, and sometimes openpgp only stumbles over it. */
export function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : '';
  if (stumbles.test(text)) return 'its packets are not what they should be';
  return text
    .replace(/^Error \w+ message: /, '')
    .replace(/\d{5,}/g, '*****')
    .replace(/\.$/, '')
    .slice(0, 120);
}

/** What Node.js says of a slip in a program. */
const stumbles = /Cannot read propert|is not a function|is not iterable|undefined/;
