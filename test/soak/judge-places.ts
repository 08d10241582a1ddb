import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Drop } from './drop-files.ts';
import { type LedgerRow, told } from './ledger-row.ts';
import type { SoakProject } from './project.ts';

const folderOf: Record<string, string> = {
  processed: 'processed',
  processed_with_warnings: 'processed',
  skipped: 'processed',
  rejected: 'rejected',
  discarded: 'rejected',
  held: 'held',
};

/** Each file lies in the folder of its verdict, with what belongs to it, and nothing lies anywhere else. */
export async function judgePlaces(
  project: SoakProject,
  ledger: readonly LedgerRow[],
  drops: readonly Drop[],
): Promise<string[]> {
  const deviations: string[] = [];
  for (const feed of project.feeds) {
    const inbox = project.pathOf(feed);
    const rows = ledger.filter((row) => row.feed === feed.id);
    const belonging = new Set<string>();
    for (const row of rows) {
      const folder = folderOf[row.status];
      if (folder === undefined) continue;
      const name = row.archivedAs ?? row.name;
      const place = join(folder, name);
      const is = await sha256Of(join(inbox, place));
      const drop = drops.find(
        ({ name, sha256, feed }) => feed === row.feed && name === row.name && sha256 === row.sha256,
      );
      // The file that replaced it lies there, or it is the one that was replaced.
      const mayBeGone = drop?.mayBeMissed === true;
      if (is !== row.sha256 && !mayBeGone) deviations.push(`${told(row)} does not lie in ${place}.`);
      if (is !== row.sha256) continue;
      belonging.add(place);
      for (const companion of row.companions) belonging.add(join(folder, companion));
      if (row.companions.length < (feed.complete === 'settled' ? 0 : 1))
        deviations.push(`${told(row)} has lost its ${feed.complete}.`);
      const report = `${place}.errors.csv`;
      const wantsReport = row.issues > 0 && folder !== 'held';
      if (!wantsReport) continue;
      belonging.add(report);
      if ((await sha256Of(join(inbox, report))) === null) deviations.push(`${told(row)} has no ${report}.`);
    }
    for (const place of await filesBelow(inbox)) {
      if (!belonging.has(place)) deviations.push(`${feed.id}: ${place} is left over.`);
    }
  }
  return deviations;
}

/** What the daemons keep of files for themselves. @returns spooled copies that no held file needs */
export async function findSpoolLeftovers(project: SoakProject, ledger: readonly LedgerRow[]): Promise<string[]> {
  const needed = new Set(
    ledger.flatMap(({ status, spoolName }) => (['held', 'failed'].includes(status) && spoolName ? [spoolName] : [])),
  );
  const left: string[] = [];
  for (const directory of project.dataDirectories) {
    for (const name of await filesBelow(join(directory, 'spool'))) {
      if (!needed.has(name) && !/^reports\/\d+\.csv$/.test(name)) left.push(join(directory, 'spool', name));
    }
  }
  return left;
}

async function filesBelow(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1))
    .sort();
}

/** Null where there is no such file. */
async function sha256Of(path: string): Promise<string | null> {
  const bytes = await readFile(path).catch(() => null);
  return bytes && createHash('sha256').update(bytes).digest('hex');
}
