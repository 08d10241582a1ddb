import { AppError } from '../domain/app-error.ts';
import { noChanges, type PlanCounts } from '../domain/plan.ts';
import type { FeedState, RosterFile, StoreAreas } from '../store/contract.ts';
import { isApplied, recordProcessed } from './apply-plan.ts';
import { type FileRun, timed } from './context.ts';
import { targetsOf } from './delivery-targets.ts';
import { gatherRows } from './gather-rows.ts';
import { createInTurn } from './in-turn.ts';
import { loadFile } from './load-file.ts';
import { found, reject } from './plan-file.ts';
import { judgeRoster } from './plan-roster.ts';
import type { ReadingOutcome } from './reading.ts';
import { createRosterHost } from './roster-host.ts';
import { isRejected, orderFor, readWith } from './stage-roster.ts';

/**
 * The first roster of a feed goes straight into the register while it is read, in ONE transaction with its verdict: all of
 * its employees are new, so that the register rows are the plan, and to stage them first would write everything twice (a
 * million rows: 5 s more on either database). Whatever speaks against it rolls the transaction back.
 *
 * @returns the file with its verdict, or null where it has to be staged and planned like any other
 */
export async function loadFirstRoster(run: FileRun, file: RosterFile): Promise<RosterFile | null> {
  const { store, spool } = run.parts;
  if (!run.rules.immediate || file.planNo > 0 || !(await store.register.isEmpty(run.rules.id))) return null;
  const state = await store.feeds.get(run.rules.id);
  try {
    const loaded = await store.transaction(async (areas) => {
      if (!(await areas.register.isEmpty(run.rules.id))) return false;
      await spool.dropReport(file.id);
      await areas.staging.purge(file.id);
      const read = await load(run, areas, file);
      const plan = await judge(run, areas, file, state, read);
      await timed(run, 'apply', () => record(run, areas, file, { read, plan, version: state.registerVersion }));
      run.parts.log.debug('commit began', { feed: run.rules.id, fileId: file.id });
      return true;
    });
    if (!loaded) return null;
  } catch (error) {
    if (error instanceof RolledBack) {
      if (!error.rejected) return null;
      await reject(run, file, error.read);
    } else if (!(error instanceof AppError && error.code === 'commit-unknown' && (await isApplied(run, file)))) {
      throw error;
    }
  }
  return loadFile(run, file.id);
}

/** Ends the transaction: the file is rejected, or has to go the long way. */
class RolledBack extends Error {
  readonly read: ReadingOutcome;
  readonly rejected: boolean;

  constructor(read: ReadingOutcome, rejected: boolean) {
    super('The first roster is not loaded directly.');
    this.read = read;
    this.rejected = rejected;
  }
}

async function load(run: FileRun, areas: StoreAreas, file: RosterFile): Promise<ReadingOutcome> {
  const { parts, rules } = run;
  const created = { fileId: file.id, feed: rules.id, at: parts.clock().toISOString() };
  const path = parts.spool.path(file.spoolName ?? '');
  const inTurn = createInTurn();
  const host = createRosterHost(
    run,
    {
      digests: null,
      report: { spool: parts.spool, fileId: file.id },
      facts: { expectedDigests: 0, keysOnce: true },
      onDigestsRead: () => {},
    },
    {
      takeRows: gatherRows((batches) =>
        inTurn(() => timed(run, 'stage', () => areas.register.create(created, batches))),
      ),
      takeQuarantined: (rows) => inTurn(() => areas.staging.stageQuarantined(file.id, rules.id, rows)),
      takeConflicts: refuse,
      takeUnmatched: refuse,
      findActive: refuse,
      findUsers: async () => ({ owners: new Map(), kept: new Set() }),
      fieldsInUse: async () => new Set(),
    },
  );
  const wanted = { encoding: parts.store.rowEncoding, report: true };
  return readWith(run, orderFor(rules, { path, ...file }, parts.clock(), wanted), host, inTurn);
}

async function refuse(): Promise<never> {
  throw new Error(
    'A reading with keysOnce ends before it finds conflicts or asks for people, and an empty register has nobody unmatched.',
  );
}

/** @throws RolledBack */
async function judge(
  run: FileRun,
  areas: StoreAreas,
  file: RosterFile,
  state: FeedState,
  read: ReadingOutcome,
): Promise<PlanCounts> {
  if (read.abandoned) throw new RolledBack(read, false);
  if (isRejected(run.rules, read.issueCounts)) throw new RolledBack(read, true);
  const { rows, taken, quarantined, unreadableKeys } = read.facts;
  const plan = { ...noChanges(), created: taken, quarantined };
  const figures = {
    plan,
    rows,
    active: 0,
    unreadableKeys,
    ending: 0,
    repeatsUndone: 0,
    zerosLost: 0,
    takenOver: 0,
    companies: [],
  };
  const reasons = await judgeRoster(run, areas, file, state, figures);
  if (reasons.length > 0) throw new RolledBack(read, false);
  return plan;
}

async function record(
  run: FileRun,
  areas: StoreAreas,
  file: RosterFile,
  { read, plan, version }: { read: ReadingOutcome; plan: PlanCounts; version: number },
): Promise<void> {
  const at = run.parts.clock().toISOString();
  const planned = {
    plan,
    planNo: file.planNo + 1,
    planVersion: version,
    activeBefore: 0,
    waitsSince: null,
    holdReasons: [],
  };
  await recordProcessed(run, areas, file, {
    from: 'validating',
    version,
    issueCounts: read.issueCounts,
    issues: read.issues,
    patch: { ...found(run, read), ...planned },
    at,
  });
  await areas.deliveries.queueFirst({ fileId: file.id, feed: run.rules.id, at }, targetsOf(run.rules, file));
}
