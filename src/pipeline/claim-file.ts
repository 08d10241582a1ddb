import type { Readable } from 'node:stream';
import { AppError } from '../domain/app-error.ts';
import type { DroppedRoster, Inbox, InboxEntry } from '../inbox/contract.ts';
import type { SpoolCopy, SpooledFile } from '../spool/contract.ts';
import type { Lease, NewRosterFile, TakenFile } from '../store/contract.ts';
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
  const lying = await parts.store.ledger.taken(rules.id);
  if (wasTaken(lying, entry)) return 'taken';
  const word = await takeWord(rules, inbox, roster, lying);
  if (typeof word === 'string') return word;
  const { manifest } = word;
  const content = await whileTheSame(parts, rules, entry, () => inbox.read(entry));
  if (content === null) return 'changed';
  const startedMs = performance.now();
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
  const spooled = await whileTheSame(parts, rules, entry, () => spool(parts, inbox, entry, content, copy, signal));
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
  const durationMs = Math.round(performance.now() - startedMs);
  parts.log.info('file received', { feed: rules.id, fileId: id, file: entry.name, bytes: entry.size, durationMs });
  return id;
}

/**
 * Who has paused for longer than the lease lasts must not add a file that another process has taken meanwhile.
 *
 * Without its row nobody would know of the copy, and the next attempt makes another one. Where the row is there, and only its
 * answer was lost, the copy is made again when the file is taken up (respool-file.ts).
 */
async function addFenced({ store, spool }: Parts, lease: Lease, file: NewRosterFile): Promise<number> {
  try {
    return await store.transaction(async ({ leases, ledger }) => {
      if (!(await leases.renew(lease))) throw leaseLost({ lease });
      return ledger.add(file);
    });
  } catch (error) {
    if (file.spoolName !== null) await spool.remove(file.spoolName);
    throw error;
  }
}

/** A file stays in the inbox until it is archived, and for good where the inbox is read-only: the ledger knows it. */
export function wasTaken(lying: readonly TakenFile[], entry: InboxEntry): boolean {
  return lying.some((file) => file.name === entry.name && file.inboxFingerprint === entry.fingerprint);
}

/** @returns null where the file has gone or is no longer what was listed: nothing is wrong, it is taken once it stands still */
async function whileTheSame<T>(
  parts: Parts,
  { id: feed }: FeedRules,
  { name: file }: InboxEntry,
  work: () => Promise<T | null>,
): Promise<T | null> {
  let code = 'file-changed';
  try {
    const done = await work();
    if (done !== null) return done;
  } catch (error) {
    if (!(error instanceof AppError) || !['file-changed', 'file-gone'].includes(error.code)) throw error;
    code = error.code;
  }
  if (code === 'file-gone') parts.log.info('file was removed before it was read', { feed, file });
  else parts.log.info('file changed while it was read, waiting for it to settle', { feed, file });
  return null;
}

/** @returns null where the file is no longer the one that was copied */
async function spool(
  parts: Parts,
  inbox: Inbox,
  entry: InboxEntry,
  content: Readable,
  copy: SpoolCopy,
  signal: AbortSignal,
): Promise<SpooledFile | null> {
  const spooled = await parts.spool.receive(copy, content, signal);
  let isSame = false;
  try {
    const after = await inbox.stat(entry.name);
    isSame = after?.fingerprint === entry.fingerprint && spooled.bytes === entry.size;
  } finally {
    if (!isSame) await parts.spool.remove(spooled.spoolName);
  }
  return isSame ? spooled : null;
}
