import { text } from 'node:stream/consumers';
import { AppError } from '../domain/app-error.ts';
import type { ArchiveFolder } from '../inbox/contract.ts';
import type { Erasable, RosterFile } from '../store/contract.ts';
import { archiveFolderOf } from './archive-file.ts';
import type { Parts } from './context.ts';
import { eraseEmployees } from './erase-due.ts';
import { leaseLost } from './settle-verdict.ts';
import { type LeaseTimes, withLease } from './with-lease.ts';

export interface ErasureOrder {
  employeeId: number;
  /** `user@host`. */
  by: string;
  lease: LeaseTimes;
  stop: AbortSignal;
}

export interface ErasedPerson {
  employeeId: number;
  feed: string;
  erasedAt: string;
  erasedBy: string;
  /** False where it was erased before. */
  changed: boolean;
  /** Files in the feed's inbox that may still hold the person, oldest first. */
  archives: {
    fileId: number;
    name: string;
    receivedAt: string;
    place: string;
    state: 'plain' | 'encrypted' | 'erased';
  }[];
}

/**
 * Erases what is known of one person, as `eraseDue` does for those who are due, and names the files that still hold them.
 *
 * @throws AppError `employee-unknown`; `employee-in-roster` where the feed would bring them back; `employee-undelivered`,
 *   `feed-busy` (retryable)
 */
export async function erasePerson(parts: Parts, order: ErasureOrder): Promise<ErasedPerson> {
  const { employeeId, by } = order;
  const { feed } = await load(parts, employeeId);
  const at = parts.clock().toISOString();
  const { person, numbers } = await withLease(parts, feed, order.lease, order.stop, (lease) =>
    parts.store.transaction(async (areas) => {
      const person = await load({ store: areas }, employeeId);
      if (person.erasedAt !== null) return { person, numbers: [] };
      refuse(person);
      const numbers = await eraseEmployees(areas, feed, [employeeId], { at, actor: by });
      if (!(await areas.leases.renew(lease))) throw leaseLost({ lease });
      return { person, numbers };
    }),
  );
  const files = await filesThatMayHold(parts, person);
  await dropReportsOf(parts, files, numbers);
  return {
    employeeId,
    feed,
    erasedAt: person.erasedAt ?? at,
    erasedBy: person.erasedBy ?? by,
    changed: person.erasedAt === null,
    archives: await archivesOf(parts, files),
  };
}

async function load({ store }: { store: Pick<Parts['store'], 'erasure'> }, id: number): Promise<Erasable> {
  const person = await store.erasure.employee(id);
  if (person !== null) return person;
  throw new AppError('employee-unknown', `There is no employee with the id ${id}.`, {
    hint: 'Look the id up with "rollcall employee --employee-no N".',
  });
}

function refuse({ id, feed, active, inLastRoster, openFileId, undelivered }: Erasable): void {
  if (inLastRoster) {
    const what = active ? 'is active' : 'is not active, but may stand in it all the same';
    throw new AppError(
      'employee-in-roster',
      `Employee ${id} ${what}: the last roster of feed ${feed} brings them, and the next one would bring them back.`,
      { hint: 'Have the sender leave them out. Once a roster without them was processed, do this again.' },
    );
  }
  if (openFileId !== null) {
    throw new AppError(
      'employee-in-roster',
      `File ${openFileId} of feed ${feed} brings employee ${id}, and is not finished.`,
      {
        hint: `End it first: "rollcall file ${openFileId}" tells what it waits for.`,
      },
    );
  }
  if (undelivered) {
    throw new AppError(
      'employee-undelivered',
      `A destination of feed ${feed} has not been told of employee ${id} yet.`,
      {
        hint: `"rollcall deliveries --feed ${feed}" lists what waits; what is erased can't be sent any more.`,
        retryable: true,
      },
    );
  }
}

/** Those that came from when the person was new until they were gone. */
async function filesThatMayHold({ store }: Parts, person: Erasable): Promise<RosterFile[]> {
  const { feed, createdFileId, createdAt, absentFromFileId } = person;
  const { lastFull } = await store.feeds.get(feed);
  const first = createdFileId === null ? {} : { after: createdFileId - 1 };
  const files = await store.ledger.list({ feed, kind: 'employees', ...first });
  return files
    .filter(({ id, receivedAt }) => {
      if (id === lastFull?.fileId || id >= (absentFromFileId ?? Number.POSITIVE_INFINITY)) return false;
      return createdFileId !== null || receivedAt >= createdAt;
    })
    .reverse();
}

async function archivesOf({ store }: Parts, files: readonly RosterFile[]): Promise<ErasedPerson['archives']> {
  const archives: ErasedPerson['archives'] = [];
  for (const file of files) {
    const { id: fileId, name, receivedAt } = file;
    if (file.source !== 'inbox') continue;
    const key = await store.archiveKeys.get(fileId);
    const place = key === null ? placeOf(file) : `${key.folder}/${key.name}`;
    if (place === null) continue;
    const state = key === null ? 'plain' : key.wrapped === null ? 'erased' : 'encrypted';
    archives.push({ fileId, name, receivedAt, place, state });
  }
  return archives;
}

/** Null for a file that was deleted. */
function placeOf(file: RosterFile): string | null {
  if (file.archiveFrom === '') return file.name;
  const folder: ArchiveFolder | undefined = file.archiveFrom ?? archiveFolderOf(file);
  return file.archivedAs === null || folder === undefined ? null : `${folder}/${file.archivedAs}`;
}

/** The complete issue lists that this host has: those that name the person go. */
async function dropReportsOf(
  { spool }: Parts,
  files: readonly RosterFile[],
  numbers: readonly string[],
): Promise<void> {
  if (numbers.length === 0) return;
  const kept = new Set(await spool.reports());
  for (const { id } of files) {
    const report = kept.has(id) ? await spool.readReport(id) : null;
    if (report === null) continue;
    const content = await text(report);
    if (numbers.some((number) => content.includes(number))) await spool.dropReport(id);
  }
}
