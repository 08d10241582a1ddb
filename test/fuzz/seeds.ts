import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { holdsNationalId } from '../../src/domain/national-id.ts';
import type { RosterKind } from '../../src/domain/roster-kind.ts';
import type { CsvSettings, FormatName } from '../../src/formats/contract.ts';
import { createFormats } from '../../src/formats/index.ts';
import { createRandom, type Random } from '../fixtures/random.ts';
import type { Charset } from '../fixtures/rosters/encode-text.ts';
import { type Row, type WrittenLayout, writtenLayouts } from '../fixtures/rosters/layouts.ts';
import { signOpenPgp } from '../fixtures/rosters/open-pgp.ts';
import type { Packing } from '../fixtures/rosters/pack-roster.ts';
import { rosterForms } from '../fixtures/rosters/roster-forms.ts';
import { writeRoster } from '../fixtures/rosters/write-roster.ts';
import { hostileTexts } from './hostile-tokens.ts';
import { createPositionSeeds } from './position-seeds.ts';

/** A roster to be mutated. */
export interface Seed {
  layout: WrittenLayout;
  lists: RosterKind;
  format: FormatName;
  charset: Charset;
  /** What a feed of such files has in its config. */
  csv: CsvSettings;
  /** The roster's own bytes, not packed. */
  bytes: Buffer;
  packedIn: readonly Packing[];
  /** The same, signed: OpenPGP takes a millisecond for it, so that it is done once. */
  signed: Buffer | null;
}

export interface Seeds {
  all: readonly Seed[];
  /** National identity numbers of everybody in them. */
  nationalIds: ReadonlySet<string>;
}

const perLayout = 120;
const people = 60;
const signedEvery = 15;

/** Small rosters and hierarchies of every layout in every format, charset, dialect and packing, good and bad; the same for the same number. */
export async function createSeeds(seed: number): Promise<Seeds> {
  const all: Seed[] = [];
  const nationalIds = new Set<string>();
  for (const [index, layout] of writtenLayouts.entries()) {
    const random = createRandom(seed, index);
    for (const row of Array.from({ length: people }, (_, i) => layout.row(i))) {
      const nationalId = layout.nationalId(row);
      if (nationalId !== null) nationalIds.add(nationalId);
    }
    const formats = layout.formats.filter((format) => createFormats().read[format] !== null);
    for (const form of fc.sample(rosterForms(formats), { seed: seed + index, numRuns: perLayout })) {
      const rows = Array.from({ length: random.below(7) }, () => rowOf(layout, random));
      const { unpacked, csv } = writeRoster(rows, layout.layout.shape, form);
      const signed =
        all.length % signedEvery === 0 ? await signOpenPgp(unpacked, { isArmored: random.chance(0.5) }) : null;
      const format = Object.keys(form.format)[0] as FormatName;
      const { charset, packedIn } = form;
      all.push({ layout, lists: 'employees', format, charset, csv, bytes: unpacked, packedIn, signed });
    }
    all.push(...samplesOf(layout, nationalIds));
  }
  for (const layout of writtenLayouts.filter(({ positionFiles }) => positionFiles !== null)) {
    all.push(...createPositionSeeds(seed, layout, createRandom(seed, writtenLayouts.length), nationalIds));
  }
  return { all, nationalIds };
}

/** Now and then with a value that is none, or that belongs elsewhere. */
function rowOf(layout: WrittenLayout, random: Random): Row {
  const row = [...layout.row(random.below(people))];
  while (random.chance(0.25)) {
    const value = random.chance(0.5) ? random.pick(hostileTexts) : random.pick(layout.row(random.below(people)));
    const place = random.below(row.length);
    const isTree = (layout.layout.shape.columns[place] ?? '') in layout.layout.shape.trees;
    if (!isTree) row[place] = value;
  }
  return row;
}

/** The beginnings of the committed samples, good and bad: whole ones would take most of the time. */
function samplesOf(layout: WrittenLayout, nationalIds: Set<string>): Seed[] {
  const directory = fileURLToPath(new URL(`../../samples/${layout.choice.name}`, import.meta.url));
  const { columns } = layout.layout.shape;
  if (!existsSync(directory)) return [];
  return readdirSync(directory)
    .filter((name) => /\.(csv|xml|json)$/.test(name))
    .map((name) => {
      const text = readFileSync(join(directory, name), 'utf8');
      for (const line of text.split('\n')) {
        const cells = line.split(',');
        const nationalId = cells.length === columns.length ? layout.nationalId(cells) : null;
        // The bad samples have some that are nobody's: of a day that doesn't exist, or with wrong check digits.
        if (nationalId !== null && holdsNationalId(nationalId)) nationalIds.add(nationalId);
      }
      const format = name.split('.').at(-1) as FormatName;
      const bytes = Buffer.from(text.slice(0, sampleCharacters));
      const lists = name.startsWith('positions') ? 'positions' : 'employees';
      return { layout, lists, format, charset: 'utf-8', csv: {}, bytes, packedIn: [], signed: null };
    });
}

const sampleCharacters = 3000;
