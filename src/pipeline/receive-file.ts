import type { Readable } from 'node:stream';
import type { RosterFile } from '../store/contract.ts';
import type { FeedRules, Parts } from './context.ts';
import { loadFile } from './load-file.ts';

/** Takes a file that a command or a caller hands over: a copy in the spool, a row in the ledger, nothing to archive. */
export async function receiveFile(
  parts: Parts,
  rules: FeedRules,
  source: { fileName: string; modifiedAt: string; open(): Readable },
  signal: AbortSignal,
): Promise<RosterFile> {
  const spooled = await parts.spool.receive(source.open(), signal);
  const id = await parts.store.ledger.add({
    feed: rules.id,
    layout: rules.layout.name,
    name: source.fileName,
    size: spooled.bytes,
    sha256: spooled.sha256,
    modifiedAt: source.modifiedAt,
    source: 'command',
    inboxFingerprint: null,
    spoolName: spooled.spoolName,
    receivedAt: parts.clock().toISOString(),
    archiveFrom: null,
  });
  return loadFile({ parts }, id);
}
