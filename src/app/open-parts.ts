import type { Worker } from 'node:worker_threads';
import type { Config } from '../config/config.ts';
import { loadKey } from '../config/key.ts';
import { languageOf } from '../config/recipients.ts';
import { createMailSender, type MailSender } from '../notify/deliver-mail.ts';
import { createMailTransport } from '../notify/email.ts';
import type { Parts } from '../pipeline/context.ts';
import type { RosterReader } from '../pipeline/reading.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Log } from '../runtime/log.ts';
import type { LostLines } from '../runtime/lost-lines.ts';
import { createVault } from '../runtime/vault.ts';
import type { Spool } from '../spool/contract.ts';
import { keptReport } from './kept-report.ts';
import { openStore } from './open-store.ts';
import { rosterKindOf } from './roster-kind-of.ts';

/** The parts that stand on a database, and how to let go of them. */
export interface OpenParts {
  parts: Parts;
  mails: MailSender;
  close(): Promise<void>;
}

export interface AppOptions {
  log: Log;
  clock: Clock;
  /** One that waits for the first roster. */
  rosterWorker?: Worker | null;
  /** Of the log. */
  lostLines?: LostLines | undefined;
}

/** Opens everything that work on files needs. */
export async function openParts(
  config: Config,
  reader: RosterReader,
  spool: Spool,
  { log, clock }: AppOptions,
): Promise<OpenParts> {
  const vault = createVault(await loadKey(config, log));
  const store = await openStore(config, vault, log);
  const transport = createMailTransport(config.mail);
  const mails = createMailSender({
    store,
    transport,
    readReport: (fileId) => spool.readReport(fileId),
    clock,
    log,
    backoff: config.times.backoff.mail,
    languageOf: (feed, recipient) => languageOf(config, feed, recipient),
  });
  return {
    parts: {
      store,
      // Another host may have read the file, and have its complete list.
      spool: {
        ...spool,
        readReport: async (fileId) => (await spool.readReport(fileId)) ?? keptReport(store, fileId),
      },
      reader,
      kindOf: rosterKindOf,
      vault,
      clock,
      log,
      interrupted: new Set(),
    },
    mails,
    async close() {
      await transport.close();
      await store.close();
    },
  };
}
