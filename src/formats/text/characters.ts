/** How many of the bytes make up whole characters; the few behind them begin one that the next chunk ends. */
export function wholeCharacters(bytes: Uint8Array, charset: string): number {
  if (charset === 'utf-8') return bytes.length - openUtf8Bytes(bytes);
  if (!charset.startsWith('utf-16')) return bytes.length;
  const even = bytes.length - (bytes.length % 2);
  const high = bytes[charset === 'utf-16le' ? even - 1 : even - 2] ?? 0;
  return high >= 0xd8 && high <= 0xdb ? even - 2 : even;
}

function openUtf8Bytes(bytes: Uint8Array): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? back : 0;
  }
  return 0;
}

/** The text before the first byte that doesn't belong, by bisection. */
export function longestReadable(bytes: Uint8Array, charset: string): string {
  let readable = 0;
  let unreadable = bytes.length + 1;
  while (unreadable - readable > 1) {
    const middle = (readable + unreadable) >> 1;
    if (readPrefix(bytes.subarray(0, middle), charset) === null) unreadable = middle;
    else readable = middle;
  }
  return readPrefix(bytes.subarray(0, readable), charset) ?? '';
}

function readPrefix(bytes: Uint8Array, charset: string): string | null {
  try {
    return new TextDecoder(charset, { fatal: true, ignoreBOM: true }).decode(bytes, { stream: true });
  } catch {
    return null;
  }
}

/** How many bytes a text has in a charset that can be read. */
export function byteLength(text: string, charset: string): number {
  if (charset === 'utf-8') return Buffer.byteLength(text);
  return charset.startsWith('utf-16') ? text.length * 2 : text.length;
}
