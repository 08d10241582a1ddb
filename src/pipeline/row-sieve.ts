import type { EmployeeKey } from '../domain/employee.ts';
import { createHashSet } from '../domain/hash-set.ts';
import type { Issue } from '../domain/issue.ts';
import { hashKey, hashPair, type TextHash } from '../domain/key-hash.ts';
import type { PackedBytes } from '../domain/packed-bytes.ts';
import { parseRow } from '../domain/packed-row.ts';
import type { RosterIndex } from '../domain/roster-index.ts';
import type { RawRecord, RecordBatch } from '../formats/contract.ts';
import type { Layout, ReadRow, RowReader } from '../layouts/contract.ts';
import type { DifferingRows } from './differing-rows.ts';
import { repeatedRow } from './finding-wording.ts';
import type { Findings } from './findings.ts';
import type { RosterFacts } from './reading.ts';
import type { RowRelations } from './row-relations.ts';
import { noSuspects, type Suspects, suspectKey } from './suspects.ts';
import { createWaitingRows, type SiftedRow, type WaitingBatch } from './waiting-rows.ts';

/**
 * Looks at every row once: its issues, its key, whether the register holds it, whether something like it came before. The
 * last two have to wait until the register's digests are there.
 */
export interface RowSieve {
  readonly facts: Omit<RosterFacts, 'taken'>;
  readonly suspects: Suspects;
  /** Validates the rows, and looks them up where that is possible already; the others wait. */
  sift(batch: RecordBatch, differing: DifferingRows): void;
  /** Bytes of the rows that wait. */
  waiting(): number;
  /** The index is complete: looks up what waits, batch by batch, and from now on every row at once. */
  lookUpWaiting(differing: DifferingRows, afterBatch: () => Promise<void>): Promise<void>;
  /** @param times how many times as large the file is as what was read of it: so many rows are to come */
  makeRoom(times: number): void;
  /** Takes rows back that counted as known: their keys have turned out to stand in the file with different rows. */
  retract(keys: readonly EmployeeKey[], newlyQuarantined: number): void;
}

/** After so many rows their average size tells how many rows the file has, and room is made for them at once. */
const rowsForEstimate = 20_000;
/** More companies than any real roster has are counted together, so that a hostile file can't fill the memory. */
const maxCompanies = 10_000;

