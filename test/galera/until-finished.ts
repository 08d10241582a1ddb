import { setTimeout as sleep } from 'node:timers/promises';
import type { Cluster } from './cluster.ts';
import { database } from './daemons.ts';

/**
 * Waits until so many files have their verdict and lie where it says, and, of `all`, nothing else is under way and every mail
 * is out.
 *
 * @returns false when that took too long
 */
export async function untilFinished(
  cluster: Cluster,
  files: number,
  { all, patienceMs }: { all: boolean; patienceMs: number },
): Promise<boolean> {
  for (const untilMs = performance.now() + patienceMs; performance.now() < untilMs; await sleep(200)) {
    const state = await stateOf(cluster);
    if (state === null || state.finished < files) continue;
    if (!all || state.unfinished + state.mails === 0) return true;
  }
  return false;
}

/** By the first node that answers. */
async function stateOf({ nodes }: Cluster): Promise<Record<'finished' | 'unfinished' | 'mails', number> | null> {
  const isFinished = `archive_from IS NULL AND status IN ('processed', 'processed_with_warnings', 'skipped', 'rejected')`;
  const sql = `SELECT
    (SELECT COUNT(*) FROM ${database}.roster_files WHERE ${isFinished}) AS finished,
    (SELECT COUNT(*) FROM ${database}.roster_files WHERE status <> 'failed' AND NOT (${isFinished})) AS unfinished,
    (SELECT COUNT(*) FROM ${database}.outbox WHERE status = 'waiting') AS mails`;
  for (const node of nodes) {
    const [row] = await node.query<Record<'finished' | 'unfinished' | 'mails', number>>(sql).catch(() => []);
    if (row !== undefined) return row;
  }
  return null;
}
