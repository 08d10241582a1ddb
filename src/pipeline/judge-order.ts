import { figure } from '../domain/figure.ts';
import type { FileStatus } from '../domain/file-status.ts';
import type { HoldReason } from '../domain/guard.ts';
import { maskNationalIds } from '../domain/mask.ts';
import type { PlanCounts } from '../domain/plan.ts';
import { compareRosterDates, type OlderDate, olderByName, parseRosterDate } from '../domain/roster-date.ts';
import type { RosterKind } from '../domain/roster-kind.ts';
import { tellDay, tellRosterDate } from '../domain/tell-date.ts';
import { dateIn } from '../runtime/clock.ts';
import type { FeedState, Ledger, RosterFile } from '../store/contract.ts';
import type { FeedRules } from './context.ts';

/**
 * Why a roster must not be applied after those that the feed has had: it takes back what they have brought. Never by the time
 * of the file, which copying changes. A feed's first roster has nothing before it.
 */
export async function judgeOrder(
  ledger: Pick<Ledger, 'list' | 'count'>,
  rules: Pick<FeedRules, 'timeZone'>,
  file: RosterFile,
  { lastFull }: Pick<FeedState, 'lastFull'>,
  plan: PlanCounts,
): Promise<HoldReason[]> {
  const undone = await judgeUndone(ledger, rules, file);
  if (lastFull === null) return undone === null ? [] : [undone];
  const reasons = [
    undone ?? (await judgeRepeat(ledger, rules, file, lastFull, plan)),
    judgeTurn(file, lastFull) ?? (await judgeDate(ledger, file, lastFull)),
  ];
  return reasons.filter((reason) => reason !== null);
}

type LastFull = NonNullable<FeedState['lastFull']>;

const applied: readonly FileStatus[] = ['processed', 'processed_with_warnings'];

/** Entries that are rosters. */
const files: readonly RosterFile['source'][] = ['inbox', 'command'];

/** Whether somebody has undone these very bytes, and nobody has approved them since; also where they would change nothing. */
async function judgeUndone(
  ledger: Pick<Ledger, 'list'>,
  { timeZone }: Pick<FeedRules, 'timeZone'>,
  { feed, kind, sha256 }: RosterFile,
): Promise<HoldReason | null> {
  if (sha256 === '') return null;
  const [last] = await ledger.list({ feed, kind, sha256, statuses: [...applied, 'undone'], limit: 1 });
  if (last?.status !== 'undone') return null;
  const [undo] = await ledger.list({ feed, undoes: last.id, limit: 1 });
  const dayOf = (at: string) => dateIn(timeZone, new Date(at));
  const day = dayOf(last.processedAt ?? last.receivedAt);
  const by = undo === undefined ? '' : ` by ${undo.doneBy} on ${tellDay(dayOf(undo.receivedAt))}`;
  return {
    code: 'repeats-undone',
    message: `This is the ${words[kind].one} of ${tellDay(day)} again (${named(last)}), which was undone${by}.`,
    hint: `Discard it if the undo still holds. Approve it if ${words[kind].content} really as in that file.`,
    facts: {
      day,
      fileId: last.id,
      name: shown(last.name),
      by: undo?.doneBy ?? '',
      undoneOn: undo === undefined ? '' : dayOf(undo.receivedAt),
    },
  };
}

/**
 * Whether these are the bytes of a roster that others have followed since. One that changes nothing takes nothing back: an
 * export that writes its rows in any order may well come to the bytes of some earlier night.
 */
