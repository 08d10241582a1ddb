import { createHash, randomUUID } from 'node:crypto';
import { access, mkdir, readdir, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import type { Spool } from './contract.ts';
import { newGrowth } from './copy-growth.ts';
import { readBytes } from './read-bytes.ts';
import { receiveFile } from './receive-file.ts';
import { openReport, startReport } from './report-file.ts';
import { isMissing, spoolFailed } from './spool-errors.ts';

/** A directory on Rollcall's own disk. Nothing is created before it is needed. */
export function createLocalSpool(directory: string): Spool {
  const reports = join(directory, 'reports');
  const arriving = new Set<string>();
  const pathOf = (spoolName: string) => join(directory, basename(spoolName));

  return {
    begin() {
      const spoolName = `${process.pid}-${randomUUID()}`;
      return { spoolName, path: pathOf(spoolName), growth: newGrowth() };
    },
    async receive({ spoolName, path, growth }, content, signal) {
      arriving.add(spoolName);
      try {
        await makePrivate(directory);
        const { bytes, sha256 } = await receiveFile(path, content, growth, signal);
        return { spoolName, bytes, sha256 };
      } finally {
        if (content instanceof Readable) content.destroy();
        arriving.delete(spoolName);
      }
    },
    path: pathOf,
    exists: (spoolName) => exists(pathOf(spoolName)),
    async sha256(spoolName) {
      const hash = createHash('sha256');
      for await (const chunk of readBytes(pathOf(spoolName))) hash.update(chunk);
      return hash.digest('hex');
    },
    remove: (spoolName) => remove(pathOf(spoolName)),
    async keepOnly(spoolNames, restingMs = 0) {
      for (const file of await filesIn(directory)) {
        const name = file.replace(/\.tmp$/, '');
        const kept = file === name && spoolNames.has(name);
        if (kept || arriving.has(name) || isSomebodyElses(name)) continue;
        if (await hasRested(join(directory, file), restingMs)) await remove(join(directory, file));
      }
      for (const file of await filesIn(reports)) {
        if (!file.endsWith('.tmp')) continue;
        if (await hasRested(join(reports, file), restingMs)) await remove(join(reports, file));
      }
    },

    async writeReport(fileId) {
      await makePrivate(directory);
      await makePrivate(reports);
      return startReport(join(reports, `${fileId}.csv`));
    },
    dropReport: (fileId) => remove(join(reports, `${fileId}.csv`)),
    async reports() {
      const names = (await filesIn(reports)).filter((name) => /^\d+\.csv$/.test(name));
      return names.map((name) => Number.parseInt(name, 10));
    },
    readReport: (fileId) => openReport(join(reports, `${fileId}.csv`)),
  };
}

async function makePrivate(directory: string): Promise<void> {
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw spoolFailed(directory, error);
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw spoolFailed(path, error);
  }
}

async function remove(path: string): Promise<void> {
  try {
    await rm(path, { force: true });
  } catch (error) {
    throw spoolFailed(path, error);
  }
}

/** False where it has gone. */
async function hasRested(path: string, forMs: number): Promise<boolean> {
  if (forMs === 0) return true;
  try {
    return Date.now() - (await stat(path)).mtimeMs >= forMs;
  } catch (error) {
    if (isMissing(error)) return false;
    throw spoolFailed(path, error);
  }
}

async function filesIn(directory: string): Promise<string[]> {
  try {
    const entries = await readdir(directory, { withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
  } catch (error) {
    if (isMissing(error)) return [];
    throw spoolFailed(directory, error);
  }
}

/** A command may be spooling a file, not in the ledger yet, while the daemon starts and cleans up. */
function isSomebodyElses(spoolName: string): boolean {
  const pid = Number(/^(\d+)-/.exec(spoolName)?.[1]);
  if (!pid || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
