import { describe, expect, it } from 'vitest';
import { makeFile } from './make-file.ts';
import { readMany } from './read-many.ts';
import { createSeeds, type Seeds } from './seeds.ts';

/** The long form is `npm run fuzz`. */
const files = 1000;
const fixedSeed = 4;

const made = new Map<number, Promise<Seeds>>();

/** They take half a second. */
function seedsOf(seed: number): Promise<Seeds> {
  const seeds = made.get(seed) ?? createSeeds(seed);
  made.set(seed, seeds);
  return seeds;
}

// Some seconds; many times that where other work goes on.
describe('mutated rosters', { timeout: 120_000 }, () => {
  it.each([
    ['always the same', fixedSeed],
    ['others in every run', Date.now() % 1_000_000_000],
  ])('come to a verdict each: %s (seed %i)', async (_name, seed) => {
    const { tally, failures } = await readMany(await seedsOf(seed), seed, { files });

    expect(failures.lines()).toEqual([]);
    expect(tally.files).toBe(files);
    expect(tally.verdicts.get('accepted')).toBeGreaterThan(0);
    expect(tally.issues.size).toBeGreaterThan(20);
  });

  it('can be made again by seed and index', async () => {
    const [one, other] = [await seedsOf(fixedSeed), await createSeeds(fixedSeed)];
    for (const index of [3, 41, 77, 1234]) {
      expect(makeFile(other, fixedSeed, index)).toEqual(makeFile(one, fixedSeed, index));
    }
  });
});
