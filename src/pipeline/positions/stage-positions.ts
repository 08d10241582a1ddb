import type { RosterFile, StoreAreas, UnknownHolder } from '../../store/contract.ts';
import { type FeedRules, type FileRun, timed } from '../context.ts';
import { createInTurn } from '../in-turn.ts';
import { expectationOf } from '../manifest-findings.ts';
import type { ReadingOutcome } from '../reading.ts';
import { createReport, type HostRequest } from '../roster-host.ts';
import { isRejected } from '../stage-roster.ts';
import type { PositionsHost, PositionsOrder } from './reading-positions.ts';

/** Where the file is, how staging is written to, and where the complete issue list goes: null keeps none. */
export interface PositionsSource {
  path: string;
  /** Does something with the store, as long as this process is the one that works on the feed. */
  write(work: (areas: StoreAreas) => Promise<void>): Promise<void>;
  report: HostRequest['report'];
}

export interface StagedPositions extends ReadingOutcome {
  rejected: boolean;
  /** The version of the feed's employees that positions were linked with. */
  employeesVersion: number;
}

/**
 * Reads a file of positions and stages all of them: a hierarchy is small beside a roster, and seldom sent. A file that is to
 * be rejected leaves nothing.
 *
 * @param areas the store itself, or a transaction that will be rolled back
 */
export async function stagePositions(
  run: FileRun,
  areas: StoreAreas,
  file: RosterFile,
  source: PositionsSource,
): Promise<StagedPositions> {
  const { rules, parts } = run;
  const purge = () => source.write(({ staging }) => staging.purge(file.id));
  await purge();
  // Nobody else changes the feed's employees while its lease is ours.
  const { registerVersion: employeesVersion } = await areas.feeds.get(rules.id);
  const report = createReport(source.report);
  const inTurn = createInTurn();
  let unknown: AsyncIterator<UnknownHolder[]> | null = null;
  const host: PositionsHost = {
    takePositions: (positions) =>
      inTurn(() =>
        source.write(({ positions: area }) => timed(run, 'stage', () => area.stage(file.id, rules.id, positions))),
      ),
    async nextUnknownHolders() {
      run.signal.throwIfAborted();
      unknown ??= areas.positions.unknownHolders(file.id, rules.id)[Symbol.asyncIterator]();
      const next = await unknown.next();
      return next.done ? null : next.value;
    },
    takeReport: (text) => report.write(text),
  };
  const order = positionsOrderFor(rules, { path: source.path, ...file }, { report: source.report !== null });
  let isWhole = false;
  try {
    const outcome = await timed(run, 'validate', () => parts.reader.readPositions(order, host, run.signal));
    isWhole = true;
    const rejected = isRejected(rules, outcome.issueCounts);
    if (rejected) await purge();
    return { ...outcome, rejected, employeesVersion };
  } finally {
    // A write that is under way when the reading is given up must not come behind what is tried next.
    await inTurn.end();
    await report.close(isWhole);
  }
}

/** What is wanted of a reading of positions, as plain data. */
export function positionsOrderFor(
  rules: FeedRules,
  file: Pick<RosterFile, 'name' | 'size' | 'manifest'> & { path: string; sha256: string | null },
  wanted: Pick<PositionsOrder, 'report'>,
): PositionsOrder {
  const { layoutChoice: layout, csv, decrypt } = rules;
  const { name: fileName, path, size } = file;
  const expected = expectationOf(rules, file);
  const order: PositionsOrder = { kind: 'positions', fileName, path, size, layout, csv, decrypt, ...wanted };
  return expected === undefined ? order : { ...order, expected };
}
