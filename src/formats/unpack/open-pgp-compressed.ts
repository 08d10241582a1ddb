import type { Config, PacketList } from 'openpgp';
import { type ByteReader, createByteReader } from './byte-reader.ts';
import { inflate } from './inflate.ts';
import { packet } from './open-pgp-packet.ts';
import { walkPackets } from './open-pgp-walk.ts';
import { damaged, UnpackFault } from './unpack-fault.ts';

type OpenPgp = typeof import('openpgp');

/**
 * Takes the place of the openpgp package's own class for compressed packets: what comes out of one is walked as well.
 *
 * With openpgp's own (6.3.2) a message of 583 KB that inflates to one packet of 600 MB, which is no data, took 1.2 GB of
 * memory: it holds such packets as a whole, and can limit what it inflates only by the sum.
 */
export function walkedCompression(openpgp: OpenPgp, onFault: (fault: unknown) => void) {
  return class WalkedCompressedData {
    static readonly tag = packet.compressed;
    packets: PacketList<never> | null = null;

    async read(bytes: Uint8Array | AsyncIterable<Uint8Array>, config: Config): Promise<void> {
      const content = decompress(bytes instanceof Uint8Array ? once(bytes) : bytes, onFault);
      const within = [openpgp.LiteralDataPacket, openpgp.OnePassSignaturePacket, openpgp.SignaturePacket];
      this.packets = (await openpgp.PacketList.fromBinary(ReadableStream.from(content), new Map(), {
        ...config,
        additionalAllowedPackets: within,
      })) as PacketList<never>;
    }
  };
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

const what = 'The OpenPGP message';

async function* decompress(
  bytes: AsyncIterable<Uint8Array>,
  onFault: (fault: unknown) => void,
): AsyncGenerator<Uint8Array> {
  const source = bytes[Symbol.asyncIterator]();
  const inflated = inflateBy(createByteReader(source, what));
  try {
    yield* walkPackets(createByteReader(inflated, what), false);
  } catch (fault) {
    onFault(fault);
    throw fault;
  } finally {
    await inflated.return();
    await source.return?.();
  }
}

/** The first byte tells the algorithm (RFC 9580, 9.4). */
async function* inflateBy(reader: ByteReader): AsyncGenerator<Uint8Array, void, undefined> {
  const [algorithm] = await reader.take(1);
  if (algorithm === 1) yield* inflate(reader, what);
  else if (algorithm === 2) yield* inflate(reader, what, 'zlib');
  else if (algorithm === 0)
    for (let chunk = await reader.chunk(); chunk !== null; chunk = await reader.chunk()) yield chunk;
  else {
    const how = algorithm === 3 ? 'with bzip2' : 'in an unknown way';
    const message = `The OpenPGP message is compressed ${how}. Have it compressed with zlib (gpg --compress-algo zlib), or not at all.`;
    throw new UnpackFault('archive-unsupported', message);
  }
  if ((await reader.chunk()) === null) return;
  throw damaged(what, 'something else stands behind its compressed data');
}
