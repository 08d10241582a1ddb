import type { Issue } from '../../../src/domain/issue.ts';
import { unpack } from '../../../src/formats/unpack/unpack.ts';
import {
  type DecryptKeys,
  type PackedLayer,
  type UnpackLimits,
  unpackLimits,
} from '../../../src/formats/unpack/unpack-options.ts';

export interface Unpacked {
  content: Buffer;
  issues: Issue[];
  codes: string[];
  layers: PackedLayer[];
}

export interface UnpackAllOptions {
  decrypt?: DecryptKeys | null;
  limits?: Partial<UnpackLimits>;
  /** Bytes of each chunk; a function is asked anew for each. */
  chunkSize?: number | (() => number);
}

export async function unpackAll(bytes: Uint8Array, options: UnpackAllOptions = {}): Promise<Unpacked> {
  const issues: Issue[] = [];
  const layers: PackedLayer[] = [];
  const chunks: Uint8Array[] = [];
  const unpacked = unpack(chunksOf(bytes, options.chunkSize ?? 65_536), {
    decrypt: options.decrypt ?? null,
    limits: { ...unpackLimits, ...options.limits },
    report: (issue) => issues.push(issue),
    onLayer: (layer) => layers.push(layer),
  });
  for await (const chunk of unpacked) chunks.push(chunk);
  return { content: Buffer.concat(chunks), issues, codes: issues.map(({ code }) => code), layers };
}

async function* chunksOf(bytes: Uint8Array, size: number | (() => number)): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; ) {
    const end = at + (typeof size === 'number' ? size : size());
    yield bytes.subarray(at, end);
    at = end;
  }
}

/** What must hold of every damaged file: it comes out as it was, or with one fatal issue. */
export function isWholeOrRefused({ content, issues }: Unpacked, roster: Uint8Array): boolean {
  if (issues.length === 0) return content.equals(roster);
  return issues.length === 1 && issues[0]?.severity === 'fatal';
}

/** Numbers from 0 to 1, the same ones in every run. */
export function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
