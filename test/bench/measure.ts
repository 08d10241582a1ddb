import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { memoryMb } from './process-figures.ts';

export interface Measured {
  /** From the start of the process to its exit. */
  ms: number;
  /** The most memory that the process held at once, with all its threads; null where the system doesn't tell. */
  peakMb: number | null;
  /** What it held, looked at every few milliseconds; empty where the system doesn't tell. */
  residentMb: number[];
  stdout: string;
}

export interface Command {
  program: string;
  args: readonly string[];
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  /** Written to its standard input. */
  input?: string;
  /** Exit codes that are no failure; 0 alone by default. */
  exitCodes?: readonly number[];
  /** Ends the process. */
  signal: AbortSignal;
}

/** The kernel keeps the peak until the process is gone, so at most what it grew in its last moments is missed. */
const lookEveryMs = 25;

/** Runs a command to its end. @throws when it fails, with what it wrote to stderr */
export async function measure(command: Command): Promise<Measured> {
  const { program, args, cwd, env, input, exitCodes = [0], signal } = command;
  const startedMs = performance.now();
  const child = spawn(program, args, { cwd, env, signal, stdio: 'pipe' });
  let peakMb: number | null = null;
  const residentMb: number[] = [];
  const looking = setInterval(() => {
    peakMb = memoryMb(child.pid, 'VmHWM') ?? peakMb;
    const resident = memoryMb(child.pid, 'VmRSS');
    if (resident !== null) residentMb.push(resident);
  }, lookEveryMs);
  try {
    // A process that ends early closes its input; what it ended of is told by its exit code.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
    const exited = once(child, 'exit').then(([code]) => ({ code, ms: performance.now() - startedMs }));
    const [{ code, ms }, stdout, stderr] = await Promise.all([exited, text(child.stdout), text(child.stderr)]);
    if (!exitCodes.includes(code)) {
      throw new Error(`${program} ${args.join(' ')} ended with code ${code}.\n${stderr}${stdout}`);
    }
    return { ms, peakMb, residentMb, stdout };
  } finally {
    clearInterval(looking);
  }
}

/** Has the system write what it holds back of files, removed ones included, so that no commit waits for the bytes of another. */
export async function settleDisk(signal: AbortSignal): Promise<void> {
  await measure({ program: 'sync', args: [], signal });
}
