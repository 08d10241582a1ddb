import { createFirstLines } from '../../domain/first-lines.ts';
import { createHierarchy } from '../../domain/hierarchy.ts';
import { hashText } from '../../domain/key-hash.ts';
import type { RosterDialect } from '../../domain/roster-dialect.ts';
import type { Formats, RawRecord } from '../../formats/contract.ts';
import type { PositionsLayout } from '../../layouts/contract.ts';
import type { StagedPosition } from '../../store/contract.ts';
import { createFindings, type Findings, type ReportLines } from '../findings.ts';
import { wrongRowCount } from '../manifest-findings.ts';
import { readRecords } from '../read-records.ts';
import type { ReadingOutcome } from '../reading.ts';
import { explainHierarchy } from './explain-hierarchy.ts';
import * as wording from './position-findings.ts';
import type { PositionsHost, PositionsOrder } from './reading-positions.ts';

/** What a reading works with; made anew in the thread that reads. */
export interface PositionsTools {
  layout: PositionsLayout;
  formats: Formats;
  readBytes(path: string): AsyncIterable<Uint8Array>;
  reportLines: ReportLines;
}

/** Two hundred times what Workstars takes in one file; so many need 140 MB here. */
const maxPositions = 2_000_000;

/**
 * Reads a whole file of positions, applies every rule to every row and hands the positions on. What only the file as a whole
 * tells is found by hashes in memory that does not depend on the rows' contents; where something does not lead up to the
 * root, the file is read again for the names.
 *
 * @param most positions that a file may hold
 * @throws the signal's reason once it is aborted
 */
export async function readPositions(
  order: PositionsOrder,
  host: PositionsHost,
  tools: PositionsTools,
  signal: AbortSignal,
  most = maxPositions,
): Promise<ReadingOutcome> {
  const facts = { rows: 0, hits: 0, taken: 0, quarantined: 0, unreadableKeys: 0, companies: new Map<string, number>() };
  const findings = createFindings(
    order.report ? { ...tools.reportLines, write: host.takeReport } : null,
    () => facts.rows,
  );
  for (const issue of order.expected?.issues ?? []) findings.report(issue);
  const sieve = createPositionSieve(tools.layout, findings);
  const dialect: Partial<RosterDialect> = {};
  const describe = (found: Partial<RosterDialect>) => void Object.assign(dialect, found);
  const options = { shape: tools.layout.shape, csv: order.csv };
  let isWhole = true;
  const report: Findings['report'] = (issue) => {
    if (issue.severity === 'fatal') isWhole = false;
    findings.report(issue);
  };

  for await (const { records } of readRecords(order, tools, { ...options, report, describe })) {
    signal.throwIfAborted();
    const positions = sieve.sift(records, facts.rows);
    facts.rows += records.length;
    await findings.flush();
    if (facts.rows > most) {
      findings.report(wording.tooMany(most));
      isWhole = false;
      break;
    }
    if (findings.counts.fatal > 0 || positions.length === 0) continue;
    facts.taken += positions.length;
    await host.takePositions(positions);
  }
  const miscounted = isWhole ? wrongRowCount(order.expected, facts.rows) : null;
  if (miscounted !== null) findings.report(miscounted);
  // Of a file that broke off nobody knows what leads where.
  if (isWhole) {
    await explainHierarchy(sieve.hierarchy, {
      readAgain: () => readRecords(order, tools, { ...options, report: () => {}, describe: () => {} }),
      reader: tools.layout.createPositionReader(),
      roots: sieve.roots(),
      findings,
    });
  }
  if (findings.counts.fatal === 0) await reportUnknownHolders(host, findings);
  const issues = await findings.finish();
  return { facts, dialect, issueCounts: findings.counts, issues, abandoned: false };
}

/** Looks at every row once: its issues, its place in the hierarchy, whether its id or its holder came before. */
function createPositionSieve(layout: PositionsLayout, findings: Pick<Findings, 'report'>) {
  const reader = layout.createPositionReader();
  const hierarchy = createHierarchy();
  const holders = createFirstLines();
  let firstRoot: { positionId: string; line: number } | null = null;
  let roots = 0;

  function siftRecord(record: RawRecord, rowNo: number): StagedPosition | null {
    const report: Findings['report'] = (issue) => findings.report(issue, rowNo);
    const { positionId, parent, position } = reader.read(record, report);
    const { line } = record;
    if (parent === 'root') roots += 1;
    if (positionId === null) return null;
    const above = typeof parent === 'object' ? hashText(parent.positionId) : parent;
    const row = hashText(record.values.map((value) => value?.trim() ?? '').join('\u0000'));
    const earlier = hierarchy.add(hashText(positionId), above, row, line);
    if (earlier !== null) {
      if (parent === 'root') roots -= 1;
      report(earlier.isSame ? wording.repeated(positionId, line) : wording.conflict(positionId, line, earlier.line));
      return null;
    }
    if (parent === 'root') {
      if (firstRoot === null) firstRoot = { positionId, line };
      else report(wording.anotherRoot(positionId, line, firstRoot));
    }
    if (position === null) return null;
    const held = position.employeeNo === null ? null : holders.see(hashText(position.employeeNo), line);
    if (held !== null) report(wording.twicePlaced(position, line, held));
    return { line, ...position };
  }

  return {
    hierarchy,
    roots: () => roots,
    sift(records: readonly RawRecord[], firstRowNo: number): StagedPosition[] {
      return records
        .map((record, index) => siftRecord(record, firstRowNo + index))
        .filter((position) => position !== null);
    },
  };
}

async function reportUnknownHolders(host: PositionsHost, findings: Findings): Promise<void> {
  for (let unknown = await host.nextUnknownHolders(); unknown !== null; unknown = await host.nextUnknownHolders()) {
    for (const holder of unknown) findings.report(wording.unknownHolder(holder));
    await findings.flush();
  }
}
