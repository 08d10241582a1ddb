import type { EmployeeKey } from '../domain/employee.ts';
import { hashKey } from '../domain/key-hash.ts';
import type { RosterDialect } from '../domain/roster-dialect.ts';
import { createRosterIndex, type RosterIndex } from '../domain/roster-index.ts';
import type { Formats, RecordBatch } from '../formats/contract.ts';
import type { Layout } from '../layouts/contract.ts';
import type { Vault } from '../runtime/vault.ts';
import { createAbsentColumns } from './absent-columns.ts';
import { correctRecords } from './correct-records.ts';
import { createDifferingRows, type EncodeRows } from './differing-rows.ts';
import { noEmployees } from './finding-wording.ts';
import { createFindings, type ReportLines } from './findings.ts';
import { startDigestLoad } from './load-digests.ts';
import { wrongRowCount } from './manifest-findings.ts';
import { readRecords } from './read-records.ts';
import type { ReadingHost, ReadingOrder, ReadingOutcome } from './reading.ts';
import { resolveRepeats } from './resolve-repeats.ts';
import { createRowRelations } from './row-relations.ts';
import { createRowSieve } from './row-sieve.ts';
import { suspectKey } from './suspects.ts';
import { createTies } from './ties.ts';

/** What a reading works with; made anew in the thread that reads. */
export interface ReadingTools {
  layout: Layout;
  formats: Formats;
  /** A chunk is good until the next one is asked for. */
  readBytes(path: string): AsyncIterable<Uint8Array>;
  vault: Vault;
  encodeRows: EncodeRows;
  reportLines: ReportLines;
}

/** Rows that wait for the register's digests take no more than this; then reading waits. */
const maxWaitingBytes = 16 * 1024 * 1024;
/** Ids of employees are handed on in batches of this size. */
const unmatchedBatch = 5000;

/**
 * Reads the whole file once, applies every rule to every row, and hands on what differs from the register's digests. Where
 * the same key or person seems to come twice, the file is read again.
 *
 * @throws the signal's reason once it is aborted
 */
