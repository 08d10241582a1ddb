import type { PositionsHost } from '../../src/pipeline/positions/reading-positions.ts';
import type { StagedPosition } from '../../src/store/contract.ts';

/** Takes positions, and knows no employee whose number has an even last digit. */
export function positionsHost(takeReport: PositionsHost['takeReport']): {
  host: PositionsHost;
  positions: readonly StagedPosition[];
} {
  const positions: StagedPosition[] = [];
  let toldFrom = 0;
  return {
    positions,
    host: {
      takeReport,
      takePositions: async (taken) => void positions.push(...taken),
      async nextUnknownHolders() {
        if (toldFrom >= positions.length) return null;
        const chunk = positions.slice(toldFrom, toldFrom + 5);
        toldFrom += chunk.length;
        return chunk.flatMap(({ line, positionId, employeeNo }) =>
          employeeNo !== null && /[02468]$/.test(employeeNo) ? [{ line, positionId, employeeNo }] : [],
        );
      },
    },
  };
}
