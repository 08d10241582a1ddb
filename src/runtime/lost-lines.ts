import type { Writable } from 'node:stream';

/** What of a log could not be written. */
export interface LostLines {
  /** So far. */
  count(): number;
  /** The system's last word on it, like `ENOSPC`. */
  code(): string;
}

/**
 * Keeps a stream whose disk is full from ending the process: nobody listens to its errors otherwise, and then they are thrown.
 * Node.js writes to a file at once and goes on with the next line; what is lost is counted.
 */
export function outliveLostLines(stream: Writable): LostLines {
  let lost = 0;
  let last = '';
  stream.on('error', (error: NodeJS.ErrnoException) => {
    // Whoever read the lines has gone; there is nothing to mend.
    if (error.code === 'EPIPE') return;
    lost += 1;
    last = error.code ?? 'unknown error';
  });
  return { count: () => lost, code: () => last };
}