export async function readRoster(
  order: ReadingOrder,
  host: ReadingHost,
  tools: ReadingTools,
  signal: AbortSignal,
): Promise<ReadingOutcome> {
  const { layout, vault } = tools;
  const index = createRosterIndex();
  const digests = startDigestLoad(host, index);
  const findings = createFindings(
    order.report ? { ...tools.reportLines, write: host.takeReport } : null,
    () => sieve.facts.rows,
  );
  for (const issue of order.expected?.issues ?? []) findings.report(issue);
  const rowReader = layout.createRowReader(order.settings);
  const relations = layout.relations === null ? null : createRowRelations(layout);
  const digestRows = vault.rowDigester(order.fingerprint);
  const sieve = createRowSieve({
    index,
    findings,
    rowReader,
    keyScope: layout.keyScope,
    relations,
    digestRows,
    mostAreKnown: () => digests.facts()?.expectedDigests !== 0,
  });
  const differing = createDifferingRows(order.encoding, layout, host, tools, () => dialect.format !== 'csv');
  const absent =
    layout.mapped === undefined
      ? null
      : createAbsentColumns({
          mapped: layout.mapped,
          rest: layout.shape.columns.indexOf(layout.shape.restColumn ?? ''),
          host,
        });
  const dialect: Partial<RosterDialect> = {};
  const options = { shape: layout.shape, csv: order.csv };
  const facts = () => ({ ...sieve.facts, taken: differing.taken() });

  const isAbandoned = () => digests.facts()?.keysOnce === true && sieve.suspects.keys.size > 0;
  const handOn = async () => {
    if (findings.counts.fatal > 0 || isAbandoned()) differing.stop();
    else await differing.handOn();
  };
  const lookUpWaiting = async () => {
    await digests.done;
    await sieve.lookUpWaiting(differing, handOn);
  };
  const corrected = (batches: AsyncIterable<RecordBatch>) =>
    order.corrections === undefined ? batches : correctRecords(batches, order.corrections, layout.shape.columns);
  const readAgain = () => corrected(readRecords(order, tools, { ...options, report: () => {}, describe: () => {} }));
  const onConflicts = async (keys: EmployeeKey[], newlyQuarantined: number) => {
    sieve.retract(keys, newlyQuarantined);
    await differing.end();
    if (findings.counts.fatal === 0) await host.takeConflicts(keys);
  };
  const hasConflict = (key: EmployeeKey) => sieve.suspects.keys.has(suspectKey(hashKey(key, layout.keyScope)));
  const isInFile = (key: EmployeeKey) => index.wasSeen(hashKey(key, layout.keyScope));
  const ties =
    relations &&
    createTies({ readAgain, rowReader, layout, relations, findings, host, isInFile, hasConflict, onConflicts });
  let bytesRead = 0;
  const count = (bytes: number) => {
    bytesRead += bytes;
  };
  const counting = { ...tools, readBytes: (path: string) => counted(tools.readBytes(path), count) };
  const describe = (found: Partial<RosterDialect>) => void Object.assign(dialect, found);
  const told = { report: findings.report, describe, ...(absent !== null && { onOther: absent.noteOther }) };
  for await (const batch of corrected(readRecords(order, counting, { ...options, ...told }))) {
    signal.throwIfAborted();
    absent?.see(batch.records);
    sieve.sift(batch, differing);
    sieve.makeRoom(order.size / bytesRead);
    const mustLookUp = digests.settled() || sieve.waiting() > maxWaitingBytes || findings.mustWrite();
    if (sieve.waiting() > 0 && mustLookUp) await lookUpWaiting();
    await findings.flush();
    if (isAbandoned()) break;
    await handOn();
    await ties?.judgeClaims();
  }
  await lookUpWaiting();
  const isTied = ties?.areTied() ?? false;
  if (isAbandoned() || (isTied && digests.facts()?.keysOnce === true)) {
    differing.stop();
    await differing.end();
    return { facts: facts(), dialect, issueCounts: findings.counts, issues: [], abandoned: true };
  }

  await resolveRepeats({
    readAgain,
    rowReader,
    keyScope: layout.keyScope,
    suspects: sieve.suspects,
    findings,
    keyField: layout.keyField,
    identityField: layout.identityField,
    identityIndex: layout.shape.columns.indexOf(layout.identityField ?? ''),
    onConflicts,
  });
  await ties?.resolve();
  await differing.end();
  if (sieve.facts.rows === 0 && findings.counts.fatal === 0) findings.report(noEmployees());
  if (sieve.facts.rows > 0)
    for (const issue of (await absent?.judge(dialect.format !== 'csv')) ?? []) findings.report(issue);
  // Where not a row could be read, whatever was in the way says more.
  const isUnreadable = sieve.facts.rows === 0 && findings.counts.fatal > 0;
  const miscounted = isUnreadable ? null : wrongRowCount(order.expected, sieve.facts.rows);
  if (miscounted !== null) findings.report(miscounted);
  const issues = await findings.finish();
  if (findings.counts.fatal === 0) await handOnUnmatched(index, host);
  return { facts: facts(), dialect, issueCounts: findings.counts, issues, abandoned: false };
}

async function* counted(bytes: AsyncIterable<Uint8Array>, count: (bytes: number) => void): AsyncGenerator<Uint8Array> {
  for await (const chunk of bytes) {
    count(chunk.byteLength);
    yield chunk;
  }
}

async function handOnUnmatched(index: RosterIndex, host: ReadingHost): Promise<void> {
  let batch: number[] = [];
  for (const id of index.unmatched()) {
    batch.push(id);
    if (batch.length < unmatchedBatch) continue;
    await host.takeUnmatched(batch);
    batch = [];
  }
  if (batch.length > 0) await host.takeUnmatched(batch);
}
