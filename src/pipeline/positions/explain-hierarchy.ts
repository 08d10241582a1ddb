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

/** So many cycles are told by the names of their positions, the others by their lines: it keeps the names' memory bounded. */
const namedCycles = 20_000;
/** Cycles that are told before their lines are written out. */
const cyclesPerFlush = 1000;

/** Tells which positions do not lead up to the root, and why: with their names, for which the file is read again. */
export async function explainHierarchy(hierarchy: Hierarchy, request: ExplainRequest): Promise<void> {
  const { findings, roots } = request;
  const orphans = hierarchy.examine();
  if (roots === 0) findings.report(wording.noRoot(hierarchy.size));
  if (orphans === 0 && hierarchy.cycles === 0) return;
  const names = await nameMembers(hierarchy, request);
  for (let index = 0; index < hierarchy.cycles; index += 1) {
    const { members, length } = hierarchy.cycle(index);
    const named = members.map(({ id, line }) => ({ positionId: names.get(suspectKey(id)) ?? null, line }));
    findings.report(wording.cycle(named, length));
    if (index % cyclesPerFlush === 0) await findings.flush();
  }
  await findings.flush();
}

/** Reads the file for the names of the cycles' members, and on the way tells of the orphans. */
async function nameMembers(
  hierarchy: Hierarchy,
  { readAgain, reader, findings }: ExplainRequest,
): Promise<Map<number, string>> {
  const wanted = new Set<number>();
  for (let index = 0; index < Math.min(hierarchy.cycles, namedCycles); index += 1) {
    for (const { id } of hierarchy.cycle(index).members) wanted.add(suspectKey(id));
  }
  const names = new Map<number, string>();
  for await (const { records } of readAgain()) {
    for (const record of records) {
      const { positionId, parent } = reader.read(record, () => {});
      if (positionId === null) continue;
      const id = hashText(positionId);
      if (wanted.has(suspectKey(id))) names.set(suspectKey(id), positionId);
      if (typeof parent !== 'object' || !hierarchy.isOrphan(id)) continue;
      findings.report(wording.orphan(positionId, record.line, parent.positionId));
    }
    await findings.flush();
  }
  return names;
}
