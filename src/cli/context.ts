import type { Readable, Writable } from 'node:stream';
import type { Worker } from 'node:worker_threads';
import type { LostLines } from '../runtime/lost-lines.ts';

/** What a command has of the outside world. */
export interface CliContext {
  /** One that waits for a roster (app/early-worker.ts). */
  rosterWorker?: Worker | null;
  env: Record<string, string | undefined>;
  stdin: Readable & { isTTY?: boolean };
  stdout: Writable & { isTTY?: boolean; columns?: number };
  stderr: Writable & { isTTY?: boolean };
  /** Of what was written to stderr. */
  lostLines?: LostLines;
  /** Begins to listen for SIGTERM and SIGINT; the signal is aborted by the first one. */
  onStop(): AbortSignal;
  /** Tells whoever started the daemon (PM2) that it is ready. */
  onReady(): void;
}

/** Options that every command has. */
export interface CommonOptions {
  config?: string;
  json?: boolean;
  verbose?: boolean;
}
