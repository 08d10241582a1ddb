import type { Hierarchy } from '../../domain/hierarchy.ts';
import { hashText } from '../../domain/key-hash.ts';
import type { RecordBatch } from '../../formats/contract.ts';
import type { PositionReader } from '../../layouts/contract.ts';
import type { Findings } from '../findings.ts';
import { suspectKey } from '../suspects.ts';
import * as wording from './position-findings.ts';

export interface ExplainRequest {
  /** The whole file once more, from its beginning. */
  readAgain(): AsyncIterable<RecordBatch>;
  reader: PositionReader;
  /** How many positions have no parent. */
  roots: number;
  findings: Pick<Findings, 'report' | 'flush'>;
}

/** So many cycles are named in one reading; a file with more of them is read again for the next ones. */
const cyclesPerReading = 20_000;

/** Tells which positions do not lead up to the root, and why: with their names, for which the file is read again. */
export async function explainHierarchy(hierarchy: Hierarchy, request: ExplainRequest): Promise<void> {
  const orphans = hierarchy.examine();
  if (request.roots === 0) request.findings.report(wording.noRoot(hierarchy.size));
  const readings = Math.max(Math.ceil(hierarchy.cycles / cyclesPerReading), orphans > 0 ? 1 : 0);
  for (let reading = 0; reading < readings; reading += 1) {
    const first = reading * cyclesPerReading;
    const cycles = cyclesBetween(hierarchy, first, Math.min(first + cyclesPerReading, hierarchy.cycles));
    const names = await nameMembers(hierarchy, cycles, request, reading === 0 && orphans > 0);
    for (const { members, length } of cycles) {
      const named = members.map(({ id, line }) => ({ positionId: names.get(suspectKey(id)) ?? '?', line }));
      request.findings.report(wording.cycle(named, length));
    }
    await request.findings.flush();
  }
}

type Cycle = ReturnType<Hierarchy['cycle']>;

function cyclesBetween(hierarchy: Hierarchy, from: number, to: number): Cycle[] {
  return Array.from({ length: to - from }, (_, index) => hierarchy.cycle(from + index));
}

/** Reads the file for the names of the cycles' members, and on the way tells of the orphans. */
async function nameMembers(
  hierarchy: Hierarchy,
  cycles: readonly Cycle[],
  { readAgain, reader, findings }: ExplainRequest,
  tellOrphans: boolean,
): Promise<Map<number, string>> {
  const wanted = new Set(cycles.flatMap(({ members }) => members.map(({ id }) => suspectKey(id))));
  const names = new Map<number, string>();
  for await (const { records } of readAgain()) {
    for (const record of records) {
      const { positionId, parent } = reader.read(record, () => {});
      if (positionId === null) continue;
      const id = hashText(positionId);
      if (wanted.has(suspectKey(id))) names.set(suspectKey(id), positionId);
      if (!tellOrphans || typeof parent !== 'object' || !hierarchy.isOrphan(id)) continue;
      findings.report(wording.orphan(positionId, record.line, parent.positionId));
    }
    await findings.flush();
  }
  return names;
}
