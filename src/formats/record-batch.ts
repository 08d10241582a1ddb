import { renderRow } from '../domain/packed-row.ts';
import type { RawRecord, RecordBatch } from './contract.ts';

/** Gathers records until there are enough of them for a batch. */
export interface BatchBuilder {
  /** A record whose bytes must be encoded from its values. */
  add(record: RawRecord): void;
  /** Bytes that records are going to be found in. @returns where they begin among all the batch's bytes */
  addBytes(bytes: Uint8Array): number;
  /** A record whose values stand in the bytes already, between these places among all of them. */
  addPacked(record: RawRecord, start: number, end: number): void;
  /** What stands in the place of a record and is none, for its fault: whoever waits for batches hears of it in time. */
  leaveOut(): void;
  /** Records, and what was left out. */
  count(): number;
  /** The batch, if anything is in it or was left out; the next one begins empty. */
  take(): Generator<RecordBatch>;
}

export function createBatchBuilder(): BatchBuilder {
  let records: RawRecord[] = [];
  let bounds: number[] = [];
  let pieces: Uint8Array[] = [];
  let length = 0;
  let texts: string[] = [];
  let encoded: number[] = [];
  let leftOut = 0;

  return {
    add(record) {
      texts.push(renderRow(record.values));
      encoded.push(records.length);
      records.push(record);
      bounds.push(0, 0);
    },
    addBytes(bytes) {
      const start = length;
      pieces.push(bytes);
      length += bytes.length;
      return start;
    },
    addPacked(record, start, end) {
      records.push(record);
      bounds.push(start, end);
    },
    leaveOut() {
      leftOut += 1;
    },
    count: () => records.length + leftOut,
    *take() {
      for (const [i, text] of texts.entries()) {
        const index = encoded[i] as number;
        bounds[2 * index] = length;
        length += Buffer.byteLength(text);
        bounds[2 * index + 1] = length;
      }
      if (texts.length > 0) pieces.push(Buffer.from(texts.join('')));
      const [only] = pieces;
      const bytes = pieces.length === 1 && only !== undefined ? only : Buffer.concat(pieces);
      const batch = { records, rows: { bytes, bounds: new Uint32Array(bounds) } };
      records = [];
      bounds = [];
      pieces = [];
      length = 0;
      texts = [];
      encoded = [];
      const isEmpty = batch.records.length + leftOut === 0;
      leftOut = 0;
      if (!isEmpty) yield batch;
    },
  };
}

/**
 * Enough that what is done once for a batch doesn't count, and few enough that V8 finds them dead when it next looks: with
 * 2,000 a million rows took a fifth longer and 60 MB more. A record has about 1 KB with its strings.
 */
export const batchSize = 250;
