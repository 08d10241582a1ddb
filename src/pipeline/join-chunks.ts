/** Bytes from which on a chunk is handed on as it is. */
const leastBytes = 32_768;

/**
 * The same bytes in chunks of at least 32 KB, but for the last. Formats look again at what they have of an unfinished
 * record with every chunk: a row of 1 MB in chunks of a few bytes, as a gzip file of many small members unpacks to, would
 * take them minutes.
 *
 * @param chunks good until the next one is asked for, and so is what comes out
 */
export async function* joinChunks(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let joined: Uint8Array | null = null;
  let length = 0;
  for await (const chunk of chunks) {
    if (length === 0 && chunk.length >= leastBytes) {
      yield chunk;
      continue;
    }
    joined ??= new Uint8Array(leastBytes);
    let taken = 0;
    while (taken < chunk.length) {
      const part = chunk.subarray(taken, taken + leastBytes - length);
      joined.set(part, length);
      taken += part.length;
      length += part.length;
      if (length < leastBytes) break;
      yield joined;
      length = 0;
    }
  }
  if (joined !== null && length > 0) yield joined.subarray(0, length);
}
