import type { Employee } from '../domain/employee.ts';
import type { TextHash } from '../domain/key-hash.ts';
import type { PackedBytes } from '../domain/packed-bytes.ts';
import { sourceDigestLength, writeSourceDigest } from '../domain/roster-index.ts';
import { renderSealedText } from '../domain/sealed-text.ts';
import type { Layout, ReadRow } from '../layouts/contract.ts';
import type { Vault } from '../runtime/vault.ts';
import type { EncodedRows, QuarantinedRow, RowEncoding, RowPlace } from '../store/contract.ts';
import type { ReadingHost } from './reading.ts';

/** As store/encode-rows.ts has it. Digests are 16 bytes each, nothing to seal is an empty item. */
export type EncodeRows = (
  encoding: RowEncoding,
  fields: readonly (keyof Employee)[],
  rows: {
    employees: readonly Employee[];
    lines: readonly number[];
    nths: readonly number[] | null;
    unsent: readonly (string | null)[] | null;
    sealed: PackedBytes;
    sealedDigests: Uint8Array;
    nationalIdIndexes: Uint8Array;
    sourceDigests: Uint8Array;
  },
) => EncodedRows;

/** Rows that are not known to be unchanged: gathered, sealed and encoded in batches, and handed on. */
export interface DifferingRows {
  /** @param row one that is not quarantined */
  add(place: RowPlace, row: ReadRow, keyHash: TextHash, digests: Uint8Array, at: number): void;
  /** @param row one whose key can be read */
  addQuarantined(place: RowPlace, row: ReadRow): void;
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

/**
 * @param encoding null where nobody takes the rows
 * @param shareLines whether several rows may begin on one line; asked for once the first row is there
 */
export function createDifferingRows(
  encoding: RowEncoding | null,
  { fields, keepsUnsent, setOnce = [] }: Pick<Layout, 'fields' | 'keepsUnsent' | 'setOnce'>,
  host: Pick<ReadingHost, 'takeRows' | 'takeQuarantined'>,
  { vault, encodeRows }: { vault: Vault; encodeRows: EncodeRows },
  shareLines: () => boolean,
): DifferingRows {
  let employees: Employee[] = [];
  let lines: number[] = [];
  let nths: number[] = [];
  let unsent: (string | null)[] = [];
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
      nths: shareLines() ? nths : null,
      unsent: keepsUnsent ? unsent : null,
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
    nths = [];
    unsent = [];
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
    add({ line, nth }, row, keyHash, digests, at) {
      if (stopped) return;
      if (row.employee === null) throw new Error('A row that is not quarantined is an employee.');
      const offset = employees.length * sourceDigestLength;
      if (offset === sourceDigests.length) {
        const larger = new Uint8Array(2 * offset);
        larger.set(sourceDigests);
        sourceDigests = larger;
      }
      writeSourceDigest(sourceDigests, offset, keyHash, digests, at);
      employees.push(row.employee);
      lines.push(line);
      nths.push(nth);
      if (keepsUnsent) unsent.push(renderUnsent([...(row.unsent ?? []), ...setOnce]));
    },
    addQuarantined({ line, nth }, { key, email = null }) {
      if (!stopped && key !== null) quarantined.push({ line, nth, key, email });
    },
    async handOn() {
      if (employees.length + quarantined.length >= batchSize) await handOnBatch();
    },
    stop() {
      stopped = true;
      employees = [];
      lines = [];
      nths = [];
      unsent = [];
      quarantined = [];
    },
    async end() {
      if (employees.length + quarantined.length > 0) await handOnBatch();
      await Promise.all(underWay.splice(0));
    },
    taken: () => taken,
  };
}

/** What is set once stays where the register has it, as what was not sent does. */
function renderUnsent(names: readonly string[]): string | null {
  return names.length === 0 ? null : JSON.stringify(names);
}
