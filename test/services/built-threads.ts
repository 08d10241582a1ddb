import { syncBuiltinESMExports } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import threads from 'node:worker_threads';
import { inject } from 'vitest';

/**
 * Threads that the code under test starts from the source run what was built of the same source at the start of the run: there
 * V8 parses one file instead of hundreds, of which the types have to be stripped first.
 */
const builtNames: Record<string, string> = {
  'src/store/sqlite-worker.ts': 'sqlite-worker.js',
  'src/app/roster-thread.ts': 'roster-thread.js',
};

const checkout = fileURLToPath(new URL('../..', import.meta.url));
const { Worker } = threads;

// Every test file comes here.
if (Worker.name !== 'BuiltWorker') {
  threads.Worker = class BuiltWorker extends Worker {
    constructor(script: string | URL, options?: threads.WorkerOptions) {
      super(builtOf(script) ?? script, options);
    }
  };
  syncBuiltinESMExports();
}

function builtOf(script: string | URL): URL | null {
  if (!(script instanceof URL) || script.protocol !== 'file:') return null;
  const name = builtNames[fileURLToPath(script).slice(checkout.length)];
  return name === undefined ? null : pathToFileURL(join(dirname(inject('builtMain')), 'lib', name));
}
