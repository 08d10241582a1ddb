import { AppError } from '../domain/app-error.ts';
import type { Change, PlanCounts } from '../domain/plan.ts';
import { registerName } from '../domain/roster-kind.ts';
import type { KeptField, Lease, RosterFile, StoreAreas, UndoneDeliveries, UndoRequest } from '../store/contract.ts';
import type { FeedRules, Parts } from './context.ts';
import { targetsOf } from './delivery-targets.ts';
import { loadFile } from './load-file.ts';
import { sealedValues } from './sealed-values.ts';
import { leaseLost } from './settle-verdict.ts';
import { type LeaseTimes, withLease } from './with-lease.ts';

export interface UndoOrder {
  fileId: number;
  /** `user@host`. */
  by: string;
  /** Only tells what would be done. */
  dryRun: boolean;
  /** How many changes are told at most. */
  changes: number;
  lease: LeaseTimes;
  stop: AbortSignal;
}

export interface UndoneFile {
  /** The ledger's entry of the undo; null where it was a dry run. */
  fileId: number | null;
  undoes: number;
  plan: PlanCounts;
  changes: Change[];
  kept: KeptField[];
  deliveries: UndoneDeliveries[];
}

/**
 * Puts the register back to how it was before a processed file, field by field, in ONE transaction under the feed's lease:
 * register, history, deliveries, and a ledger entry of its own. A paused feed is no hindrance: it is paused for such things.
 *
 * @throws AppError `file-unknown`, `file-not-processed`, `file-already-undone`, `file-is-undo`, `file-history-removed`;
 *   `feed-busy`, `lease-lost` (retryable)
 */
export async function undoFile(parts: Parts, rules: FeedRules, order: UndoOrder): Promise<UndoneFile> {
  const { store, log } = parts;
  if (order.dryRun) {
    const rehearsed = await store.rehearse((areas) => undo(parts, rules, areas, order));
    return { ...rehearsed, fileId: null };
  }
  return withLease(parts, rules.id, order.lease, order.stop, async (lease) => {
    const startedMs = performance.now();
    const undone = await commit(parts, lease, order, (areas) => undo(parts, rules, areas, order));
    log.info('file undone', {
      feed: rules.id,
      fileId: order.fileId,
      undoneBy: undone.fileId,
      ...undone.plan,
      durationMs: Math.round(performance.now() - startedMs),
    });
    return undone;
  });
}

async function commit(
  { store, log }: Parts,
  lease: Lease,
  { fileId }: UndoOrder,
  work: (areas: StoreAreas) => Promise<UndoneFile & { fileId: number }>,
): Promise<UndoneFile> {
  const done: { undone?: UndoneFile & { fileId: number } } = {};
  try {
    return await store.transaction(async (areas) => {
      done.undone = await work(areas);
      // At the end: a million employees take longer than a lease that is not renewed meanwhile.
      if (!(await areas.leases.renew(lease))) throw leaseLost({ lease });
      log.debug('commit began', { feed: lease.feed, fileId });
      return done.undone;
    });
  } catch (error) {
    if (!(error instanceof AppError && error.code === 'commit-unknown') || done.undone === undefined) throw error;
    // The ledger tells whether it came through.
    const entry = await store.ledger.get(done.undone.fileId);
    if (entry?.undoes !== fileId) throw error;
    return done.undone;
  }
}

async function undo(
  { vault, clock }: Parts,
  rules: FeedRules,
  areas: StoreAreas,
  { fileId, by, changes }: UndoOrder,
): Promise<UndoneFile & { fileId: number }> {
  const file = await loadFile({ parts: { store: areas } }, fileId);
  await refuse(areas, file);
  const at = clock().toISOString();
  const undoId = await areas.ledger.add(entryOf(file, by, at));
  const request = { fileId, undoId, feed: file.feed, at, actor: `undo by ${by}`.slice(0, longestActor) };
  const isUndone = await areas.ledger.update(fileId, { status: 'undone' }, ['processed', 'processed_with_warnings']);
  if (!isUndone) throw notProcessed(await loadFile({ parts: { store: areas } }, fileId));
  const { counts, kept, deliveries } = await undoChanges(areas, rules, file, request, vault);
  const version = await goBack(areas, file);
  const entry = { status: 'processed' as const, processedAt: at, plan: counts, planVersion: version };
  await areas.ledger.update(undoId, entry);
  const told = await Array.fromAsync(areas.undoing.changes(undoId, changes));
  return { fileId: undoId, undoes: fileId, plan: counts, changes: told, kept, deliveries };
}

