import { availableParallelism } from 'node:os';
import type { Key, Message, PartialConfig, VerifyMessageResult } from 'openpgp';
import { type ByteReader, createByteReader } from './byte-reader.ts';
import { armorBegin, readArmor } from './open-pgp-armor.ts';
import { walkedCompression } from './open-pgp-compressed.ts';
import { demandOurKey, openEnvelope } from './open-pgp-envelope.ts';
import { explainOpenPgp, reasonOf } from './open-pgp-fault.ts';
import { openPrivateKeys, openSignerKeys } from './open-pgp-keys.ts';
import { walkPackets } from './open-pgp-walk.ts';
import { damaged, UnpackFault } from './unpack-fault.ts';
import type { DecryptKeys } from './unpack-options.ts';

/**
 * Decrypts an OpenPGP message, and checks its signature where the feed names a signer.
 *
 * What is given out has not been authenticated yet, so that a message need not fit into memory. It doesn't matter: a
 * fault at its end rejects the file as a whole, and nothing of a file is applied before its last byte was read.
 *
 * @param onSigned called before the first byte when there is a signature, which has been checked when the last is out
 */
export async function* readOpenPgp(
  reader: ByteReader,
  keys: DecryptKeys | null,
  onSigned: () => void,
): AsyncGenerator<Uint8Array> {
  const openpgp = await import('openpgp');
  const head = Buffer.from(await reader.peek(headBytes)).toString('latin1');
  const bare = armorBegin.test(head) ? readArmor(reader) : null;
  const message = bare === null ? reader : createByteReader(bare, what);
  let content: AsyncGenerator<Uint8Array> | null = null;
  try {
    content = await openEnvelope(openpgp, message, keys);
    if (content === null) yield* readMessage(openpgp, walkPackets(message, true), keys, onSigned);
    else yield* readMessage(openpgp, walkPackets(createByteReader(content, what), false), keys, onSigned);
  } finally {
    await content?.return(undefined);
    await bare?.return(undefined);
  }
}

const what = 'The OpenPGP message';
const headBytes = 1024;

/** The content of a message; the packets have to be walked, for openpgp trusts their lengths. */
async function* readMessage(
  openpgp: OpenPgp,
  packets: AsyncGenerator<Uint8Array>,
  keys: DecryptKeys | null,
  onSigned: () => void,
): AsyncGenerator<Uint8Array> {
  const input = openInput(packets);
  const config = { additionalAllowedPackets: [walkedCompression(openpgp, input.fail)] };
  let output: ReadableStreamDefaultReader<Uint8Array> | null = null;
  try {
    const message = (await openpgp.readMessage({ binaryMessage: input.stream, config })) as Message<Uint8Array>;
    const signers = keys === null || keys.signedBy === null ? null : await openSignerKeys(openpgp, keys.signedBy);
    const { data, signatures } = await open(openpgp, message, keys, signers ?? [], config);
    // A verdict that nobody waits for must not end the process.
    for (const { verified } of signatures) verified.catch(() => undefined);
    if (signers !== null && signatures.length > 0) onSigned();

    output = (data as unknown as ReadableStream<Uint8Array>).getReader();
    for (let next = await output.read(); !next.done; next = await output.read()) {
      input.heard();
      if (next.value.length > 0) yield next.value;
    }
    if (signers !== null && signatures.length > 0) await demandValid(signatures, signers);
  } catch (error) {
    throw input.failure() ?? explainOpenPgp(error);
  } finally {
    output?.cancel().catch(() => undefined);
    await packets.return(undefined);
  }
}

/** What openpgp reads of. It wraps errors, so that the one that began it is kept here. */
function openInput(packets: AsyncGenerator<Uint8Array>) {
  let failure: unknown = null;
  let unheard = 0;

  const fail = (error: unknown): void => {
    failure ??= error;
  };

  async function* read(): AsyncGenerator<Uint8Array> {
    try {
      for await (const bytes of packets) {
        unheard += bytes.length;
        if (unheard > maxUnheard) throw damaged(what, 'it goes on without any content');
        yield bytes;
      }
    } catch (error) {
      fail(error);
      throw error;
    }
  }

  return {
    stream: ReadableStream.from(read()),
    fail,
    failure: () => failure,
    /** To be told whenever content came out. */
    heard(): void {
      unheard = 0;
    },
  };
}

/**
 * What openpgp decrypts itself (AEAD) can't be walked: a packet there that is no data is held in memory as a whole, so it
 * may not go on for ever. openpgp reads ahead by a chunk of up to 4 MiB for each core.
 */
const maxUnheard = 64 * 2 ** 20 + 2 * availableParallelism() * 2 ** 22;

type OpenPgp = typeof import('openpgp');

async function open(
  openpgp: OpenPgp,
  message: Message<Uint8Array>,
  keys: DecryptKeys | null,
  verificationKeys: Key[],
  config: PartialConfig,
) {
  // A sender's clock may be a little ahead of ours.
  const date = new Date(Date.now() + 600_000);
  const options = { message, verificationKeys, format: 'binary' as const, date, config };
  const { symmetricallyEncryptedData, symEncryptedIntegrityProtectedData, aeadEncryptedData } = openpgp.enums.packet;
  const encrypted = [symmetricallyEncryptedData, symEncryptedIntegrityProtectedData, aeadEncryptedData];
  if (message.packets.filterByTag(...encrypted).length === 0) return openpgp.verify(options);
  const decryptionKeys = await openPrivateKeys(openpgp, keys);
  demandOurKey(message, decryptionKeys);
  return openpgp.decrypt({ ...options, decryptionKeys });
}

/** One valid signature is enough: a message may be signed by others too. */
async function demandValid(signatures: VerifyMessageResult['signatures'], signers: readonly Key[]): Promise<void> {
  const theirs = signers.flatMap((key) => key.getKeyIDs().map((id) => id.toHex()));
  const by = signatures.map(({ keyID }) => keyID.toHex());
  if (!by.some((id) => theirs.includes(id))) {
    const message = `The file is signed by ${by.slice(0, 3).join(', ')}, and not by the signer that the feed names (${theirs.slice(0, 6).join(', ')}). Nothing of it was taken.`;
    throw new UnpackFault('signature-invalid', message);
  }
  try {
    await Promise.any(signatures.map(({ verified }) => verified));
  } catch (error) {
    const ofOurs = signatures.findIndex(({ keyID }) => theirs.includes(keyID.toHex()));
    const reason = reasonOf(error instanceof AggregateError ? error.errors[ofOurs] : error);
    const message = `The file's signature is not valid for the signer that the feed names (${reason}). Nothing of it was taken.`;
    throw new UnpackFault('signature-invalid', message);
  }
}
