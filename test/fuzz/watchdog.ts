import { Worker } from 'node:worker_threads';

/** Watches from another thread, so that a loop without an end is seen, too. */
export interface Watchdog {
  /** From now on this file is worked on. */
  begin(index: number): void;
  end(): Promise<void>;
}

/** Ends the process by SIGKILL when one file takes longer, and says which; it can be made again by its number. */
export function startWatchdog(seedNumber: number, limitMs: number): Watchdog {
  const current = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(code, { eval: true, workerData: { current, seedNumber, limitMs }, execArgv: [] });
  return {
    begin: (index) => void Atomics.store(current, 0, index),
    end: async () => void (await worker.terminate()),
  };
}

const code = `
  const { writeSync } = require('node:fs');
  const { workerData: { current, seedNumber, limitMs } } = require('node:worker_threads');
  let [index, since] = [0, Date.now()];
  setInterval(() => {
    const now = Atomics.load(current, 0);
    if (now !== index) [index, since] = [now, Date.now()];
    else if (Date.now() - since > limitMs) {
      writeSync(2, 'HANGS: file ' + index + ' after ' + limitMs / 1000 + ' s. npm run fuzz -- --seed ' + seedNumber + ' --only ' + index + '\\n');
      process.kill(process.pid, 'SIGKILL');
    }
  }, 500);`;