/** Characters of `employee_changes.actor`. */
const longestActor = 64;
/** Characters of `roster_files.name`. */
const longestName = 255;

async function undoChanges(
  { undoing }: StoreAreas,
  rules: FeedRules,
  file: RosterFile,
  request: UndoRequest,
  vault: Parts['vault'],
) {
  if (file.kind === 'positions') return { ...(await undoing.positions(request)), deliveries: [] };
  const undone = await undoing.employees(request, sealedValues(vault));
  return { ...undone, deliveries: await undoing.deliveries(request, undone.differing, targetsOf(rules, file)) };
}

function entryOf(file: RosterFile, by: string, at: string): Parameters<StoreAreas['ledger']['add']>[0] {
  const { feed, layout, kind, deliver } = file;
  return {
    feed,
    layout,
    kind,
    deliver,
    name: `undo of ${file.name}`.slice(0, longestName),
    // It has no bytes, which would be looked for among those of rosters.
    size: 0,
    sha256: '',
    modifiedAt: null,
    source: 'undo',
    inboxFingerprint: null,
    spoolName: null,
    receivedAt: at,
    archiveFrom: null,
    undoes: file.id,
    doneBy: by,
  };
}

/** The register has a new version, and what it was true to before the file is the feed's last roster again. */
async function goBack({ feeds, ledger }: StoreAreas, { id, feed, kind }: RosterFile): Promise<number> {
  const register = registerName(feed, kind);
  const { registerVersion, lastFull, digestFingerprint } = await feeds.get(register);
  if (!(await feeds.advance(register, registerVersion))) throw leaseLost({ lease: { feed, token: 0 } });
  if (lastFull?.fileId !== id) return registerVersion;
  const last = await ledger.lastApplied(feed, kind);
  await feeds.setLastFull(
    register,
    last === null
      ? null
      : {
          fileId: last.id,
          sha256: last.sha256,
          configFingerprint: last.configFingerprint ?? '',
          // Not that of now: the same bytes are compared again, not skipped.
          registerVersion: (last.planVersion ?? 0) + 1,
        },
    digestFingerprint ?? '',
  );
  return registerVersion;
}

async function refuse({ ledger, pruning }: StoreAreas, file: RosterFile): Promise<void> {
  if (file.undoes !== null) {
    throw new AppError('file-is-undo', `File ${file.id} is an undo itself (of file ${file.undoes}).`, {
      hint: `Send the file again that was undone, and approve it: it is held, because it was undone.`,
    });
  }
  if (file.status === 'undone') {
    const [entry] = await ledger.list({ feed: file.feed, undoes: file.id, limit: 1 });
    const when = entry === undefined ? '' : ` by ${entry.doneBy} on ${entry.processedAt} (file ${entry.id})`;
    throw new AppError('file-already-undone', `File ${file.id} (${file.name}) was undone${when} already.`, {
      hint: 'There is nothing left to undo.',
    });
  }
  if (file.status !== 'processed' && file.status !== 'processed_with_warnings') throw notProcessed(file);
  const { history } = await pruning.noted();
  if (history === null || (file.processedAt ?? '') >= history) return;
  throw new AppError(
    'file-history-removed',
    `What file ${file.id} (${file.name}) changed is not known any more: the history from before ${history} has been removed.`,
    { hint: 'How long it is kept is "keep.history" in the config.' },
  );
}

function notProcessed({ id, name, status }: RosterFile): AppError {
  return new AppError('file-not-processed', `File ${id} (${name}) is ${status}: it has changed nothing.`, {
    hint: 'Only a processed file can be undone: see "rollcall files --status processed".',
  });
}
