import { closeSync, fstatSync, ftruncateSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

export interface DailyLogOptions {
  directory: string;
  /** Null keeps the files for ever. */
  keepMs: number | null;
  /** Says elsewhere what is wrong with the files, and that they are written again. */
  tell(level: 'error' | 'warn' | 'info', event: string, fields: Record<string, unknown>): void;
  nowMs?(): number;
}

/** How soon a directory that could not be written to is tried again. */
const tryAgainMs = 10_000;

/**
 * Writes lines to a file a day, `rollcall-2026-11-30.log` (UTC), and removes those that are too old. A full disk or a directory
 * that is gone stops nobody: that is told once, and tried again.
 *
 * Each line is written at once and to the file of that name: an open file would go on taking lines after somebody has removed
 * it, and a line that waits would be lost when the process dies. It takes 25 us.
 */
export function createDailyLog({ directory, keepMs, tell, nowMs = Date.now }: DailyLogOptions): (line: string) => void {
  let day = '';
  let failure: { untilMs: number; missed: number } | null = null;

  return (line) => {
    const atMs = nowMs();
    if (failure !== null && atMs < failure.untilMs) {
      failure.missed += 1;
      return;
    }
    const today = dayOf(atMs);
    try {
      if (failure !== null || day !== today) mkdirSync(directory, { recursive: true, mode: 0o700 });
      append(join(directory, nameOf(today)), `${line}\n`);
    } catch (error) {
      const { code = 'UNKNOWN' } = error as NodeJS.ErrnoException;
      if (failure === null) tell('error', 'log file not written', { directory, code });
      failure = { untilMs: atMs + tryAgainMs, missed: (failure?.missed ?? 0) + 1 };
      return;
    }
    const missed = failure?.missed ?? 0;
    failure = null;
    if (missed > 0) tell('info', 'log file written again', { directory, linesMissed: missed });
    if (day !== today && keepMs !== null) {
      removeOlder(directory, dayOf(atMs - keepMs)).catch((error: NodeJS.ErrnoException) => {
        tell('warn', 'old log files not removed', { directory, code: error.code });
      });
    }
    day = today;
  };
}

/** Without the beginning of a line that a full disk has cut: whoever reads the file wants whole lines. */
function append(path: string, text: string): void {
  const file = openSync(path, 'a', 0o600);
  try {
    const bytes = Buffer.from(text);
    const { size } = fstatSync(file);
    let written = 0;
    try {
      while (written < bytes.length) written += writeSync(file, bytes, written);
    } catch (error) {
      if (written > 0 && fstatSync(file).size === size + written) ftruncateSync(file, size);
      throw error;
    }
  } finally {
    closeSync(file);
  }
}

async function removeOlder(directory: string, firstKept: string): Promise<void> {
  for (const name of await readdir(directory)) {
    const [, day] = /^rollcall-(\d{4}-\d{2}-\d{2})\.log$/.exec(name) ?? [];
    if (day !== undefined && day < firstKept) await rm(join(directory, name), { force: true });
  }
}

function nameOf(day: string): string {
  return `rollcall-${day}.log`;
}

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
