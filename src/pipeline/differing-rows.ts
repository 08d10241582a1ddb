import type { Employee, EmployeeKey } from '../domain/employee.ts';
import type { TextHash } from '../domain/key-hash.ts';
import type { PackedBytes } from '../domain/packed-bytes.ts';
import { sourceDigestLength, writeSourceDigest } from '../domain/roster-index.ts';
import { renderSealedText } from '../domain/sealed-text.ts';
import type { Vault } from '../runtime/vault.ts';
import type { EncodedRows, QuarantinedRow, RowEncoding } from '../store/contract.ts';
import type { ReadingHost } from './reading.ts';

/** As store/encode-rows.ts has it. Digests are 16 bytes each, nothing to seal is an empty item. */
export type EncodeRows = (
  encoding: RowEncoding,
  fields: readonly (keyof Employee)[],
  rows: {
    employees: readonly Employee[];
    lines: readonly number[];
    sealed: PackedBytes;
    sealedDigests: Uint8Array;
    nationalIdIndexes: Uint8Array;
    sourceDigests: Uint8Array;
  },
) => EncodedRows;

/** Rows that are not known to be unchanged: gathered, sealed and encoded in batches, and handed on. */
export interface DifferingRows {
  add(line: number, employee: Employee, keyHash: TextHash, digests: Uint8Array, at: number): void;
  addQuarantined(line: number, key: EmployeeKey): void;
  /** Hands on what makes up a batch. Some are being taken while the next is gathered. */
  handOn(): Promise<void>;
  /** From here on rows are dropped: the file will be rejected. */
  stop(): void;
  /** Hands on the rest, and waits until all is taken. */
  end(): Promise<void>;
  /** Rows that were handed on. */
  taken(): number;
}

/**
 * Rows of one batch: few enough that they are garbage before V8 moves them to where it seldom looks. With 4,000 a million
 * rows took 0.7 s and 60 MB more.
 */
const batchSize = 1000;
/** So many are being taken while the next is gathered: the database never waits for the reading, nor this for that. */
const maxUnderWay = 8;

/** @param encoding null where nobody takes the rows */
export function createDifferingRows(
  encoding: RowEncoding | null,
  fields: readonly (keyof Employee)[],
  host: Pick<ReadingHost, 'takeRows' | 'takeQuarantined'>,
  { vault, encodeRows }: { vault: Vault; encodeRows: EncodeRows },
): DifferingRows {
  let employees: Employee[] = [];
  let lines: number[] = [];
  let sourceDigests = new Uint8Array(batchSize * sourceDigestLength);
  let quarantined: QuarantinedRow[] = [];
  const underWay: Promise<void>[] = [];
  let stopped = encoding === null;
  let taken = 0;

  function sealAndEncode(): EncodedRows | null {
    if (encoding === null || employees.length === 0) return null;
    const sealedTexts = employees.map(renderSealedText);
    return encodeRows(encoding, fields, {
      employees,
      lines,
      sealed: vault.sealAll(sealedTexts),
      sealedDigests: vault.digestSealed(sealedTexts),
      nationalIdIndexes: vault.indexNationalIds(employees.map(({ nationalId }) => nationalId ?? '')),
      sourceDigests,
    });
  }

  async function handOnBatch(): Promise<void> {
    const rows = sealAndEncode();
    const keysOnly = quarantined;
    taken += employees.length;
    employees = [];
    lines = [];
    quarantined = [];
    if (underWay.length === maxUnderWay) await underWay.shift();
    const taking = take(rows, keysOnly);
    // The rejection is thrown where it is awaited; until then it must not count as unhandled.
    taking.catch(() => {});
    underWay.push(taking);
  }

  async function take(rows: EncodedRows | null, keysOnly: QuarantinedRow[]): Promise<void> {
    if (rows !== null) await host.takeRows(rows);
    if (keysOnly.length > 0) await host.takeQuarantined(keysOnly);
  }

  return {
    add(line, employee, keyHash, digests, at) {
      if (stopped) return;
      const offset = employees.length * sourceDigestLength;
      if (offset === sourceDigests.length) {
        const larger = new Uint8Array(2 * offset);
        larger.set(sourceDigests);
        sourceDigests = larger;
      }
      writeSourceDigest(sourceDigests, offset, keyHash, digests, at);
      employees.push(employee);
      lines.push(line);
    },
    addQuarantined(line, key) {
      if (!stopped) quarantined.push({ line, key });
    },
    async handOn() {
      if (employees.length + quarantined.length >= batchSize) await handOnBatch();
    },
    stop() {
      stopped = true;
      employees = [];
      lines = [];
      quarantined = [];
    },
    async end() {
      if (employees.length + quarantined.length > 0) await handOnBatch();
      await Promise.all(underWay.splice(0));
    },
    taken: () => taken,
  };
}
