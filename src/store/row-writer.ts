import type { Employee } from '../domain/employee.ts';
import type { ByteWriter } from './byte-writer.ts';

/** Writes rows in one of the encodings: value for value, in the columns' order. */
export interface RowWriter {
  beginBatch(writer: ByteWriter): void;
  beginRow(writer: ByteWriter): void;
  value(writer: ByteWriter, column: number, value: Employee[keyof Employee]): void;
  /** The bytes from `from` up to `to`, or NULL where there are none. */
  binary(writer: ByteWriter, column: number, source: Uint8Array, from: number, to: number): void;
  endRow(writer: ByteWriter): void;
  endBatch(writer: ByteWriter): void;
}
