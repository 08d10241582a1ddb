import { fileIssue } from '../file-issue.ts';
import { type ByteReader, createByteReader } from './byte-reader.ts';
import { gunzip } from './gzip.ts';
import { readOpenPgp } from './open-pgp.ts';
import { layerHeadBytes, recogniseLayer } from './packed-layer.ts';
import { UnpackFault } from './unpack-fault.ts';
import type { PackedLayer, UnpackLimits, UnpackOptions } from './unpack-options.ts';
import { unzip } from './zip.ts';

/**
 * The file inside gzip, zip and OpenPGP, however they are nested; a file that isn't packed comes out as it is, chunk by
 * chunk and uncopied.
 *
 * Whatever is wrong with the packing is reported as one fatal issue, and the iteration ends. That may be behind the last
 * byte of the content: checksums and signatures stand there. Errors of the byte source are thrown on.
 */
export async function* unpack(bytes: AsyncIterable<Uint8Array>, options: UnpackOptions): AsyncGenerator<Uint8Array> {
  const source = bytes[Symbol.asyncIterator]();
  const reader = createByteReader(source, 'The file');
  const file: PackedFile = { size: reader.position, isSigned: false };
  try {
    yield* open(reader, 0, file, options);
  } catch (error) {
    if (!(error instanceof UnpackFault)) throw error;
    options.report(fileIssue(error.code, null, error.message));
  } finally {
    await source.return?.();
  }
}

interface PackedFile {
  /** Bytes of it that have been read so far. */
  size(): number;
  /** Whether a layer had a signature, which is checked at that layer's end. */
  isSigned: boolean;
}

/** @param depth how many layers have been opened */
async function* open(
  reader: ByteReader,
  depth: number,
  file: PackedFile,
  options: UnpackOptions,
): AsyncGenerator<Uint8Array> {
  const layer = recogniseLayer(await reader.peek(layerHeadBytes));
  if (layer === null) {
    demandSignature(file, options);
    for (let chunk = await reader.chunk(); chunk !== null; chunk = await reader.chunk()) yield chunk;
    return;
  }
  if (depth === options.limits.maxLayers) throw tooDeep(depth);
  options.onLayer?.(layer);
  const content = metered(openLayer(layer, reader, file, options), file, options.limits);
  try {
    yield* open(createByteReader(content, 'The file'), depth + 1, file, options);
  } finally {
    await content.return(undefined);
  }
}

function openLayer(
  layer: PackedLayer,
  reader: ByteReader,
  file: PackedFile,
  { decrypt }: UnpackOptions,
): AsyncGenerator<Uint8Array> {
  if (layer === 'gzip') return gunzip(reader);
  if (layer === 'zip') return unzip(reader);
  return readOpenPgp(reader, decrypt, () => {
    file.isSigned = true;
  });
}

/** A bomb is told by what comes out, as it does: what a header says of the size can be a lie. */
async function* metered(
  content: AsyncIterable<Uint8Array>,
  file: PackedFile,
  { maxUnpackedBytes, maxRatio, ratioFromBytes }: UnpackLimits,
): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const bytes of content) {
    size += bytes.length;
    const isBomb = size > maxUnpackedBytes || (size > ratioFromBytes && size > file.size() * maxRatio);
    if (isBomb) throw new UnpackFault('archive-bomb', describeBomb(file.size(), size));
    yield bytes;
  }
}

function describeBomb(packed: number, unpacked: number): string {
  const megabytes = (bytes: number) => (bytes / 1e6).toFixed(bytes < 1e7 ? 3 : 0);
  return `The file unpacks to far more than a roster can be: its first ${megabytes(packed)} MB became more than ${megabytes(unpacked - 1)} MB. Such files are made to fill up the disks of others. Nothing of it was taken.`;
}

function demandSignature(file: PackedFile, { decrypt }: UnpackOptions): void {
  if (decrypt === null || decrypt.signedBy === null || file.isSigned) return;
  const message =
    'The feed takes only files that are signed with OpenPGP by the signer that it names, and this one has no signature within it (a signature in a file of its own is not looked at). Nothing of it was taken.';
  throw new UnpackFault('signature-missing', message);
}

function tooDeep(depth: number): UnpackFault {
  const message = `The file is packed more than ${depth} times over. Pack it once, and encrypt it once.`;
  return new UnpackFault('archive-unsupported', message);
}
