import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import type { ReportWriter } from './contract.ts';
import { isMissing, spoolFailed } from './spool-errors.ts';

/** A report is under its name only when it is complete; an earlier one stays until then. */
export function startReport(path: string): ReportWriter {
  // Another process may have taken the feed over, and write the same report.
  const temp = `${path}.${randomUUID()}.tmp`;
  const file = createWriteStream(temp, { mode: 0o600, highWaterMark: 256 * 1024 });
  // A failure is thrown to whoever writes or closes next; without a listener it would end the process.
  file.on('error', () => undefined);

  return {
    async write(text) {
      try {
        if (file.errored) throw file.errored;
        if (!file.write(text)) await once(file, 'drain');
      } catch (error) {
        throw spoolFailed(path, error);
      }
    },
    async close() {
      try {
        if (file.errored) throw file.errored;
        file.end();
        await finished(file);
        await rename(temp, path);
      } catch (error) {
        throw spoolFailed(path, error);
      }
    },
    async discard() {
      file.destroy();
      await finished(file).catch(() => {});
      // What stays is swept at the next start; what made the report be discarded matters more.
      await rm(temp, { force: true }).catch(() => {});
    },
  };
}

export async function openReport(path: string): Promise<Readable | null> {
  try {
    return (await open(path, 'r')).createReadStream();
  } catch (error) {
    if (isMissing(error)) return null;
    throw spoolFailed(path, error);
  }
}
