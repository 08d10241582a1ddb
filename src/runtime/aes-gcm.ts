import type { KeyObject } from 'node:crypto';
import type { PackedBytes } from '../domain/packed-bytes.ts';
import { createBlockEncryption } from './aes-blocks.ts';
import { createGhash } from './ghash.ts';
import { swapBytes } from './swap-bytes.ts';

/**
 * Encrypts each message where it stands and writes its tag into the 16 bytes behind it, which must be free.
 *
 * @param nonces three words for each message; never the same ones twice
 */
export type EncryptInPlace = (messages: PackedBytes, nonces: Int32Array) => void;

/** So many counter blocks are encrypted in one call: 64 kB of them. A longer message has a call of its own. */
const maxBlocks = 4096;

/**
 * AES-256-GCM (NIST SP 800-38D) of many messages at once, with nonces of 12 bytes and no associated data.
 *
 * The counter blocks of thousands of messages are encrypted in one call, the rest is done here: 0.3 us for a message of
 * 45 bytes, where node's cipher object for each takes 5.7 us.
 */
export function createGcm(key: KeyObject): EncryptInPlace {
  const encrypt = createBlockEncryption(key);
  const ghash = createGhash(encrypt(new Uint8Array(16)));
  const hash = new Int32Array(4);
  let counters = new Int32Array(maxBlocks * 4);

  /** @returns the key streams, one after the other: the block that masks the tag, then those of the message */
  function makeStreams(bounds: Uint32Array, nonces: Int32Array, from: number, to: number, blocks: number): Int32Array {
    if (counters.length < blocks * 4) counters = new Int32Array(blocks * 4);
    let word = 0;
    for (let message = from; message < to; message += 1) {
      const last = blocksOf(bounds, message);
      for (let counter = 1; counter <= last; counter += 1) {
        counters[word] = nonces[3 * message] ?? 0;
        counters[word + 1] = nonces[3 * message + 1] ?? 0;
        counters[word + 2] = nonces[3 * message + 2] ?? 0;
        counters[word + 3] = swapBytes(counter);
        word += 4;
      }
    }
    return encrypt(new Uint8Array(counters.buffer, 0, blocks * 16));
  }

  return (messages, nonces) => {
    const { bytes, bounds } = messages;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const count = bounds.length / 2;
    let to = 0;
    for (let from = 0; from < count; from = to) {
      let blocks = 0;
      do {
        blocks += blocksOf(bounds, to);
        to += 1;
      } while (to < count && blocks + blocksOf(bounds, to) <= maxBlocks);
      const streams = makeStreams(bounds, nonces, from, to, blocks);
      let stream = 0;
      for (let message = from; message < to; message += 1) {
        const start = bounds[2 * message] ?? 0;
        const end = bounds[2 * message + 1] ?? 0;
        addStream(view, start, end, streams, stream + 4);
        ghash(view, start, end, hash);
        for (let word = 0; word < 4; word += 1) {
          view.setInt32(end + 4 * word, (hash[word] ?? 0) ^ (streams[stream + word] ?? 0), true);
        }
        stream += blocksOf(bounds, message) * 4;
      }
    }
  };
}

/** Leaves zeros between the message's end and the end of its last block, where the tag will stand. */
function addStream(view: DataView, start: number, end: number, streams: Int32Array, from: number): void {
  let word = from;
  for (let at = start; at < end; at += 16) {
    const rest = end - at;
    view.setInt32(at, (view.getInt32(at, true) ^ (streams[word] ?? 0)) & maskOf(rest), true);
    view.setInt32(at + 4, (view.getInt32(at + 4, true) ^ (streams[word + 1] ?? 0)) & maskOf(rest - 4), true);
    view.setInt32(at + 8, (view.getInt32(at + 8, true) ^ (streams[word + 2] ?? 0)) & maskOf(rest - 8), true);
    view.setInt32(at + 12, (view.getInt32(at + 12, true) ^ (streams[word + 3] ?? 0)) & maskOf(rest - 12), true);
    word += 4;
  }
}

/** The bytes of a little-endian word that belong to a message of which so many bytes are left. */
function maskOf(rest: number): number {
  if (rest >= 4) return -1;
  return rest <= 0 ? 0 : (1 << (rest * 8)) - 1;
}

/** The one that masks the tag, and the message's own. */
function blocksOf(bounds: Uint32Array, message: number): number {
  return 1 + (((bounds[2 * message + 1] ?? 0) - (bounds[2 * message] ?? 0) + 15) >>> 4);
}
