import type { KeyObject } from 'node:crypto';
import type { PackedBytes } from '../domain/packed-bytes.ts';
import { createBlockEncryption, type EncryptBlocks } from './aes-blocks.ts';

/** The first `length` bytes (a multiple of 4, at most 16) of each message's code, one after the other. */
export type Cmac = (messages: PackedBytes, length: number) => Uint8Array<ArrayBuffer>;

/** So many messages go side by side: with rows of 105 bytes they are 140 kB to go through at every step. */
const maxLanes = 1024;
const blockLength = 16;

/**
 * AES-256-CMAC (NIST SP 800-38B, RFC 4493) of many messages at once.
 *
 * The messages go in lockstep: step j chains block j of every message that is still running, and one call encrypts them
 * all. Messages with more blocks stand in front, so those that have ended drop off the end.
 */
export function createCmac(key: KeyObject): Cmac {
  const encrypt = createBlockEncryption(key);
  const { complete, padded } = deriveSubkeys(encrypt);
  const state = new Int32Array(maxLanes * 4);
  const stateBytes = new Uint8Array(state.buffer);
  const order = new Uint32Array(maxLanes);

  /** Chains block `step` into the lanes from `from` up to `to`, of which it is not the last. */
  function chain({ bytes, bounds }: PackedBytes, step: number, from: number, to: number): void {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let lane = from; lane < to; lane += 1) {
      const at = (bounds[2 * (order[lane] ?? 0)] ?? 0) + step * blockLength;
      const word = lane * 4;
      state[word] = (state[word] ?? 0) ^ view.getInt32(at, true);
      state[word + 1] = (state[word + 1] ?? 0) ^ view.getInt32(at + 4, true);
      state[word + 2] = (state[word + 2] ?? 0) ^ view.getInt32(at + 8, true);
      state[word + 3] = (state[word + 3] ?? 0) ^ view.getInt32(at + 12, true);
    }
  }

  /** Chains the last block, which is padded where it is not complete. */
  function chainLast({ bytes, bounds }: PackedBytes, step: number, from: number, to: number): void {
    for (let lane = from; lane < to; lane += 1) {
      const message = order[lane] ?? 0;
      const start = (bounds[2 * message] ?? 0) + step * blockLength;
      const rest = (bounds[2 * message + 1] ?? 0) - start;
      const byte = lane * blockLength;
      for (let at = 0; at < rest; at += 1)
        stateBytes[byte + at] = (stateBytes[byte + at] ?? 0) ^ (bytes[start + at] ?? 0);
      if (rest < blockLength) stateBytes[byte + rest] = (stateBytes[byte + rest] ?? 0) ^ 0x80;
      const subkey = rest < blockLength ? padded : complete;
      const word = lane * 4;
      for (let at = 0; at < 4; at += 1) state[word + at] = (state[word + at] ?? 0) ^ (subkey[at] ?? 0);
    }
  }

  return (messages, length) => {
    const { bounds } = messages;
    const count = bounds.length / 2;
    const words = length / 4;
    const codes = new Int32Array(count * words);
    for (let first = 0; first < count; first += maxLanes) {
      let running = Math.min(maxLanes, count - first);
      orderByBlocks(bounds, first, running, order);
      state.fill(0);
      for (let step = 0; running > 0; step += 1) {
        let going = running;
        while (going > 0 && blocksOf(bounds, order[going - 1] ?? 0) === step + 1) going -= 1;
        chain(messages, step, 0, going);
        chainLast(messages, step, going, running);
        const encrypted = encrypt(stateBytes.subarray(0, running * blockLength));
        for (let lane = going; lane < running; lane += 1) {
          const code = (order[lane] ?? 0) * words;
          for (let word = 0; word < words; word += 1) codes[code + word] = encrypted[lane * 4 + word] ?? 0;
        }
        state.set(going === running ? encrypted : encrypted.subarray(0, going * 4));
        running = going;
      }
    }
    return new Uint8Array(codes.buffer);
  };
}

/** K1 and K2 of the standard: the block of zeros, encrypted and doubled once and twice in GF(2^128). */
function deriveSubkeys(encrypt: EncryptBlocks): { complete: Int32Array; padded: Int32Array } {
  const once = double(new Uint8Array(encrypt(new Uint8Array(blockLength)).slice().buffer));
  return { complete: new Int32Array(once.buffer), padded: new Int32Array(double(once).buffer) };
}

function double(block: Uint8Array): Uint8Array<ArrayBuffer> {
  const carried = (block[0] ?? 0) >> 7;
  return Uint8Array.from(block, (byte, at) =>
    at < 15 ? (byte << 1) | ((block[at + 1] ?? 0) >> 7) : (byte << 1) ^ (0x87 * carried),
  );
}

/** Numbers the messages from `first` on into `order`, most blocks first (a counting sort). */
function orderByBlocks(bounds: Uint32Array, first: number, count: number, order: Uint32Array): void {
  let most = 0;
  for (let message = first; message < first + count; message += 1) most = Math.max(most, blocksOf(bounds, message));
  // places[n] is where the next message of n blocks goes.
  const places = new Uint32Array(most + 1);
  for (let message = first; message < first + count; message += 1) {
    const fewer = blocksOf(bounds, message) - 1;
    places[fewer] = (places[fewer] ?? 0) + 1;
  }
  for (let blocks = most - 1; blocks >= 0; blocks -= 1)
    places[blocks] = (places[blocks] ?? 0) + (places[blocks + 1] ?? 0);
  for (let message = first; message < first + count; message += 1) {
    const blocks = blocksOf(bounds, message);
    const place = places[blocks] ?? 0;
    order[place] = message;
    places[blocks] = place + 1;
  }
}

/** An empty message has one block too, of padding alone. */
function blocksOf(bounds: Uint32Array, message: number): number {
  const length = (bounds[2 * message + 1] ?? 0) - (bounds[2 * message] ?? 0);
  return length <= blockLength ? 1 : (length + blockLength - 1) >>> 4;
}
