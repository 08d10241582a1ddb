import type { IssueCounts } from '../domain/issue.ts';
import { dateIn } from '../runtime/clock.ts';
import type { FeedState, RosterFile, Staging, StoreAreas } from '../store/contract.ts';
import { type FeedRules, type FileRun, timed } from './context.ts';
import { gatherRows } from './gather-rows.ts';
import { createInTurn, type InTurn } from './in-turn.ts';
import { loadCorrections } from './load-corrections.ts';
import { expectationOf } from './manifest-findings.ts';
import type { ReadingOrder, ReadingOutcome } from './reading.ts';
import {
  createRosterHost,
  type HostRequest,
  type PeopleFinder,
  type RosterHost,
  type RosterTaker,
} from './roster-host.ts';

/** Where the file is, how staging is written to, and where the complete issue list goes: null keeps none. */
export interface RosterSource {
  /** Where the file lies on this machine. */
  path: string;
  /** Does something with the staging area, as long as this process is the one that works on the feed. */
  write(work: (staging: Staging) => Promise<void>): Promise<void>;
  report: HostRequest['report'];
}

export interface StagedRoster extends ReadingOutcome {
  rejected: boolean;
  /** The feed's register version before its digests were read: a plan on them is good for that one only. */
  registerVersion: number;
  /** Active employees per company, as of that version. */
  active: ReadonlyMap<string, number>;
  /** Whether the plan has to look for the missing only among the unmatched employees. */
  unmatchedOnly: boolean;
}

/**
 * Reads a file and stages what differs from the register. A file that is to be rejected leaves nothing.
 *
 * @param areas the store itself, or a transaction that will be rolled back
 */
export async function stageRoster(
  run: FileRun,
  areas: StoreAreas,
  file: RosterFile,
  source: RosterSource,
): Promise<StagedRoster> {
  const { rules, parts } = run;
  await source.write((staging) => staging.purge(file.id));
  const state = await areas.feeds.get(rules.id);
  const digestsUsable = state.digestFingerprint === rules.fingerprint;
  const expectedDigests = digestsUsable ? await lastRows(areas, state) : 0;
  // One at a time: the database would only let them wait for each other.
  const inTurn = createInTurn();
  const write: RosterSource['write'] = (work) => inTurn(() => source.write(work));
  const taker: RosterTaker = {
    takeRows: gatherRows((batches) =>
      write((staging) => timed(run, 'stage', () => staging.stage(file.id, rules.id, batches))),
    ),
    takeQuarantined: (rows) => write((staging) => staging.stageQuarantined(file.id, rules.id, rows)),
    takeConflicts: (keys) => write((staging) => staging.quarantine(file.id, keys)),
    takeUnmatched: (ids) => write((staging) => staging.addUnmatched(file.id, ids)),
  };
  let meanwhile: Promise<ReadonlyMap<string, number>> | null = null;
  const countActive = (inactive: ReadonlyMap<string, number> | null) => {
    meanwhile ??= inTurn(() => areas.register.activePerCompany(rules.id, inactive));
    return meanwhile;
  };
  const digests = digestsUsable ? areas.staging.digests(rules.id) : null;
  const { path, report } = source;
  const host = createRosterHost(
    run,
    { facts: { expectedDigests, keysOnce: false }, digests, report, onDigestsRead: countActive },
    { ...taker, ...peopleIn(areas, rules, inTurn) },
  );
  const order = orderFor(rules, { path, ...file }, parts.clock(), {
    encoding: parts.store.rowEncoding,
    report: report !== null,
    ...(await loadCorrections(parts.vault, areas, file)),
  });
  const outcome = await readWith(run, order, host, inTurn);
  const active = await countActive(null);
  const rejected = isRejected(rules, outcome.issueCounts);
  if (rejected) await write((staging) => staging.purge(file.id));
  const { registerVersion } = state;
  return { ...outcome, rejected, registerVersion, active, unmatchedOnly: digestsUsable };
}

/** Looks people up between what is being written. */
function peopleIn({ register }: StoreAreas, { id }: FeedRules, inTurn: InTurn): PeopleFinder {
  return {
    findActive: (emails) => inTurn(() => register.activeEmails(id, emails)),
    findUsers: (claims) => inTurn(() => register.users(id, claims)),
    fieldsInUse: (fields) => inTurn(() => register.fieldsInUse(id, fields)),
  };
}

/** About as many digests as there are: to count them would take 15 ms for each 100,000. */
async function lastRows(areas: StoreAreas, { lastFull }: FeedState): Promise<number> {
  const last = lastFull === null ? null : await areas.ledger.get(lastFull.fileId);
  return last?.rows ?? 0;
}

/** Has a roster read, and lets go of what the reading had open. Where it fails nothing is written any more. */
export async function readWith(
  run: FileRun,
  order: ReadingOrder,
  host: RosterHost,
  inTurn: InTurn,
): Promise<ReadingOutcome> {
  let whole = false;
  try {
    const outcome = await timed(run, 'validate', () => run.parts.reader.read(order, host, run.signal));
    whole = true;
    return outcome;
  } catch (error) {
    await inTurn.end();
    throw error;
  } finally {
    await host.close(whole);
  }
}

export function isRejected(rules: FeedRules, counts: IssueCounts): boolean {
  return counts.fatal > 0 || (rules.rejectOn === 'any' && counts.row > 0);
}

/**
 * The feed's rules, and what is wanted of this reading, as plain data.
 *
 * @param file `sha256` is null while it is still being copied
 */
export function orderFor(
  rules: FeedRules,
  file: Pick<RosterFile, 'name' | 'size' | 'manifest'> & { path: string; sha256: string | null },
  now: Date,
  wanted: Pick<ReadingOrder, 'encoding' | 'report' | 'growth' | 'corrections'>,
): ReadingOrder {
  const { companies, allowSyntheticIds, timeZone, csv, decrypt, fingerprint } = rules;
  const { name, path, size } = file;
  const expected = expectationOf(rules, file);
  return {
    fileName: name,
    path,
    size,
    layout: rules.layoutChoice,
    settings: { companies, allowSyntheticIds, today: dateIn(timeZone, now) },
    csv,
    decrypt,
    fingerprint,
    ...wanted,
    ...(expected === undefined ? {} : { expected }),
  };
}