async function judgeRepeat(
  ledger: Pick<Ledger, 'list' | 'count'>,
  { timeZone }: Pick<FeedRules, 'timeZone'>,
  file: RosterFile,
  lastFull: LastFull,
  plan: PlanCounts,
): Promise<HoldReason | null> {
  const { feed, kind, sha256 } = file;
  if (sha256 === lastFull.sha256 || changesNothing(plan)) return null;
  const [earlier] = await ledger.list({ feed, kind, sha256, statuses: applied, limit: 1 });
  if (earlier === undefined) return null;
  // After an undo, what it went back to is sent again.
  const [undo] = await ledger.list({ feed, kind, sources: ['undo'], limit: 1 });
  if (undo !== undefined && undo.id > earlier.id) return null;

  // Where an older file was tried again after this one, it is the last.
  const others = Math.max(1, await ledger.count({ feed, kind, sources: files, statuses: applied, after: earlier.id }));
  const since = others === 1 ? 'another one has' : `${figure(others)} others have`;
  const day = dateIn(timeZone, new Date(earlier.processedAt ?? earlier.receivedAt));
  return {
    code: 'resent',
    message: `This is the ${words[kind].one} of ${tellDay(day)} again (${named(earlier)}), and ${since} been processed since.`,
    hint: `Discard it if an old file was sent by mistake. Approve it if ${words[kind].content} really as in that file again.`,
    facts: { day, earlierFile: earlier.id, earlierName: shown(earlier.name), others },
  };
}

function changesNothing({ unchanged: _u, quarantined: _q, ...changes }: PlanCounts): boolean {
  return Object.values(changes).every((count) => count === 0);
}

/** A file that was given up and is tried again may meet a register that a newer roster has made. */
function judgeTurn({ id, kind }: RosterFile, lastFull: LastFull): HoldReason | null {
  if (lastFull.fileId < id) return null;
  return olderThanLast(
    `A ${words[kind].one} that came after this one (file ${lastFull.fileId}) has been applied; this one would take its changes back.`,
    { newerFile: lastFull.fileId },
  );
}

/** Whether its sender says that it is older than the last one, or than a repeat of the last one that was skipped. */
async function judgeDate(
  ledger: Pick<Ledger, 'list'>,
  file: RosterFile,
  { fileId, sha256 }: LastFull,
): Promise<HoldReason | null> {
  const { feed, kind } = file;
  const filter = { feed, kind, sha256, statuses: [...applied, 'skipped' as const], after: fileId - 1 };
  for (const last of await ledger.list({ ...filter, limit: mostRepeats })) {
    const older = olderBySender(file, last);
    if (older === null) continue;
    const [date, thanDate] = [tellRosterDate(older.date, older.thanDate), tellRosterDate(older.thanDate, older.date)];
    return olderThanLast(
      `By its ${older.by} this ${words[kind].one} is older than the last one: ${shown(file.name)} says ${date}, and ${named(last)} says ${thanDate}.`,
      { by: older.by, date, thanDate, lastFile: last.id, lastName: shown(last.name) },
    );
  }
  return null;
}

/** A small company's roster may be the same for months; the dates of the newest repeats tell enough. */
const mostRepeats = 20;

/** Where both have a manifest with a date, their names are not looked at. */
function olderBySender(file: RosterFile, last: RosterFile): (OlderDate & { by: 'manifest' | 'name' }) | null {
  const [date, thanDate] = [file, last].map(({ manifest }) => parseRosterDate(manifest?.createdAt ?? ''));
  if (date && thanDate) {
    return (compareRosterDates(date, thanDate) ?? 0) < 0 ? { date, thanDate, by: 'manifest' } : null;
  }
  const older = olderByName(file.name, last.name);
  return older === null ? null : { ...older, by: 'name' };
}

function olderThanLast(message: string, facts: HoldReason['facts']): HoldReason {
  return { code: 'older-than-last', message, hint: 'Discard this file, unless you mean to go back to it.', facts };
}

const words: Record<RosterKind, { one: string; content: string }> = {
  employees: { one: 'roster', content: 'everybody is' },
  positions: { one: 'file of positions', content: 'the positions are' },
};

function named({ id, name }: RosterFile): string {
  return `file ${id}, ${shown(name)}`;
}

const longestName = 80;

function shown(name: string): string {
  const masked = maskNationalIds(name);
  return masked.length > longestName ? `${masked.slice(0, longestName)}...` : masked;
}
