import { type Expectation, judgeRows, type ModelPerson, type ModelRules } from '../pipeline/register-model.ts';
import type { Decision } from './decide-holds.ts';
import type { Drop } from './drop-files.ts';
import type { SoakFeed } from './feeds.ts';
import { type LedgerRow, told } from './ledger-row.ts';
import type { Options } from './options.ts';
import { soakGuard } from './project.ts';

/** What a feed's register and history must be, if the ledger is right. */
export interface Replay {
  people: ReadonlyMap<string, ModelPerson>;
  /** `file kind employee number` of every change, in the order in which they were made. */
  changes: string[];
  /** By employee number, the file that brought them. */
  createdBy: ReadonlyMap<string, number>;
  deviations: string[];
}

const rules: ModelRules = { manualFields: [], reactivate: 'absent-only', guard: soakGuard };
/** Verdicts that end an older hold of the feed. */
const supersedes = ['processed', 'processed_with_warnings', 'skipped', 'held', 'discarded'];

/**
 * Takes the files of a feed through the model in the order of the ledger, which is the order in which they were taken and
 * applied: a held file that is approved is applied before any later one, because a later one would have superseded it.
 *
 * What only Rollcall can know is taken from the ledger: which of two files of the same name was taken at all, in which order
 * files came that were dropped at the same moment, on which register version a hold was decided (of a feed with a schedule,
 * files may be staged and not yet applied), and whether a command or the next roster ended a hold. All else is the model's.
 */
export function replayLedger(
  feed: SoakFeed,
  rows: readonly LedgerRow[],
  drops: readonly Drop[],
  decisions: ReadonlyMap<number, Decision>,
  { expectResent }: Pick<Options, 'expectResent'>,
): Replay {
  const deviations: string[] = [];
  const versions: ReadonlyMap<string, ModelPerson>[] = [new Map()];
  const changes: string[] = [];
  const createdBy = new Map<string, number>();
  const applied: { sha256: string; rows: number; quarantined: number }[] = [];

  for (const [at, row] of rows.entries()) {
    const drop = drops.find(({ name, sha256 }) => name === row.name && sha256 === row.sha256);
    const say = (what: string) => void deviations.push(`${told(row)}: ${what}`);
    if (drop === undefined) {
      say(`nobody dropped such bytes (${row.sha256.slice(0, 12)}).`);
      continue;
    }
    const now = versions.length - 1;
    const last = applied.at(-1);
    const judged = (version: number): Expectation =>
      judgeRows(drop.sha256, drop.rows, versions[version] ?? new Map(), rules);
    if (drop.fatal) {
      if (row.status !== 'rejected') say(`it is bad (${drop.kind}) and must be rejected.`);
    } else if (last?.sha256 === row.sha256) {
      if (row.status !== 'skipped') say('it has the bytes of the last roster and must be skipped.');
    } else if (row.status === 'processed' || row.status === 'processed_with_warnings') {
      apply(row, judged(now), say);
    } else if (row.status === 'held' || row.status === 'discarded') {
      const version = row.planVersion ?? -1;
      if (version < 0 || version > now) say(`its plan stands on version ${version}, the register was at ${now}.`);
      else if (version < now && feed.settings.schedule === undefined)
        say(`it was planned on version ${version} though ${now} were applied.`);
      judgeHold(row, judged(version), rows.slice(at + 1), say);
    } else say(`${judged(now).status} was expected.`);
    if (isResent(row) && expectResent && !row.holdReasons.includes('resent'))
      say('its bytes are resent, it must be held.');
  }
  return { people: versions.at(-1) ?? new Map(), changes, createdBy, deviations };

  function isResent({ sha256 }: LedgerRow): boolean {
    return applied.slice(0, -1).some((one) => one.sha256 === sha256) && applied.at(-1)?.sha256 !== sha256;
  }

  function apply(row: LedgerRow, expected: Expectation, say: (what: string) => void): void {
    const before = versions.at(-1) ?? new Map<string, ModelPerson>();
    if (row.status !== expected.applied) say(`${expected.applied} was expected.`);
    const approved = decisions.get(row.id)?.verb === 'approve' && row.approvedPlanNo !== null;
    if (expected.status === 'held' && !approved) say('it was applied, but must be held, and nobody approved it.');
    comparePlan(row, expected, say);
    const sorted = [...expected.after].filter(([employeeNo, person]) => before.get(employeeNo) !== person);
    for (const [employeeNo] of sorted) if (!before.has(employeeNo)) createdBy.set(employeeNo, row.id);
    changes.push(...expected.changes.map((change) => `${row.id} ${change}`));
    versions.push(expected.after);
    applied.push({ sha256: row.sha256, rows: expected.rows, quarantined: expected.plan.quarantined });
  }

  function judgeHold(
    row: LedgerRow,
    expected: Expectation,
    later: readonly LedgerRow[],
    say: (what: string) => void,
  ): void {
    const mayBeHeld = expected.status === 'held' || (row.holdReasons.includes('resent') && isResent(row));
    if (!mayBeHeld) say(`it is held (${row.holdReasons.join(', ')}); ${expected.status} was expected.`);
    else comparePlan(row, expected, say);
    const superseding = later.filter(({ status }) => supersedes.includes(status)).map(({ id }) => id);
    const verb = decisions.get(row.id)?.verb;
    if (row.status === 'held') {
      if (superseding.length > 0) say(`file ${superseding[0]} came after it, the hold must have ended.`);
      if (verb === 'discard' || verb === 'approve') say(`the hold was ended by "${verb}", and is still there.`);
    } else if (row.supersededBy === null) {
      if (verb !== 'discard') say('it is discarded, and nobody did it.');
    } else if (!superseding.includes(row.supersededBy)) say(`file ${row.supersededBy} can't have superseded it.`);
  }

  function comparePlan(row: LedgerRow, { plan }: Expectation, say: (what: string) => void): void {
    for (const [count, expected] of Object.entries(plan)) {
      if (row.plan?.[count] !== expected) say(`its plan has ${row.plan?.[count]} ${count}, ${expected} were expected.`);
    }
  }
}
