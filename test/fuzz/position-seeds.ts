import fc from 'fast-check';
import type { PositionRow } from '../fixtures/positions.ts';
import type { Random } from '../fixtures/random.ts';
import { positionRow, positionsShape, randomHierarchy, structuralFaults } from '../fixtures/rosters/hierarchies.ts';
import type { Row, WrittenLayout } from '../fixtures/rosters/layouts.ts';
import { rosterForms } from '../fixtures/rosters/roster-forms.ts';
import { writeRoster } from '../fixtures/rosters/write-roster.ts';
import { hostileTexts } from './hostile-tokens.ts';
import type { Seed } from './seeds.ts';

const hierarchies = 200;
const deepShare = 0.02;
const deep = 300;

/** Small hierarchies in every form, in order and not; the same for the same random numbers. */
export function createPositionSeeds(
  seed: number,
  layout: WrittenLayout,
  random: Random,
  nationalIds: ReadonlySet<string>,
): Seed[] {
  const ids = [...nationalIds];
  return fc.sample(rosterForms(['csv', 'xml']), { seed, numRuns: hierarchies }).map((form) => {
    const rows = hierarchyOf(random).map((row) => spoiled(positionRow(row), random, ids));
    const { unpacked: bytes, csv } = writeRoster(rows, positionsShape, form);
    const format = 'xml' in form.format ? 'xml' : 'csv';
    const { charset, packedIn } = form;
    return { layout, lists: 'positions', format, charset, csv, bytes, packedIn, signed: null };
  });
}

function hierarchyOf(random: Random): PositionRow[] {
  let rows = randomHierarchy(random, random.chance(deepShare) ? deep : random.below(10));
  while (rows.length > 0 && random.chance(0.4)) rows = random.pick(Object.values(structuralFaults))(rows, random);
  return rows;
}

/** Now and then with a value that is none, or that must not be told. The element's own name stays: it has to be one. */
function spoiled(row: Row, random: Random, nationalIds: readonly string[]): Row {
  if (!random.chance(0.04)) return row;
  const value = random.chance(0.5) ? random.pick(hostileTexts) : random.pick(nationalIds);
  return row.with(1 + random.below(row.length - 1), value);
}
