import type { Config } from '../../config/config.ts';
import type { Store } from '../../store/contract.ts';
import type { DoctorFinding } from '../contract.ts';

/** What stands in the database about the feeds, beside their files. */
export async function findNotes(store: Store, config: Config): Promise<DoctorFinding[]> {
  return [
    ...(await standingAlerts(store, config)),
    ...(await findPauses(store, config)),
    ...(await findLeftBehind(store, config)),
  ];
}

/** What the daemon has told of, and what has not ended; files that are not taken keep nothing from working. */
async function standingAlerts({ alerts }: Store, config: Config): Promise<DoctorFinding[]> {
  const known = new Set(['', ...config.feeds.map(({ id }) => id)]);
  const standing = (await alerts.standing()).filter(({ feed }) => known.has(feed));
  return standing.map(({ feed, code, subject, message, hint, since }) => ({
    subject: feed === '' ? 'alert' : `alert ${feed}`,
    ok: code === 'stray-file',
    message: `since ${since}: ${subject === '' ? '' : `${subject}: `}${message}`,
    mend: hint,
  }));
}

/** Somebody wants it so: it is told, and no fault. */
async function findPauses({ feeds }: Store, config: Config): Promise<DoctorFinding[]> {
  const pauses = await feeds.pauses(config.feeds.map(({ id }) => id));
  return pauses.map(({ feed, since, by, adoptedBy }) => {
    const message =
      adoptedBy === null ? `Paused by ${by} since ${since}.` : `Taken over by ${adoptedBy} on ${since}; it is paused.`;
    return { subject: `feed ${feed}`, ok: true, message, mend: `Run "rollcall resume ${feed}" when it shall go on.` };
  });
}

/** A feed that was taken out of the config, or was renamed there alone. */
async function findLeftBehind({ adoption }: Store, { feeds }: Config): Promise<DoctorFinding[]> {
  const left = await adoption.leftBehind(feeds.map(({ id }) => id));
  return left.map((feed) => ({
    subject: `feed ${feed}`,
    ok: true,
    message: 'Its employees are in the register, but it is not in the config.',
    mend: `If it was renamed, run "rollcall feed adopt ${feed} NEW" before the first roster comes under the new name.`,
  }));
}
