/** Many byte strings in one buffer: the one numbered i stands from `bounds[2 * i]` up to `bounds[2 * i + 1]`. */
export interface PackedBytes {
  bytes: Uint8Array;
  bounds: Uint32Array;
}
