import type { Employee, EmployeeKey } from '../domain/employee.ts';
import { createHashSet } from '../domain/hash-set.ts';
import type { Issue } from '../domain/issue.ts';
import { hashKey, hashPair } from '../domain/key-hash.ts';
import type { PackedBytes } from '../domain/packed-bytes.ts';
import type { RosterIndex } from '../domain/roster-index.ts';
import type { RawRecord, RecordBatch } from '../formats/contract.ts';
import type { RowReader } from '../layouts/contract.ts';
import type { DifferingRows } from './differing-rows.ts';
import { repeatedRow } from './finding-wording.ts';
import type { Findings } from './findings.ts';
import type { RosterFacts } from './reading.ts';
import { noSuspects, type Suspects, suspectKey } from './suspects.ts';

/** Looks at every row once: its issues, its key, whether the register holds it, whether something like it came before. */
export interface RowSieve {
  readonly facts: Omit<RosterFacts, 'taken'>;
  readonly suspects: Suspects;
  sift(batch: RecordBatch, differing: DifferingRows): void;
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
  /** 8 bytes for each row. */
  digestRows(rows: PackedBytes): Uint8Array;
}): RowSieve {
  const { index, findings, rowReader } = parts;
  const companies = new Map<string, number>();
  const facts = { rows: 0, hits: 0, quarantined: 0, unreadableKeys: 0, companies };
  const suspects = noSuspects();
  const people = createHashSet();
  const foldedKeys = createHashSet();
  let sized = false;

  const rowIssues: Issue[] = [];
  const collect = (issue: Issue) => void rowIssues.push(issue);

  function siftRecord(record: RawRecord, digests: Uint8Array, at: number, differing: DifferingRows): void {
    const { key, employee, leaving } = rowReader.read(record, collect);
    if (rowIssues.length > 0) reportRow(findings, rowIssues, employee === null && leaving === true);
    if (employee === null) facts.quarantined += 1;
    if (key === null) {
      facts.unreadableKeys += 1;
      return;
    }
    countCompany(companies, key.companyId);
    const keyHash = hashKey(key);
    const sighting = index.see(keyHash, digests, at);
    if (sighting === 'repeat') {
      findings.report(repeatedRow(record.line, key));
      if (employee === null) facts.quarantined -= 1;
      return;
    }
    if (sighting === 'conflict') suspects.keys.add(suspectKey(keyHash));
    else noteLookalikes(key, employee);
    if (employee === null) differing.addQuarantined(record.line, key);
    else if (sighting === 'hit') facts.hits += 1;
    else differing.add(record.line, employee, keyHash, digests, at);
  }

  function noteLookalikes(key: EmployeeKey, employee: Employee | null): void {
    if (employee?.nationalId) {
      const person = hashPair(key.companyId, employee.nationalId);
      if (people.add(person)) suspects.people.add(suspectKey(person));
    }
    if (!hasLetters(key.employeeNo)) return;
    const folded = key.employeeNo.toLowerCase();
    if (folded === key.employeeNo && folded === key.employeeNo.toUpperCase()) return;
    const hash = hashPair(key.companyId, folded);
    if (foldedKeys.add(hash)) suspects.foldedKeys.add(suspectKey(hash));
  }

  return {
    facts,
    suspects,
    sift({ records, rows }, differing) {
      const digests = parts.digestRows(rows);
      facts.rows += records.length;
      for (let row = 0; row < records.length; row += 1) {
        siftRecord(records[row] as RawRecord, digests, row * 8, differing);
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
      for (const key of keys) if (index.wasHit(hashKey(key))) facts.hits -= 1;
    },
  };
}

/** Hands on the issues of one row, which is then ready for the next. */
function reportRow(findings: Findings, rowIssues: Issue[], leaver: boolean): void {
  for (const issue of rowIssues) findings.report(leaver ? { ...issue, leaver } : issue);
  rowIssues.length = 0;
}

function countCompany(companies: Map<string, number>, companyId: string): void {
  const count = companies.get(companyId);
  if (count !== undefined) companies.set(companyId, count + 1);
  else if (companies.size < maxCompanies) companies.set(companyId, 1);
}

/** Whether anything else than digits and ASCII signs stands in it; most employee numbers are digits alone. */
function hasLetters(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) if (text.charCodeAt(at) > 64) return true;
  return false;
}
