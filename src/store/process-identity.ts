import { readFileSync, readlinkSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';

/** Names a process so that it is never taken for another one: process ids are given out again, also after a restart. */
export interface ProcessIdentity {
  /** Its name, and the pid namespace in which the process id counts. */
  host: string;
  /** Changes with every start of the machine; null where the system has none. */
  bootId: string | null;
  pid: number;
  /** In ticks since the machine started; null where the system doesn't tell. */
  startedAt: string | null;
}

let own: ProcessIdentity | null = null;

/** The identity of this process. */
export function processIdentity(): ProcessIdentity {
  own ??= {
    host: [hostname(), read(() => readlinkSync('/proc/self/ns/pid'))].filter((part) => part !== null).join(' '),
    bootId: read(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8')),
    pid: process.pid,
    startedAt: startTime(read(() => readFileSync('/proc/self/stat', 'utf8'))),
  };
  return own;
}

export function isSameProcess(one: ProcessIdentity, other: ProcessIdentity): boolean {
  return (
    one.pid === other.pid && one.host === other.host && one.bootId === other.bootId && one.startedAt === other.startedAt
  );
}

/**
 * Whether the other process is known to have ended. The boot id, not the host's name, says that it ran on this machine:
 * clones share a name, and after a restart the lease has long expired. Processes of another pid namespace (a container)
 * can't be seen from here. Where the system has no boot id (macOS), the name must do.
 */
export async function provenDead(other: ProcessIdentity | null, self: ProcessIdentity): Promise<boolean> {
  if (other === null || other.host !== self.host || other.bootId !== self.bootId) return false;
  if (!processExists(other.pid)) return true;
  if (other.startedAt === null) return false;
  const stat = await readFile(`/proc/${other.pid}/stat`, 'utf8').catch(() => null);
  return stat !== null && (startTime(stat) !== other.startedAt || /^[ZX]$/.test(fields(stat)[0] ?? ''));
}

/** Field 22. */
function startTime(stat: string | null): string | null {
  return stat === null ? null : (fields(stat)[19] ?? null);
}

/** The fields from the third on (the state); the second is the program's name in brackets, which may hold anything. */
function fields(stat: string): string[] {
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

function processExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

function read(get: () => string): string | null {
  try {
    return get().trim();
  } catch {
    return null;
  }
}
