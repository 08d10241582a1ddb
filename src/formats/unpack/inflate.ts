import { createInflate, createInflateRaw } from 'node:zlib';
import type { ByteReader } from './byte-reader.ts';
import { damaged, truncated } from './unpack-fault.ts';

/**
 * Inflates up to the end that the compressed data itself marks, and leaves the reader behind its last byte.
 *
 * Node's gunzip drops what follows its data without a word; so gzip and zip find their borders themselves.
 *
 * @param wrapping `raw`: bare deflate, as in gzip and zip; `zlib`: with zlib's header and checksum
 */
export async function* inflate(
  reader: ByteReader,
  what: string,
  wrapping: 'raw' | 'zlib' = 'raw',
): AsyncGenerator<Uint8Array, void, undefined> {
  const engine = createEngine(wrapping);
  try {
    for (let given = 0; ; ) {
      const piece = await reader.chunk(pieceSize);
      const isGood = piece === null ? await engine.end() : await engine.write(piece);
      yield* engine.take();
      if (piece === null) {
        if (isGood) return;
        throw truncated(what, reader.position());
      }
      if (!isGood) throw damaged(what, `from about byte ${reader.position()} on its data can't be unpacked`);
      given += piece.length;
      const left = given - engine.bytesRead();
      if (left === 0) continue;
      reader.unread(piece.subarray(piece.length - left));
      return;
    }
  } finally {
    engine.close();
  }
}

/** Deflate makes at most 1,032 bytes of one, so that a piece can grow to 17 MB in memory and no more. */
const pieceSize = 16_384;
const chunkSize = 65_536;

/** zlib driven piece by piece: nothing is under way while nobody waits, so that it can be closed at any time. */
function createEngine(wrapping: 'raw' | 'zlib') {
  const stream = wrapping === 'raw' ? createInflateRaw({ chunkSize }) : createInflate({ chunkSize });
  let outputs: Uint8Array[] = [];
  let isGood = true;
  let settle = (): void => undefined;
  stream.on('data', (output: Uint8Array) => outputs.push(output));
  // 'end' only settles the last step: within the data it comes before the callback of the write that it belongs to.
  stream.on('end', () => settle());
  // A faulty piece is told by this event alone: the callback of its write is never called.
  stream.on('error', () => {
    isGood = false;
    settle();
  });

  return {
    /** @returns false when the data is faulty */
    async write(piece: Uint8Array): Promise<boolean> {
      await new Promise<void>((resolve) => {
        settle = resolve;
        stream.write(piece, () => resolve());
      });
      return isGood;
    },
    /** @returns false when the data goes on */
    async end(): Promise<boolean> {
      if (!isGood || stream.readableEnded) return isGood;
      await new Promise<void>((resolve) => {
        settle = resolve;
        stream.end();
      });
      return isGood;
    },
    take(): Uint8Array[] {
      const taken = outputs;
      outputs = [];
      return taken;
    },
    bytesRead: () => stream.bytesWritten,
    close: () => stream.destroy(),
  };
}
