import { gzipSync } from 'node:zlib';
import type { CsvSettings, DecryptKeys } from '../../src/formats/contract.ts';
import { createRandom, type Random } from '../fixtures/random.ts';
import type { WrittenLayout } from '../fixtures/rosters/layouts.ts';
import { testPrivateKey, testPublicKey } from '../fixtures/rosters/open-pgp.ts';
import { type Packing, packings, packRoster } from '../fixtures/rosters/pack-roster.ts';
import { renderZip } from '../fixtures/zip.ts';
import { mutate } from './mutate.ts';
import type { Seed, Seeds } from './seeds.ts';

/** A mutated roster, and how it is to be read. */
export interface FuzzFile {
  index: number;
  fileName: string;
  bytes: Buffer;
  layout: WrittenLayout;
  csv: CsvSettings;
  /** Whether the feed has a key, and whether it demands signatures. */
  keys: 'none' | 'private key' | 'private key and signer';
  companies: readonly string[] | null;
  /** Bytes that are handed over at once. */
  chunkSize: number;
  /** What was done to it, in order. */
  history: string[];
}

/** The same for the same seeds, number and index, whatever was made before. */
export function makeFile({ all }: Seeds, seedNumber: number, index: number): FuzzFile {
  const random = createRandom(seedNumber, index);
  const seed = random.pick(all);
  const donor = random.pick(all);
  const history = [`${seed.layout.choice.name}, ${seed.lists}, ${seed.format} in ${seed.charset}`];
  let bytes = contentOf(seed, random, history);
  const isSigned = bytes === seed.signed;
  if (!isSigned && random.chance(0.85)) bytes = mutated(bytes, random, seed, donor, history);
  for (const packing of packingsOf(seed, random)) {
    bytes = packRoster(bytes, packing, nameOf(seed, random));
    history.push(packing);
    if (random.chance(0.3)) bytes = mutated(bytes, random, seed, donor, history);
  }
  if (isSigned && random.chance(0.6)) bytes = mutated(bytes, random, seed, donor, history);
  return {
    index,
    fileName: nameOf(seed, random),
    bytes,
    layout: seed.layout,
    csv: settingsOf(seed, random),
    keys: random.chance(isSigned ? 0.6 : 0.03) ? 'private key and signer' : random.chance(0.8) ? 'private key' : 'none',
    companies: random.chance(0.1) ? ['1', '2'] : null,
    chunkSize: random.chance(0.15) ? 1 + random.below(20) : random.pick([100, 777, 4096, 65_536]),
    history,
  };
}

export async function decryptKeys(keys: FuzzFile['keys']): Promise<DecryptKeys | null> {
  if (keys === 'none') return null;
  const signedBy = keys === 'private key' ? null : await testPublicKey();
  return { privateKey: testPrivateKey, passphrase: null, signedBy };
}

function contentOf(seed: Seed, random: Random, history: string[]): Buffer {
  if (seed.signed !== null && random.chance(0.4)) {
    history.push('signed');
    return seed.signed;
  }
  if (random.chance(bombShare)) {
    history.push('bomb');
    return random.chance(0.5) ? bombs.gzip() : bombs.zip();
  }
  return seed.bytes;
}

function mutated(bytes: Buffer, random: Random, seed: Seed, donor: Seed, history: string[]): Buffer {
  const { bytes: changed, done } = mutate(bytes, random, seed.charset, donor.bytes);
  history.push(...done);
  return changed;
}

/** Most damage to an archive ends in the same few verdicts, and OpenPGP takes thirty times as long as all the rest. */
function packingsOf(seed: Seed, random: Random): readonly Packing[] {
  const wanted = random.chance(0.05) ? [random.pick(packings)] : random.chance(0.4) ? seed.packedIn : [];
  return random.chance(0.2) ? wanted : wanted.filter((packing) => !packing.startsWith('openpgp'));
}

function nameOf({ lists, format }: Seed, random: Random): string {
  const name = lists === 'positions' ? 'positions' : 'roster';
  return random.chance(0.85) ? `${name}.${format}` : random.pick(otherNames);
}

const otherNames: readonly string[] = [
  ...['roster', 'roster.csv', 'roster.xml', 'roster.json', 'roster.txt', 'roster.dat', 'roster.CSV', 'roster.csv.gz'],
  ...['roster.xml.zip', 'roster.json.pgp', 'roster.gz', 'roster.zip', 'a.csv.xml.json', 'Ærø Øystein.csv', 'a b c.xml'],
  ...['positions', 'positions.csv.gz', 'Positions.CSV'],
];

function settingsOf(seed: Seed, random: Random): CsvSettings {
  if (random.chance(0.85)) return seed.csv;
  return random.pick<CsvSettings>([
    {},
    { delimiter: ';' },
    { header: true },
    { header: false },
    { charset: 'windows-1252' },
  ]);
}

/** Each takes some tenths of a second: the ratio counts from 64 MB. */
const bombShare = 0.000_02;
const made = new Map<string, Buffer>();

const bombs = {
  gzip: () => once('gzip', () => gzipSync(Buffer.alloc(bombBytes, ','))),
  zip: () => once('zip', () => renderZip([{ name: 'roster.csv', content: Buffer.alloc(bombBytes, ',') }])),
};

const bombBytes = 70_000_000;

function once(name: string, make: () => Buffer): Buffer {
  const bytes = made.get(name) ?? make();
  made.set(name, bytes);
  return bytes;
}
