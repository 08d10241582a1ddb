import { truncated } from './unpack-fault.ts';

/** Reads a stream by exact lengths, and gives its chunks away as they are where no length is asked for. */
export interface ByteReader {
  /** How many bytes have been taken. */
  position(): number;
  /** The next bytes without taking them; fewer only at the end of the stream. */
  peek(length: number): Promise<Uint8Array>;
  /** Exactly as many bytes; a stream that ends before is `truncated`. */
  take(length: number): Promise<Uint8Array>;
  /** Whatever comes next, at most so many bytes, never none; null at the end. */
  chunk(maxLength?: number): Promise<Uint8Array | null>;
  /** Gives the last bytes that were taken back. */
  unread(bytes: Uint8Array): void;
}

/**
 * Never has a call of the source pending while none of its own is, so that the source can be returned at any time.
 *
 * @param what is read, for the message of a stream that was cut short: "The gzip file"
 */
export function createByteReader(source: AsyncIterator<Uint8Array>, what: string): ByteReader {
  const kept: Uint8Array[] = [];
  let keptLength = 0;
  let position = 0;
  let ended = false;

  /** @returns false at the end */
  async function pull(): Promise<boolean> {
    if (ended) return false;
    const { done, value } = await source.next();
    ended = done === true;
    if (!ended && value.length > 0) {
      kept.push(value);
      keptLength += value.length;
    }
    return !ended;
  }

  /** Copies no more than it must: a file of many small members asks often, with large chunks behind. */
  function first(length: number): Uint8Array {
    const [only] = kept;
    if (only !== undefined && only.length >= length) return only.subarray(0, length);
    const bytes = new Uint8Array(Math.min(length, keptLength));
    let filled = 0;
    for (const chunk of kept) {
      if (filled === bytes.length) break;
      const part = chunk.subarray(0, bytes.length - filled);
      bytes.set(part, filled);
      filled += part.length;
    }
    return bytes;
  }

  function drop(length: number): void {
    position += length;
    keptLength -= length;
    let left = length;
    while (left > 0) {
      const chunk = kept[0] as Uint8Array;
      if (chunk.length > left) kept[0] = chunk.subarray(left);
      else kept.shift();
      left -= Math.min(left, chunk.length);
    }
  }

  return {
    position: () => position,
    async peek(length) {
      while (keptLength < length && (await pull()));
      return first(length);
    },
    async take(length) {
      while (keptLength < length) {
        if (await pull()) continue;
        throw truncated(what, position + keptLength);
      }
      const bytes = first(length);
      drop(length);
      return bytes;
    },
    async chunk(maxLength = Number.POSITIVE_INFINITY) {
      while (keptLength === 0) if (!(await pull())) return null;
      const chunk = kept[0] as Uint8Array;
      const bytes = chunk.length <= maxLength ? chunk : chunk.subarray(0, maxLength);
      drop(bytes.length);
      return bytes;
    },
    unread(bytes) {
      if (bytes.length === 0) return;
      kept.unshift(bytes);
      keptLength += bytes.length;
      position -= bytes.length;
    },
  };
}
