/** Gathers rows into batches and hands each on while the next one is being read, never more than one at a time. */
export interface StagingQueue<Row> {
  /** Resolves when more rows may come; rejects with what an earlier batch failed with. */
  add(rows: readonly Row[]): Promise<void>;
  /** Hands the last rows on and waits for all. */
  end(): Promise<void>;
  /** Waits for the batch under way, whatever becomes of it: for when the reading itself has failed. */
  abandon(): Promise<void>;
}

/** Rows of one batch: a statement's cost is spread over many, and two batches fit into a few megabytes. */
const batchSize = 4000;

export function createStagingQueue<Row>(stage: (rows: Row[]) => Promise<void>): StagingQueue<Row> {
  let gathered: Row[] = [];
  let underWay: Promise<void> = Promise.resolve();

  async function handOn(): Promise<void> {
    const batch = gathered;
    gathered = [];
    await underWay;
    underWay = stage(batch);
    // The rejection is thrown by the next await of it; until then it must not count as unhandled.
    underWay.catch(() => {});
  }

  return {
    async add(rows) {
      for (const row of rows) gathered.push(row);
      if (gathered.length >= batchSize) await handOn();
    },
    async end() {
      if (gathered.length > 0) await handOn();
      await underWay;
    },
    async abandon() {
      await underWay.catch(() => {});
    },
  };
}
