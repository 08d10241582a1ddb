import type { Manifest } from '../domain/manifest.ts';
import { maskFileName } from '../domain/national-ids/mask-file-name.ts';
import type { SpooledFile } from '../spool/contract.ts';
import type { FeedRules, Parts } from './context.ts';

/** A file that a command or a caller hands over. */
export interface HandedFile {
  fileName: string;
  /** Bytes. */
  size: number;
  modifiedAt: string;
  /** Null where there is none. */
  manifest: Manifest | null;
  /** Whether the feed's destinations are told of what it changes. */
  deliver: boolean;
  open(): AsyncIterable<Uint8Array>;
}

/** The name that the ledger knows it by. */
export function nameOf({ fileName }: Pick<HandedFile, 'fileName'>, { layout }: FeedRules): string {
  return maskFileName(fileName, layout.nationalIdScheme ?? null);
}

/**
 * Writes the ledger row of a handed file: nothing of it is to be archived. Call it under the feed's lease, because the
 * rows' order is the order of the rosters.
 *
 * @returns the file's id
 */
export async function receiveFile(
  parts: Parts,
  rules: FeedRules,
  source: HandedFile,
  spooled: SpooledFile,
): Promise<number> {
  return parts.store.ledger.add({
    feed: rules.id,
    layout: rules.layout.name,
    kind: await parts.kindOf(rules, { name: source.fileName, path: parts.spool.path(spooled.spoolName) }),
    name: nameOf(source, rules),
    size: spooled.bytes,
    sha256: spooled.sha256,
    modifiedAt: source.modifiedAt,
    source: 'command',
    inboxFingerprint: null,
    spoolName: spooled.spoolName,
    receivedAt: parts.clock().toISOString(),
    manifest: source.manifest,
    deliver: source.deliver,
    archiveFrom: null,
  });
}
