import { AppError } from '../domain/app-error.ts';
import type { DroppedRoster, Inbox, InboxEntry } from '../inbox/contract.ts';
import type { SpoolCopy, SpooledFile } from '../spool/contract.ts';
import type { Lease, NewRosterFile, RosterFile } from '../store/contract.ts';
import type { FeedRules, Parts } from './context.ts';
import { takeWord } from './sender-word.ts';
import { leaseLost } from './settle-verdict.ts';
import { orderFor } from './stage-roster.ts';

/**
 * Why a file is not claimed: it was taken before and still lies there; it has gone or is still growing; it waits for a marker
 * or manifest of its own.
 */
export type Unclaimed = 'taken' | 'changed' | 'waits';

/**
 * Copies a settled file of the inbox to the spool, where it is read as it comes, and writes its ledger row. Call it under the
 * feed's lease.
 *
 * @returns the file's id
 */
export async function claimFile(
  parts: Parts,
  rules: FeedRules,
  inbox: Inbox,
  roster: DroppedRoster,
  copy: SpoolCopy,
  lease: Lease,
  signal: AbortSignal,
): Promise<number | Unclaimed> {
  const { entry, companions } = roster;
  const unarchived = await parts.store.ledger.unarchived(rules.id);
  if (wasTaken(unarchived, entry)) return 'taken';
  const word = await takeWord(rules, inbox, roster, unarchived);
  if (typeof word === 'string') return word;
  const { manifest } = word;
  parts.log.debug('copy began', { feed: rules.id, file: entry.name });
  // Where there are positions, too, only the copy tells what is to be read.
  if (rules.positions === null) {
    parts.reader.readAhead(
      orderFor(rules, { ...copy, ...entry, manifest, sha256: null }, parts.clock(), {
        encoding: parts.store.rowEncoding,
        report: true,
        growth: copy.growth,
      }),
    );
  }
  const spooled = await spool(parts, inbox, entry, copy, signal);
  if (spooled === null) return 'changed';
  parts.log.debug('copy ended', { feed: rules.id, file: entry.name });
  const id = await addFenced(parts, lease, {
    feed: rules.id,
    layout: rules.layout.name,
    kind: await parts.kindOf(rules, { name: entry.name, path: copy.path }),
    name: entry.name,
    size: entry.size,
    sha256: spooled.sha256,
    modifiedAt: new Date(entry.modifiedAtMs).toISOString(),
    source: 'inbox',
    inboxFingerprint: entry.fingerprint,
    spoolName: spooled.spoolName,
    receivedAt: parts.clock().toISOString(),
    manifest,
    companions: companions.map(({ name, fingerprint }) => ({ name, fingerprint })),
    archiveFrom: '',
  });
  parts.log.info('file received', { feed: rules.id, fileId: id, file: entry.name, bytes: entry.size });
  return id;
}

/** Who has paused for longer than the lease lasts must not add a file that another process has taken meanwhile. */
async function addFenced({ store, spool }: Parts, lease: Lease, file: NewRosterFile): Promise<number> {
  const id = await store.transaction(async ({ leases, ledger }) =>
    (await leases.renew(lease)) ? ledger.add(file) : null,
  );
  if (id !== null) return id;
  if (file.spoolName !== null) await spool.remove(file.spoolName);
  throw leaseLost({ lease });
}

/** A file stays in the inbox until it is archived, and for good where the inbox is read-only: the ledger knows it. */
function wasTaken(unarchived: readonly RosterFile[], entry: InboxEntry): boolean {
  return unarchived.some(
    (file) => file.archiveFrom === '' && file.name === entry.name && file.inboxFingerprint === entry.fingerprint,
  );
}

/** @returns null where the file has gone or is no longer what it was */
async function spool(
  parts: Parts,
  inbox: Inbox,
  entry: InboxEntry,
  copy: SpoolCopy,
  signal: AbortSignal,
): Promise<SpooledFile | null> {
  try {
    const spooled = await parts.spool.receive(copy, await inbox.read(entry), signal);
    const after = await inbox.stat(entry.name);
    if (after?.fingerprint === entry.fingerprint && spooled.bytes === entry.size) return spooled;
    await parts.spool.remove(spooled.spoolName);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'file-changed') throw error;
  }
  parts.log.info('file changed while it was read, waiting for it to settle', { file: entry.name });
  return null;
}
