import { hash, randomUUID } from 'node:crypto';
import { failureCause } from '../domain/failure-cause.ts';
import type { FileStatus } from '../domain/file-status.ts';
import type { Issue } from '../domain/issue.ts';
import type { RepeatedEvent, VerdictEvent } from '../notify/contract.ts';
import type { RosterFile, StoreAreas, ToldFailure } from '../store/contract.ts';
import type { FileRun } from './context.ts';

/** With one of these the feed works again: what fails afterwards is news. */
const worksAgain: readonly FileStatus[] = ['processed', 'processed_with_warnings', 'skipped'];

/**
 * Writes the mails of a verdict, inside its transaction: in full, or as a line of a digest where the feed has failed in the same
 * way a little before.
 *
 * @param file as it is with its verdict
 * @param event what the technical users are told; null for nothing
 * @param issues the kept ones; null where the ledger has them
 */
export async function mailVerdict(
  run: FileRun,
  areas: StoreAreas,
  file: RosterFile,
  event: VerdictEvent | null,
  issues: readonly Issue[] | null,
): Promise<void> {
  const { digestAfterMs } = run.rules;
  if (worksAgain.includes(file.status)) await areas.toldFailures.forget(file.feed, file.kind, null);
  if (event === null) return;
  // No flood comes from somebody's own command, which sends its mails before it ends.
  const isCommand = file.source === 'command';
  if (!isRepeatable(event) || digestAfterMs === 0 || isCommand) return await mailInFull(run, areas, file, event);

  const cause = hash('sha256', failureCause(event, file, issues ?? (await areas.ledger.issues(file.id))));
  const nowMs = run.parts.clock().getTime();
  const told = await areas.toldFailures.find(file.feed, file.kind, cause);
  const gatherUntil = told !== null && (await isAgain(areas, file, told)) ? windowOf(told, nowMs, digestAfterMs) : null;
  if (told === null || gatherUntil === null) {
    await areas.toldFailures.forget(file.feed, file.kind, isoTime(nowMs - digestAfterMs));
    await areas.toldFailures.set({
      ...{ feed: file.feed, kind: file.kind, cause, event, firstFileId: file.id, lastFileId: file.id, repeats: 0 },
      firstAt: isoTime(nowMs),
      gatherUntil: isoTime(nowMs + digestAfterMs),
    });
    return await mailInFull(run, areas, file, event);
  }
  const repeats = gatherUntil === told.gatherUntil ? told.repeats + 1 : 1;
  await areas.toldFailures.set({ ...told, lastFileId: file.id, repeats, gatherUntil });
  await addToDigest(run, areas, file, event, { ...told, gatherUntil });
}

function isRepeatable(event: VerdictEvent): event is RepeatedEvent {
  return event === 'rejected' || event === 'held' || event === 'failed';
}

/** Whatever somebody has decided or asked for since makes it news: a hold that they ended, a file that they retried. */
async function isAgain(areas: StoreAreas, file: RosterFile, { event, lastFileId }: ToldFailure): Promise<boolean> {
  if (lastFileId === file.id) return false;
  if (event !== 'held') return true;
  return (await areas.ledger.get(lastFileId))?.supersededBy === file.id;
}

/**
 * Until when repeats are gathered in one mail: since the first one, then since the last digest.
 *
 * @returns null where the last mail lies too far back, or ahead of a clock that was put back
 */
function windowOf({ firstAt, gatherUntil, repeats }: ToldFailure, nowMs: number, lengthMs: number): string | null {
  if (nowMs < Date.parse(firstAt)) return null;
  const endMs = Date.parse(gatherUntil);
  if (nowMs < endMs) return gatherUntil;
  return repeats > 0 && nowMs < endMs + lengthMs ? isoTime(endMs + lengthMs) : null;
}

async function mailInFull(run: FileRun, areas: StoreAreas, file: RosterFile, event: VerdictEvent): Promise<void> {
  await areas.outbox.add(
    recipientsOf(run, event).map((recipient) => ({
      ...{ feed: file.feed, fileId: file.id, event, recipient },
      messageId: messageId(file, event),
    })),
  );
}

async function addToDigest(
  run: FileRun,
  areas: StoreAreas,
  file: RosterFile,
  event: RepeatedEvent,
  { cause, firstFileId, firstAt, gatherUntil }: ToldFailure,
): Promise<void> {
  const { feed, id } = file;
  for (const recipient of recipientsOf(run, event)) {
    const digest = { feed, recipient, fileId: id, messageId: messageId(file, 'again') };
    if (await areas.outbox.joinDigest({ ...digest, cause })) continue;
    const detail = { event, cause, firstFileId, since: firstAt, fileIds: [id] };
    await areas.outbox.add([{ ...digest, event: 'again' as const, detail, dueAt: gatherUntil }]);
  }
}

function recipientsOf({ rules }: FileRun, event: VerdictEvent): string[] {
  return rules.recipients.filter(({ events }) => events.includes(event)).map(({ email }) => email);
}

function messageId({ id }: RosterFile, event: string): string {
  return `<rollcall.${id}.${event}.${randomUUID()}@rollcall>`;
}

function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}
