/** Does one write after the other, in the order in which they come. */
export interface InTurn {
  /** After one write has failed no other begins: its transaction may be gone, and the next would stand for itself. */
  <T>(task: () => Promise<T>): Promise<T>;
  /** Lets no other write begin, and waits for the one under way, whatever becomes of it. */
  end(): Promise<void>;
}

export function createInTurn(): InTurn {
  let last: Promise<unknown> = Promise.resolve();
  let ended: { reason: unknown } | null = null;

  function doInTurn<T>(task: () => Promise<T>): Promise<T> {
    const done = last.then(async () => {
      if (ended !== null) throw ended.reason;
      try {
        return await task();
      } catch (error) {
        ended ??= { reason: error };
        throw error;
      }
    });
    // Met by whoever waits for the task; until then it must not count as unhandled.
    last = done.catch(() => {});
    return done;
  }

  return Object.assign(doInTurn, {
    async end(): Promise<void> {
      ended ??= { reason: new Error('The reading has ended; nothing more is written.') };
      await last;
    },
  });
}
