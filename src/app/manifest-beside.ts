import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { AppError } from '../domain/app-error.ts';
import { companionName } from '../domain/companion.ts';
import { type Manifest, maxManifestBytes, parseManifest } from '../domain/manifest.ts';
import type { FeedRules } from '../pipeline/context.ts';

/**
 * The manifest beside a file that is given to a command; null where there is none, or the feed has none.
 *
 * @throws AppError `manifest-unreadable`
 */
export async function manifestBeside(
  { complete }: Pick<FeedRules, 'complete'>,
  path: string,
): Promise<Manifest | null> {
  if (complete !== 'manifest') return null;
  const manifestPath = companionName(path, 'manifest');
  try {
    const file = await open(manifestPath);
    try {
      // A byte more, so that one that is too large shows.
      const { buffer, bytesRead } = await file.read(Buffer.alloc(maxManifestBytes + 1));
      return parseManifest(buffer.subarray(0, bytesRead));
    } finally {
      await file.close();
    }
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new AppError('manifest-unreadable', `${manifestPath} can't be read.`, {
      hint: 'Let your user read the manifest, or move it away: the file is then taken without one.',
      cause,
    });
  }
}

/** The file with its manifest, and with its SHA-256 where the manifest or the caller asks for it. */
export async function withManifest<T extends { path: string; open(): AsyncIterable<Uint8Array> }>(
  rules: Pick<FeedRules, 'complete'>,
  source: T,
  { wantsSha256 = false } = {},
): Promise<T & { manifest: Manifest | null; sha256: string | null }> {
  const manifest = await manifestBeside(rules, source.path);
  const isAsked = wantsSha256 || (manifest !== null && manifest.sha256 !== null);
  return { ...source, manifest, sha256: isAsked ? await sha256Of(source.open()) : null };
}

async function sha256Of(content: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of content) hash.update(chunk);
  return hash.digest('hex');
}
