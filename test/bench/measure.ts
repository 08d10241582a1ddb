import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';

export interface Measured {
  /** From the start of the process to its exit. */
  ms: number;
  /** The most memory that the process held at once; null where the system doesn't tell. */
  peakMb: number | null;
  stdout: string;
}

export interface Command {
  program: string;
  args: readonly string[];
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  /** Written to its standard input. */
  input?: string;
  /** Ends the process. */
  signal: AbortSignal;
}

/** The kernel keeps the peak until the process is gone, so at most what it grew in its last moments is missed. */
const lookEveryMs = 25;

/** Runs a command to its end. @throws when it fails, with what it wrote to stderr */
export async function measure(command: Command): Promise<Measured> {
  const { program, args, cwd, env, input, signal } = command;
  const startedMs = performance.now();
  const child = spawn(program, args, { cwd, env, signal, stdio: 'pipe' });
  let peakMb: number | null = null;
  const looking = setInterval(() => {
    peakMb = peakOf(child.pid) ?? peakMb;
  }, lookEveryMs);
  try {
    // A process that ends early closes its input; what it ended of is told by its exit code.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
    const exited = once(child, 'exit').then(([code]) => ({ code, ms: performance.now() - startedMs }));
    const [{ code, ms }, stdout, stderr] = await Promise.all([exited, text(child.stdout), text(child.stderr)]);
    if (code !== 0) throw new Error(`${program} ${args.join(' ')} ended with code ${code}.\n${stderr}${stdout}`);
    return { ms, peakMb, stdout };
  } finally {
    clearInterval(looking);
  }
}

function peakOf(pid: number | undefined): number | null {
  try {
    const kilobytes = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kilobytes === undefined ? null : Number(kilobytes) / 1024;
  } catch {
    // Gone already, or a system without /proc.
    return null;
  }
}
