import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cachedDataVersionTag } from 'node:v8';
import { Script } from 'node:vm';
import { crc32 } from 'node:zlib';

/**
 * Runs a bundle of the built program out of what V8 has compiled of it before. Node.js has such a cache of its own, but it is
 * written before anything has run, and V8 compiles most functions when they are first called: an import of 100,000 rows
 * compiled for 0.15 s of its 1.4 s on a core in spite of it, and took 9 % longer.
 *
 * @param name of the bundle, `lib/<name>.cjs`
 * @param use what for: each use has a cache of its own, with the functions that it needs. Null compiles anew: a daemon starts
 *   once, and would keep the memory of the cache as long as it runs.
 */
export function runBundle(name: string, use: string | null): Record<string, unknown> {
  const file = fileURLToPath(new URL(`./${name}.cjs`, import.meta.url));
  const source = readFileSync(file);
  const { compiled, timesKept, keep } = use === null || isMeasured ? noCache : openCache(use, crc32(source));
  // The build writes nothing beyond ASCII.
  const script = new Script(source.toString('latin1'), {
    filename: file,
    ...(compiled && { cachedData: compiled }),
  });
  let times = script.cachedDataRejected === true ? 0 : timesKept;
  const module = { exports: {} };
  const run: Bundle = script.runInThisContext();
  run(module.exports, createRequire(import.meta.url), module, import.meta.url, () => {
    if (times >= timesToKeep) return;
    times += 1;
    keep(() => script.createCachedData(), times);
  });
  return module.exports;
}

/** What a bundle is, as .build.mjs wraps it; the last two are its `import.meta.url` and `import.meta.keepCompiled`. */
type Bundle = (
  exports: object,
  require: NodeJS.Require,
  module: { exports: object },
  importMetaUrl: string,
  keepCompiled: () => void,
) => void;

/** What is compiled for a measurement of coverage counts, and what is not does not. */
const isMeasured = process.env.NODE_V8_COVERAGE !== undefined;

/** A first roster needs other functions than the next one: after so many runs the cache has them all, and stays as it is. */
const timesToKeep = 3;

interface Cache {
  /** Null where there is none that is whole and of this source. */
  compiled: Buffer | null;
  timesKept: number;
  keep(compile: () => Buffer, times: number): void;
}

const noCache: Cache = { compiled: null, timesKept: Number.POSITIVE_INFINITY, keep: () => {} };

/**
 * Times kept, checksum of the source, checksum of what was compiled: V8 itself looks at the source's length only. The rest is
 * empty: V8 copies what does not lie at a multiple of 8 bytes.
 */
const headerBytes = 16;

function openCache(use: string, sourceSum: number): Cache {
  // V8 takes nothing that another version of it, or the same under other flags, has compiled.
  const tag = cachedDataVersionTag().toString(16);
  const path = fileURLToPath(new URL(`../.compiled/${tag}/${use}.bin`, import.meta.url));
  const kept = readKept(path, sourceSum);
  return {
    compiled: kept === null ? null : kept.subarray(headerBytes),
    timesKept: kept?.readUInt32LE(0) ?? 0,
    keep: (compile, times) => writeWhole(path, () => render(compile(), times, sourceSum)),
  };
}

function render(compiled: Buffer, times: number, sourceSum: number): Buffer {
  const header = Buffer.alloc(headerBytes);
  header.writeUInt32LE(times, 0);
  header.writeUInt32LE(sourceSum, 4);
  header.writeUInt32LE(crc32(compiled), 8);
  return Buffer.concat([header, compiled]);
}

function readKept(path: string, sourceSum: number): Buffer | null {
  try {
    const kept = readFileSync(path);
    if (kept.length <= headerBytes || kept.readUInt32LE(4) !== sourceSum) return null;
    return kept.readUInt32LE(8) === crc32(kept.subarray(headerBytes)) ? kept : null;
  } catch {
    // Not kept yet.
    return null;
  }
}

/**
 * Under another name first: a process that starts meanwhile finds the old file or the new one. Where two write at once the
 * checksum tells.
 */
function writeWhole(path: string, renderBytes: () => Buffer): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(`${path}.new`, renderBytes());
    renameSync(`${path}.new`, path);
  } catch {
    // Whatever has failed, the command has not: there is no cache. One in the system's directory could be another user's.
  }
}
