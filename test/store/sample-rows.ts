import { type Employee, plainFields } from '../../src/domain/employee.ts';
import type { EncodedRows, RowEncoding } from '../../src/store/contract.ts';
import { encodeRows, type RowsToEncode } from '../../src/store/encode-rows.ts';

/** What a test says about a row; all else is null or zero. */
export type SampleRow = Partial<Employee> & {
  line?: number;
  /** Fields that the row leaves as they are. */
  unsent?: readonly string[];
  sealed?: Uint8Array;
  sealedDigest?: Uint8Array;
  nationalIdIndex?: Uint8Array;
  sourceDigest?: Uint8Array;
};

const everyField = plainFields.map(({ name }) => name);

export function encodeSample(
  encoding: RowEncoding,
  rows: readonly SampleRow[],
  fields: readonly (keyof Employee)[] = everyField,
): EncodedRows {
  return encodeRows(encoding, fields, toBatch(rows));
}

/** `count` employees of a company, numbered from `first`; the source digest tells the number. */
export function numbered(companyId: string, first: number, count: number): SampleRow[] {
  return Array.from({ length: count }, (_, index) => {
    const sourceDigest = new Uint8Array(16);
    new DataView(sourceDigest.buffer).setUint32(0, first + index);
    return { companyId, employeeNo: String(first + index), line: index + 2, sourceDigest };
  });
}

function toBatch(rows: readonly SampleRow[]): RowsToEncode {
  const bounds = new Uint32Array(2 * rows.length);
  const sealed: number[] = [];
  for (const [index, row] of rows.entries()) {
    bounds[2 * index] = sealed.length;
    sealed.push(...(row.sealed ?? []));
    bounds[2 * index + 1] = sealed.length;
  }
  const digests = (name: 'sealedDigest' | 'nationalIdIndex' | 'sourceDigest') =>
    Uint8Array.from(rows.flatMap((row) => [...(row[name] ?? new Uint8Array(16))]));
  return {
    employees: rows.map(toEmployee),
    lines: rows.map(({ line }, index) => line ?? index + 2),
    nths: null,
    unsent: rows.some(({ unsent }) => unsent)
      ? rows.map(({ unsent }) => (unsent ? JSON.stringify(unsent) : null))
      : null,
    sealed: { bytes: Uint8Array.from(sealed), bounds },
    sealedDigests: digests('sealedDigest'),
    nationalIdIndexes: digests('nationalIdIndex'),
    sourceDigests: digests('sourceDigest'),
  };
}

function toEmployee({
  line,
  unsent,
  sealed,
  sealedDigest,
  nationalIdIndex,
  sourceDigest,
  ...said
}: SampleRow): Employee {
  return {
    ...(Object.fromEntries(everyField.map((name) => [name, null])) as unknown as Employee),
    companyId: '1',
    employeeNo: '1',
    inactiveBy: null,
    nationalId: null,
    disabilityGrade: null,
    disabilityFromDate: null,
    ...said,
  };
}

/** What the plans of a feed without any special rules are made by. */
export const ordinaryRules = {
  deactivateAfterMissing: 1,
  endDates: null,
  nationalIdIndexes: null,
  compareSealed: () => [],
};
