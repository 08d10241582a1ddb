import type { CsvSettings, DecryptKeys } from '../../formats/contract.ts';
import type { LayoutChoice } from '../../layouts/contract.ts';
import type { StagedPosition, UnknownHolder } from '../../store/contract.ts';
import type { Expectation } from '../reading.ts';

/** A file of positions to be read: plain data, so that it can be handed to a thread. See ReadingOrder. */
export interface PositionsOrder {
  kind: 'positions';
  fileName: string;
  path: string;
  size: number;
  layout: LayoutChoice;
  csv: CsvSettings;
  decrypt: DecryptKeys | null;
  /** What the sender says of the file; absent where nobody has said anything. */
  expected?: Expectation;
  report: boolean;
}

/** What the reading of positions asks for, and whom it tells what it finds. Whatever is thrown here ends the reading. */
export interface PositionsHost {
  /** Takes the next positions, in the order of the file; none any more once the file is sure to be rejected. */
  takePositions(positions: StagedPosition[]): Promise<void>;
  /** The next positions whose employee is not in the register, after all have been taken; null when there are no more. */
  nextUnknownHolders(): Promise<UnknownHolder[] | null>;
  /** Takes the next lines of the report. */
  takeReport(text: string): Promise<void>;
}
