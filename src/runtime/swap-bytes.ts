/** Between big-endian, in which GCM counts, and little-endian, in which x64 and arm64 do. */
export function swapBytes(word: number): number {
  return (word << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24);
}
