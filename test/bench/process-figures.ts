import { readFileSync } from 'node:fs';

/** Memory of a process with all its threads: `VmHWM` is the most it ever held, `VmRSS` what it holds now. Linux only. */
export function memoryMb(pid: number | undefined, field: 'VmHWM' | 'VmRSS'): number | null {
  const status = readProcess(pid, 'status');
  const kilobytes = status && new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)?.[1];
  return kilobytes ? Number(kilobytes) / 1024 : null;
}

/** Time on a core that a process has used so far, in user and system mode. Linux only. */
export function cpuMs(pid: number | undefined): number | null {
  const stat = readProcess(pid, 'stat');
  if (stat === null) return null;
  // The program's name, the second field, may hold spaces: utime and stime are the 14th and 15th of proc(5).
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * tickMs;
}

/** USER_HZ is 100 on every architecture that Node.js is built for. */
const tickMs = 10;

function readProcess(pid: number | undefined, file: 'status' | 'stat'): string | null {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    // Gone already, or a system without /proc.
    return null;
  }
}