export function createRowSieve(parts: {
  index: RosterIndex;
  findings: Findings;
  rowReader: RowReader;
  keyScope: Layout['keyScope'];
  /** Null where the layout's rows have no ties beside their keys. */
  relations: RowRelations | null;
  /** 8 bytes for each row. */
  digestRows(rows: PackedBytes): Uint8Array;
  /** Whether most rows are expected to stand in the register as they are. */
  mostAreKnown(): boolean;
}): RowSieve {
  const { index, findings, rowReader, keyScope, relations, mostAreKnown } = parts;
  const companies = new Map<string, number>();
  const facts = { rows: 0, hits: 0, quarantined: 0, unreadableKeys: 0, companies };
  const suspects = noSuspects();
  const people = createHashSet();
  const foldedKeys = createHashSet();
  const waiting = createWaitingRows();
  let complete = false;
  let sized = false;

  const rowIssues: Issue[] = [];
  const collect = (issue: Issue) => void rowIssues.push(issue);
  let lastRecord: RawRecord = { line: 0, values: [] };
  let lastRow: ReadRow | null = null;
  const readLast = () => lastRow ?? rowReader.read(lastRecord, ignore);
  let nth = 0;

  /** @returns null where the key can't be read */
  function validate(record: RawRecord, rowNo: number): SiftedRow | null {
    nth = record.line === lastRecord.line ? nth + 1 : 1;
    lastRecord = record;
    lastRow = null;
    const known = relations === null && mostAreKnown() ? rowReader.recognise(record) : null;
    if (known !== null) {
      countCompany(companies, known.key.companyId);
      return siftedRow({ line: record.line, nth, rowNo }, known.key, known.nationalId, true, keyScope);
    }
    lastRow = rowReader.read(record, collect);
    const { key, employee, leaving } = lastRow;
    relations?.note(lastRow, record.places);
    if (rowIssues.length > 0) reportRow(findings, rowIssues, rowNo, employee === null && leaving === true);
    if (employee === null) facts.quarantined += 1;
    if (key === null) {
      facts.unreadableKeys += 1;
      return null;
    }
    countCompany(companies, key.companyId);
    return siftedRow({ line: record.line, nth, rowNo }, key, employee?.nationalId ?? null, employee !== null, keyScope);
  }

  /** @param read gives the row itself, where it is wanted */
  function lookUp(
    row: SiftedRow,
    digests: Uint8Array,
    at: number,
    read: () => ReadRow,
    differing: DifferingRows,
  ): void {
    const sighting = index.see(row.key, digests, at);
    if (sighting === 'repeat') {
      findings.report(repeatedRow(row.line, keyOf(read())), row.rowNo);
      if (!row.usable) facts.quarantined -= 1;
      return;
    }
    if (sighting === 'conflict') suspects.keys.add(suspectKey(row.key));
    else noteLookalikes(row);
    if (!row.usable) differing.addQuarantined(row, read());
    else if (sighting === 'hit') facts.hits += 1;
    else {
      const whole = read();
      relations?.claim(row.line, row.rowNo, whole);
      differing.add(row, whole, row.key, digests, at);
    }
  }

  function noteLookalikes({ person, foldedKey }: SiftedRow): void {
    if (person !== null && people.add(person)) suspects.people.add(suspectKey(person));
    if (foldedKey !== null && foldedKeys.add(foldedKey)) suspects.foldedKeys.add(suspectKey(foldedKey));
  }

  function lookUpBatch({ rows, rowDigests, get }: WaitingBatch, differing: DifferingRows): void {
    for (let index = 0; index < rowDigests.length / 8; index += 1) {
      const row = get(index);
      if (row === null) continue;
      const readAgain = () => rowReader.read({ line: row.line, values: parseRow(rows, index) }, ignore);
      lookUp(row, rowDigests, index * 8, readAgain, differing);
    }
  }

  return {
    facts,
    suspects,
    sift({ records, rows }, differing) {
      const digests = parts.digestRows(rows);
      const firstRowNo = facts.rows;
      facts.rows += records.length;
      const batch = complete ? null : waiting.begin(firstRowNo, rows, digests);
      for (let index = 0; index < records.length; index += 1) {
        const row = validate(records[index] as RawRecord, firstRowNo + index);
        if (row === null) continue;
        if (batch === null) lookUp(row, digests, index * 8, readLast, differing);
        else batch.set(index, row);
      }
    },
    waiting: waiting.size,
    async lookUpWaiting(differing, afterBatch) {
      complete = true;
      for (const batch of waiting.release()) {
        lookUpBatch(batch, differing);
        await afterBatch();
      }
    },
    makeRoom(times) {
      if (sized || facts.rows < rowsForEstimate) return;
      sized = true;
      const expected = Math.ceil(times * facts.rows * 1.1);
      index.reserve(expected);
      people.reserve(expected);
    },
    retract(keys, newlyQuarantined) {
      facts.quarantined += newlyQuarantined;
      for (const key of keys) if (index.wasHit(hashKey(key, keyScope))) facts.hits -= 1;
    },
  };
}

function ignore(): void {}

function siftedRow(
  { line, nth, rowNo }: Pick<SiftedRow, 'line' | 'nth' | 'rowNo'>,
  key: EmployeeKey,
  nationalId: string | null,
  usable: boolean,
  keyScope: Layout['keyScope'],
): SiftedRow {
  return {
    line,
    nth,
    rowNo,
    usable,
    key: hashKey(key, keyScope),
    person: nationalId === null || nationalId === '' ? null : hashPair(key.companyId, nationalId),
    foldedKey: hashFolded(key),
  };
}

function keyOf({ key }: ReadRow): EmployeeKey {
  if (key === null) throw new Error('A row whose key can be read is looked up.');
  return key;
}

/** Most employee numbers are digits alone, and have no case. */
function hashFolded({ companyId, employeeNo }: EmployeeKey): TextHash | null {
  if (!hasLetters(employeeNo)) return null;
  const folded = employeeNo.toLowerCase();
  if (folded === employeeNo && folded === employeeNo.toUpperCase()) return null;
  return hashPair(companyId, folded);
}

/** Hands on the issues of one row, which is then ready for the next. */
function reportRow(findings: Findings, rowIssues: Issue[], rowNo: number, leaver: boolean): void {
  for (const issue of rowIssues) findings.report(leaver ? { ...issue, leaver } : issue, rowNo);
  rowIssues.length = 0;
}

function countCompany(companies: Map<string, number>, companyId: string): void {
  const count = companies.get(companyId);
  if (count !== undefined) companies.set(companyId, count + 1);
  else if (companies.size < maxCompanies) companies.set(companyId, 1);
}

/** Whether anything else than digits and ASCII signs stands in it. */
function hasLetters(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) if (text.charCodeAt(at) > 64) return true;
  return false;
}
