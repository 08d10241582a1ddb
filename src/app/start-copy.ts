import type { Spool, SpoolCopy, SpooledFile } from '../spool/contract.ts';

/** A copy that is being made in the spool. */
export interface StartedCopy {
  /** From now on it is the caller's. @throws what receiving it fails with */
  take(): Promise<SpooledFile>;
  /** Lets nothing remain of it, unless it was taken. */
  drop(): Promise<void>;
}

/** Begins a copy in the spool, for whoever has something else to do meanwhile. */
export function startCopy(
  spool: Spool,
  target: SpoolCopy,
  content: AsyncIterable<Uint8Array>,
  stop: AbortSignal,
): StartedCopy {
  const unwanted = new AbortController();
  const copy = spool.receive(target, content, AbortSignal.any([stop, unwanted.signal]));
  // It rejects where it is taken; until then it must not count as unhandled.
  copy.catch(() => {});
  let taken = false;
  return {
    take() {
      taken = true;
      return copy;
    },
    async drop() {
      if (taken) return;
      unwanted.abort();
      const spooled = await copy.catch(() => null);
      if (spooled !== null) await spool.remove(spooled.spoolName);
    },
  };
}
