import type { Vault } from '../runtime/vault.ts';
import type { RosterFile, StoreAreas } from '../store/contract.ts';
import type { CorrectedRow } from './correct-records.ts';

/** What was corrected in a file, opened. Nothing is ever corrected before there is a plan, and nothing is asked for then. */
export async function loadCorrections(
  vault: Vault,
  { corrections }: Pick<StoreAreas, 'corrections'>,
  file: Pick<RosterFile, 'id' | 'planNo'>,
): Promise<{ corrections?: readonly CorrectedRow[] }> {
  if (file.planNo === 0) return {};
  const byPlace = new Map<string, CorrectedRow>();
  for (const { line, nth, sealed } of await corrections.sealed(file.id)) {
    const place = `${line}.${nth}`;
    const values = { ...byPlace.get(place)?.values, ...(JSON.parse(vault.open(sealed)) as CorrectedRow['values']) };
    byPlace.set(place, { line, nth, values });
  }
  return byPlace.size === 0 ? {} : { corrections: [...byPlace.values()] };
}
