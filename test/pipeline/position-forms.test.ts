import fc from 'fast-check';
import { expect, it } from 'vitest';
import { positionsTools } from '../../src/app/reading-tools.ts';
import { readPositions } from '../../src/pipeline/positions/read-positions.ts';
import type { PositionsHost, PositionsOrder } from '../../src/pipeline/positions/reading-positions.ts';
import type { StagedPosition } from '../../src/store/contract.ts';
import type { PositionRow } from '../fixtures/positions.ts';
import { createRandom } from '../fixtures/random.ts';
import { chunksOf } from '../fixtures/reading-order.ts';
import {
  isOneTree,
  positionRow,
  positionsShape,
  randomHierarchy,
  type StructuralFault,
  structuralFaults,
} from '../fixtures/rosters/hierarchies.ts';
import { testPrivateKey } from '../fixtures/rosters/open-pgp.ts';
import { type RosterForm, rosterForms } from '../fixtures/rosters/roster-forms.ts';
import { writeRoster } from '../fixtures/rosters/write-roster.ts';

const never = new AbortController().signal;

const files = fc.record({
  seed: fc.nat(),
  count: fc.integer({ min: 1, max: 40 }),
  faults: fc.array(fc.constantFrom(...(Object.keys(structuralFaults) as StructuralFault[])), { maxLength: 2 }),
  form: rosterForms(['csv', 'xml']),
  chunkSize: fc.constantFrom(17, 1000, 65_536),
});

it('positions in any form and order come out as they were written where they are one tree, and not at all where they are none', async () => {
  await fc.assert(
    fc.asyncProperty(files, async ({ seed, count, faults, form, chunkSize }) => {
      const random = createRandom(seed);
      const rows = faults.reduce<PositionRow[]>(
        (before, fault) => (before.length === 0 ? before : structuralFaults[fault](before, random)),
        randomHierarchy(random, count),
      );

      const { verdict, positions } = await read(rows, form, chunkSize);

      expect(verdict).toBe(isOneTree(rows) ? 'valid' : 'rejected');
      if (verdict === 'valid') expect(positions).toEqual(unrepeated(rows));
    }),
    { numRuns: 200 },
  );
});

async function read(rows: readonly PositionRow[], form: RosterForm, chunkSize: number) {
  const { fileName, bytes, csv } = writeRoster(rows.map(positionRow), positionsShape, form);
  const order: PositionsOrder = {
    kind: 'positions',
    fileName,
    path: 'in memory',
    size: bytes.length,
    layout: { name: 'hr-data-sync', options: {} },
    csv,
    decrypt: { privateKey: testPrivateKey, passphrase: null, signedBy: null },
    report: false,
  };
  const taken: StagedPosition[] = [];
  const host: PositionsHost = {
    takePositions: async (positions) => void taken.push(...positions),
    nextUnknownHolders: async () => null,
    takeReport: async () => {},
  };
  const tools = { ...positionsTools(order), readBytes: () => chunksOf(bytes, chunkSize) };
  const { issueCounts } = await readPositions(order, host, tools, never);
  return {
    verdict: issueCounts.fatal > 0 ? 'rejected' : 'valid',
    positions: taken.map(({ line: _line, ...position }) => position),
  };
}

/** A row that comes twice counts once. */
function unrepeated(rows: readonly PositionRow[]): Omit<StagedPosition, 'line'>[] {
  const byId = new Map(rows.map((row) => [row.id, row]));
  return [...byId.values()].map(({ id = '', title = '', parent = null, employee = null }) => ({
    positionId: id,
    title,
    parentPositionId: parent,
    employeeNo: employee,
  }));
}
