import type { TextHash } from '../domain/key-hash.ts';
import type { PackedBytes } from '../domain/packed-bytes.ts';

/** What is left to know of a validated row whose key can be read: whoever wants more reads the row again. */
export interface SiftedRow {
  line: number;
  /** Which of the rows that begin on that line it is, counted from 1. */
  nth: number;
  /** How many rows stand in the file before it: in XML several can begin on one line. */
  rowNo: number;
  /** False where the row is quarantined. */
  usable: boolean;
  key: TextHash;
  /** Hash of the company and the national identity number; null where there is none. */
  person: TextHash | null;
  /** Hash of the key in lower case; null where it has no case. */
  foldedKey: TextHash | null;
}

/** Rows that were validated while the register's digests were on their way. */
export interface WaitingRows {
  /**
   * Takes in a batch's rows; both byte arrays must stay as they are.
   *
   * @param firstRowNo of its first row
   */
  begin(firstRowNo: number, rows: PackedBytes, rowDigests: Uint8Array): WaitingBatch;
  /** Bytes that wait. */
  size(): number;
  /** The batches in their order; each is let go of when the next is asked for. */
  release(): Generator<WaitingBatch>;
}

export interface WaitingBatch {
  readonly rows: PackedBytes;
  /** 8 bytes for each row. */
  readonly rowDigests: Uint8Array;
  /** Sets the row numbered `index` of the batch; those that are not set have no key. */
  set(index: number, row: SiftedRow): void;
  get(index: number): SiftedRow | null;
}

/** An object for each row would be promoted to V8's old generation, 200 bytes of them; this is 32, outside of its heap. */
const words = 8;

const present = 1;
const usable = 2;
const hasPerson = 4;
const hasFoldedKey = 8;
/** Above the flags, `nth` stands in the same word. */
const nthShift = 4;

export function createWaitingRows(): WaitingRows {
  let batches: WaitingBatch[] = [];
  let bytes = 0;
  return {
    begin(firstRowNo, rows, rowDigests) {
      const batch = createBatch(firstRowNo, rows, rowDigests);
      batches.push(batch);
      bytes += rows.bytes.length + rowDigests.length * (1 + words / 2);
      return batch;
    },
    size: () => bytes,
    *release() {
      batches.reverse();
      for (let batch = batches.pop(); batch !== undefined; batch = batches.pop()) yield batch;
      batches = [];
      bytes = 0;
    },
  };
}

function createBatch(firstRowNo: number, rows: PackedBytes, rowDigests: Uint8Array): WaitingBatch {
  const table = new Uint32Array((rowDigests.length / 8) * words);

  function setHash(at: number, hash: TextHash | null): void {
    table[at] = hash?.low ?? 0;
    table[at + 1] = hash?.high ?? 0;
  }

  function hashAt(at: number): TextHash {
    return { low: table[at] ?? 0, high: table[at + 1] ?? 0 };
  }

  return {
    rows,
    rowDigests,
    set(index, row) {
      const at = index * words;
      table[at] =
        present |
        (row.usable ? usable : 0) |
        (row.person === null ? 0 : hasPerson) |
        (row.foldedKey === null ? 0 : hasFoldedKey) |
        (row.nth << nthShift);
      table[at + 1] = row.line;
      setHash(at + 2, row.key);
      setHash(at + 4, row.person);
      setHash(at + 6, row.foldedKey);
    },
    get(index) {
      const at = index * words;
      const flags = table[at] ?? 0;
      if (flags === 0) return null;
      return {
        line: table[at + 1] ?? 0,
        nth: flags >>> nthShift,
        rowNo: firstRowNo + index,
        usable: (flags & usable) !== 0,
        key: hashAt(at + 2),
        person: (flags & hasPerson) === 0 ? null : hashAt(at + 4),
        foldedKey: (flags & hasFoldedKey) === 0 ? null : hashAt(at + 6),
      };
    },
  };
}
