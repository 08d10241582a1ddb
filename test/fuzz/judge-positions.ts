import type { ReadingOutcome } from '../../src/pipeline/reading.ts';
import type { StagedPosition } from '../../src/store/contract.ts';
import { hierarchyFaults } from '../fixtures/hierarchy-faults.ts';

const id = /^[a-z0-9]{1,30}$/;

/** What must hold of positions beside what holds of every reading: they are taken as one tree, or not at all. */
export function judgePositions(
  { facts, issueCounts: { fatal, row, byCode } }: ReadingOutcome,
  positions: readonly StagedPosition[],
): string[] {
  const faults: string[] = [];
  const repeated = byCode['duplicate-rows'] ?? 0;
  if (row > 0 || facts.quarantined > 0)
    faults.push('Positions are in quarantine, which leaves a hole in the hierarchy.');
  if (facts.taken !== positions.length) faults.push(`${facts.taken} positions are not the ${positions.length} taken.`);
  if (fatal > 0) return faults;
  if (facts.rows !== facts.taken + repeated)
    faults.push(`${facts.rows} rows are not the ${facts.taken} that were taken and ${repeated} repeated.`);
  if (positions.some(({ positionId, employeeNo }) => !id.test(positionId) || !id.test(employeeNo ?? 'vacant')))
    faults.push('An id is none.');
  return [...faults, ...hierarchyFaults(positions)];
}
