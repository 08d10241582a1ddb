import { isMainThread, Worker } from 'node:worker_threads';

/**
 * Preloaded into the daemon: ends it by SIGKILL, from within, as soon as it has logged the line that DIE_AT describes, or
 * `afterMs` milliseconds later. A signal from outside comes when the machine finds time for its sender, and some of the
 * states that matter are over in a millisecond. Another `signal` than SIGKILL may be named, where it is to come at once.
 */
if (isMainThread) dieAt(JSON.parse(process.env.DIE_AT ?? ''));

function dieAt(at: { afterMs: number; line: Record<string, unknown>; signal?: NodeJS.Signals }): void {
  const { afterMs, line, signal = 'SIGKILL' } = at;
  const die = afterMs === 0 ? () => process.kill(process.pid, signal) : dieLater(afterMs);
  let isOver = false;
  const isTheLine = (text: string) => !isOver && isLike(text, line);
  const write = process.stderr.write.bind(process.stderr) as (chunk: string | Uint8Array, ...rest: never[]) => boolean;

  process.stderr.write = (chunk: string | Uint8Array, ...rest: never[]): boolean => {
    const written = write(chunk, ...rest);
    if (String(chunk).split('\n').some(isTheLine)) {
      isOver = true;
      die();
    }
    return written;
  };
}

/** By a thread of its own, so that it may come in the middle of whatever the daemon does. */
function dieLater(afterMs: number): () => void {
  const started = new Int32Array(new SharedArrayBuffer(4));
  const code = `const { workerData: { started, afterMs } } = require('node:worker_threads');
    Atomics.wait(started, 0, 0);
    Atomics.wait(started, 0, 1, afterMs);
    process.kill(process.pid, 'SIGKILL');`;
  new Worker(code, { eval: true, workerData: { started, afterMs }, execArgv: [] }).unref();
  return () => {
    Atomics.store(started, 0, 1);
    Atomics.notify(started, 0);
  };
}

function isLike(text: string, line: Record<string, unknown>): boolean {
  if (!text.startsWith('{')) return false;
  const logged = JSON.parse(text) as Record<string, unknown>;
  return Object.entries(line).every(([name, value]) => logged[name] === value);
}
