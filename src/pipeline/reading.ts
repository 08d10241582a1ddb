import type { Employee, EmployeeKey } from '../domain/employee.ts';
import type { Issue, IssueCounts } from '../domain/issue.ts';
import type { RosterDialect } from '../domain/roster-dialect.ts';
import type { CsvSettings, DecryptKeys } from '../formats/contract.ts';
import type { LayoutChoice, LayoutSettings } from '../layouts/contract.ts';
import type {
  ActiveEmails,
  DigestChunk,
  EncodedRows,
  FoundUsers,
  QuarantinedRow,
  RowEncoding,
  RowPlace,
  UserClaim,
} from '../store/contract.ts';
import type { CorrectedRow } from './correct-records.ts';
import type { FoundRow } from './find-rows.ts';
import type { PositionsHost, PositionsOrder } from './positions/reading-positions.ts';

/** A roster to be read: plain data, so that it can be handed to a thread. */
export interface ReadingOrder {
  /** The name that it was dropped under. */
  fileName: string;
  /** Where it lies on this machine. */
  path: string;
  /** Bytes. */
  size: number;
  layout: LayoutChoice;
  settings: LayoutSettings;
  csv: CsvSettings;
  /** Holds a private key: never log an order. */
  decrypt: DecryptKeys | null;
  /** The feed's fingerprint: rows have another digest under another one. */
  fingerprint: string;
  /** How rows are to be encoded; null where nobody takes any (`check`). */
  encoding: RowEncoding | null;
  /** Whether every issue goes to the report, not only the kept ones to the outcome. */
  report: boolean;
  /** How far the spool's copy has come, where it may still be under way (spool/copy-growth.ts). */
  growth?: SharedArrayBuffer;
  expected?: Expectation;
  /** What somebody has corrected in the file's rows since it was read first. */
  corrections?: readonly CorrectedRow[];
}

/** What the file's manifest says of it. */
export interface Expectation {
  /** How many rows of employees there are; null where it doesn't say. */
  rows: number | null;
  /** What is wrong before a row is read: the file is not the manifest's, or there is no usable one. */
  issues: Issue[];
}

/** What is known of a roster's register only when its turn has come. */
export interface RegisterFacts {
  /** How many digests are to come: room is made for them at once. */
  expectedDigests: number;
  /** Whether reading ends, as `abandoned`, where a key seems to come a second time with another row. */
  keysOnce: boolean;
}

/**
 * What a reading asks for, and whom it tells what it finds. Whatever is thrown here ends the reading. Of what it hands over
 * several may be under way; the host takes them in their order.
 */
export interface ReadingHost {
  /** Asked for first, and once. What is read ahead is only validated until it is there. */
  registerFacts(): Promise<RegisterFacts>;
  /** The next of the register's digests; null when there are no more. */
  nextDigests(): Promise<DigestChunk | null>;
  /** Takes rows that differ from the register's digests; none any more once the file is sure to be rejected. */
  takeRows(rows: EncodedRows): Promise<void>;
  takeQuarantined(rows: QuarantinedRow[]): Promise<void>;
  /** Takes keys that stand in the file with different rows, after all rows have come. */
  takeConflicts(keys: EmployeeKey[]): Promise<void>;
  /** Takes ids of employees that no row has hit, after all rows have come. */
  takeUnmatched(employeeIds: number[]): Promise<void>;
  /** Of these emails those of the feed's active employees, and whose they are; null where there is no register to ask (`check`). */
  findActive(emails: readonly string[]): Promise<ActiveEmails | null>;
  /** Looks for the user names of rows among the feed's employees. */
  findUsers(claims: readonly UserClaim[]): Promise<FoundUsers>;
  /** Of these fields those that the feed's register has values in; none where there is no register to ask (`check`). */
  fieldsInUse(fields: readonly (keyof Employee)[]): Promise<ReadonlySet<keyof Employee>>;
  /** Takes the next lines of the report. */
  takeReport(text: string): Promise<void>;
}

export interface RosterFacts {
  /** Rows of employees, quarantined and repeated ones included. */
  rows: number;
  /** Rows whose digest the register holds. */
  hits: number;
  /** Rows that were handed to `takeRows`. */
  taken: number;
  quarantined: number;
  /** Quarantined rows whose key can't be read. */
  unreadableKeys: number;
  /** Rows per company. */
  companies: ReadonlyMap<string, number>;
}

export interface ReadingOutcome {
  facts: RosterFacts;
  dialect: Partial<RosterDialect>;
  issueCounts: IssueCounts;
  /** The kept issues, most important first, then by their place in the file. */
  issues: Issue[];
  /** See `keysOnce`: nothing else here counts then. */
  abandoned: boolean;
}

/** Reads rosters: small ones where it is called, large ones in a thread beside the database. */
export interface RosterReader {
  /** Begins with a large roster whose copy is still being made: `read` then goes on with it. */
  readAhead(order: ReadingOrder): void;
  /** Ends what was begun with the copy that lies there, unless `read` has gone on with it. */
  forget(path: string): Promise<void>;
  /** @throws what the host throws; the signal's reason once it is aborted */
  read(order: ReadingOrder, host: ReadingHost, signal: AbortSignal): Promise<ReadingOutcome>;
  /** The same for a file of positions, which is never begun ahead. */
  readPositions(order: PositionsOrder, host: PositionsHost, signal: AbortSignal): Promise<ReadingOutcome>;
  /** Looks up single rows of a roster; those that it doesn't have are left out. */
  find(order: ReadingOrder, places: readonly RowPlace[]): Promise<FoundRow[]>;
}
