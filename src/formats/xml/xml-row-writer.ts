import type { XmlPlan } from './xml-plan.ts';

/** Copies the values of records as `RecordBatch.rows` has them, as long as they come in the order of the columns. */
export interface RowWriter {
  /** @param length of the bytes that the next records stand in: their values mostly take less */
  makeRoom(length: number): void;
  begin(): void;
  /** The value stands in these bytes. */
  add(column: number, utf8: Uint8Array, from: number, to: number): void;
  end(): void;
  /** What was written since there was room made. */
  take(): WrittenRows;
}

export interface WrittenRows {
  bytes: Uint8Array;
  /** Where each record begins and ends in the bytes; -1 for both where its values came in another order. */
  bounds: number[];
}

export function createRowWriter(plan: XmlPlan): RowWriter {
  const columns = plan.places.length;
  // Values that stand in no element of their own are left to the slower way.
  const isPossible = plan.nameColumn === -1 && plan.copies.length === 0;
  /** Used again and again: with one for each piece of the file the process took 100 MB more. */
  let bytes = new Uint8Array(0);
  let bounds: number[] = [];
  let start = 0;
  let at = 0;
  let next = 0;
  let isInOrder = isPossible;

  /** Writes what stands before a column's value; columns that were passed over have none. */
  function goTo(column: number, valueLength: number): void {
    isInOrder &&= column >= next && at + 2 * (column - next) + 1 + valueLength <= bytes.length;
    if (!isInOrder) return;
    for (; next < column; next += 1) {
      if (next > 0) bytes[at++] = separator;
      bytes[at++] = missing;
    }
    if (column > 0 && column < columns) bytes[at++] = separator;
    next += 1;
  }

  return {
    makeRoom(length) {
      if (isPossible && bytes.length < length) bytes = new Uint8Array(length);
      bounds = [];
      start = 0;
    },
    begin() {
      at = start;
      next = 0;
      isInOrder = isPossible;
    },
    add(column, utf8, from, to) {
      goTo(column, to - from);
      if (!isInOrder) return;
      for (let i = from; i < to; i += 1) bytes[at++] = utf8[i] as number;
    },
    end() {
      goTo(columns, 0);
      if (isInOrder) {
        bounds.push(start, at);
        start = at;
      } else bounds.push(-1, -1);
    },
    take: () => ({ bytes: bytes.slice(0, start), bounds }),
  };
}

const separator = 0x1f;
const missing = 0x00;
