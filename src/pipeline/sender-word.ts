import { AppError } from '../domain/app-error.ts';
import { type Completeness, companionOf } from '../domain/companion.ts';
import { type Manifest, maxManifestBytes, parseManifest } from '../domain/manifest.ts';
import type { DroppedRoster, Inbox, InboxEntry } from '../inbox/contract.ts';
import type { TakenFile } from '../store/contract.ts';
import type { FeedRules } from './context.ts';

/** The marker or manifest that says that a roster is complete; null where the feed wants none, or while it is missing. */
export function vouchingCompanion(complete: Completeness, { companions }: DroppedRoster): InboxEntry | null {
  return companions.find(({ name }) => companionOf(name)?.kind === complete) ?? null;
}

/**
 * What the sender says of a roster, where the feed waits for it. A marker or manifest speaks for one file only: in a read-only
 * inbox it still lies there when the next one comes under the name.
 *
 * @param lying what the ledger has of the feed's files that may still lie in the inbox
 * @returns `waits` until there is a word for this file; `changed` where what was listed has gone or is another one
 */
export async function takeWord(
  { complete }: Pick<FeedRules, 'complete'>,
  inbox: Pick<Inbox, 'stat' | 'read'>,
  roster: DroppedRoster,
  lying: readonly TakenFile[],
): Promise<{ manifest: Manifest | null } | 'changed' | 'waits'> {
  if (complete === 'settled') return { manifest: null };
  const listed = vouchingCompanion(complete, roster);
  if (listed === null || lying.some((file) => hasSpokenFor(file, listed))) return 'waits';
  // Since it was listed, an earlier file may have been archived, and its marker with it.
  if ((await inbox.stat(listed.name))?.fingerprint !== listed.fingerprint) return 'changed';
  if (complete === 'marker') return { manifest: null };
  const manifest = await readManifest(inbox, listed);
  return manifest === null ? 'changed' : { manifest };
}

function hasSpokenFor({ companions }: TakenFile, companion: InboxEntry): boolean {
  return companions.some(({ name, fingerprint }) => name === companion.name && fingerprint === companion.fingerprint);
}

/** No more of it than can be a manifest. Null where it has gone or changed. */
async function readManifest(inbox: Pick<Inbox, 'read'>, entry: InboxEntry): Promise<Manifest | null> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const chunk of await inbox.read(entry)) {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > maxManifestBytes) break;
    }
  } catch (error) {
    if (error instanceof AppError && (error.code === 'file-changed' || error.code === 'file-gone')) return null;
    throw error;
  }
  return parseManifest(Buffer.concat(chunks));
}
