import type { Random } from '../fixtures/random.ts';
import { type Charset, encodeText } from '../fixtures/rosters/encode-text.ts';
import { hostileBytes, hostileTexts, hostileTowers } from './hostile-tokens.ts';

/** A mutation's name goes with the file, so that a report can tell what was done to it. */
export interface Mutated {
  bytes: Buffer;
  done: string[];
}

/** The most that a repeated slice comes to. */
const mostRepeated = 100_000;
const mostBytes = 400_000;

/** @param donor another seed, for splices */
export function mutate(bytes: Buffer, random: Random, charset: Charset, donor: Buffer): Mutated {
  const count = random.chance(0.5) ? 1 : random.chance(0.7) ? 2 + random.below(2) : 4 + random.below(5);
  const done: string[] = [];
  let mutated = bytes;
  for (let i = 0; i < count; i += 1) {
    const { name, change } = chooseMutation(random);
    mutated = change(mutated, random, charset, donor).subarray(0, mostBytes);
    done.push(name);
  }
  return { bytes: mutated, done };
}

type Change = (bytes: Buffer, random: Random, charset: Charset, donor: Buffer) => Buffer;

interface Mutation {
  name: string;
  /** How often it is chosen, against the others. */
  weight: number;
  change: Change;
}

const mutations: readonly Mutation[] = [
  { name: 'flip a bit', weight: 10, change: flip },
  { name: 'set a byte', weight: 10, change: setByte },
  { name: 'cut a slice out', weight: 8, change: cutOut },
  { name: 'cut the end off', weight: 6, change: cutEnd },
  { name: 'cut the beginning off', weight: 2, change: cutBeginning },
  { name: 'insert a token', weight: 20, change: insertToken },
  { name: 'replace a slice by a token', weight: 12, change: replaceByToken },
  {
    name: 'put a token in front',
    weight: 4,
    change: (bytes, random, charset) => Buffer.concat([token(random, charset), bytes]),
  },
  {
    name: 'put a token behind',
    weight: 3,
    change: (bytes, random, charset) => Buffer.concat([bytes, token(random, charset)]),
  },
  { name: 'duplicate a slice', weight: 8, change: duplicate },
  { name: 'swap two slices', weight: 4, change: swap },
  { name: 'splice with another seed', weight: 6, change: splice },
  { name: 'replace one byte everywhere', weight: 4, change: replaceEverywhere },
  { name: 'repeat a slice', weight: 1, change: repeat },
  { name: 'put one word in the place of another', weight: 10, change: exchangeWord },
];
const wheel = mutations.flatMap((mutation) => Array.from({ length: mutation.weight }, () => mutation));

function chooseMutation(random: Random): Mutation {
  return random.pick(wheel);
}

function flip(bytes: Buffer, random: Random): Buffer {
  const copy = Buffer.from(bytes);
  for (let i = random.below(3); i >= 0 && copy.length > 0; i -= 1) {
    const at = random.below(copy.length);
    copy[at] = (copy[at] ?? 0) ^ (1 << random.below(8));
  }
  return copy;
}

function setByte(bytes: Buffer, random: Random): Buffer {
  const copy = Buffer.from(bytes);
  if (copy.length > 0)
    copy[random.below(copy.length)] = random.chance(0.5) ? random.pick([...interesting]) : random.below(256);
  return copy;
}

/** Quotation mark, delimiters, line breaks, NUL, and what begins or ends a number's range. */
const interesting = Buffer.from('"\',;\t|\r\n\0\x01\x7f\x80\xff<>&[]{}\\ 09-', 'latin1');

function cutOut(bytes: Buffer, random: Random): Buffer {
  const [from, to] = slice(bytes, random);
  return Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]);
}

function cutEnd(bytes: Buffer, random: Random): Buffer {
  return bytes.subarray(0, random.below(bytes.length + 1));
}

function cutBeginning(bytes: Buffer, random: Random): Buffer {
  return bytes.subarray(random.below(bytes.length + 1));
}

function insertToken(bytes: Buffer, random: Random, charset: Charset): Buffer {
  return insert(bytes, random.below(bytes.length + 1), token(random, charset));
}

function replaceByToken(bytes: Buffer, random: Random, charset: Charset): Buffer {
  const [from, to] = slice(bytes, random);
  return Buffer.concat([bytes.subarray(0, from), token(random, charset), bytes.subarray(to)]);
}

function duplicate(bytes: Buffer, random: Random): Buffer {
  const [from, to] = slice(bytes, random);
  const at = random.chance(0.5) ? to : random.below(bytes.length + 1);
  return insert(bytes, at, bytes.subarray(from, to));
}

function swap(bytes: Buffer, random: Random): Buffer {
  const cuts = Array.from({ length: 4 }, () => random.below(bytes.length + 1)).sort((a, b) => a - b);
  const [a = 0, b = 0, c = 0, d = 0] = cuts;
  return Buffer.concat([
    bytes.subarray(0, a),
    bytes.subarray(c, d),
    bytes.subarray(b, c),
    bytes.subarray(a, b),
    bytes.subarray(d),
  ]);
}

function splice(bytes: Buffer, random: Random, _charset: Charset, donor: Buffer): Buffer {
  if (random.chance(0.3)) return insert(bytes, random.below(bytes.length + 1), donor.subarray(...slice(donor, random)));
  return Buffer.concat([
    bytes.subarray(0, random.below(bytes.length + 1)),
    donor.subarray(random.below(donor.length + 1)),
  ]);
}

function replaceEverywhere(bytes: Buffer, random: Random): Buffer {
  if (bytes.length === 0) return bytes;
  const [old, by] = [bytes[random.below(bytes.length)], random.pick([...interesting])];
  return Buffer.from(bytes.map((byte) => (byte === old ? by : byte)));
}

function repeat(bytes: Buffer, random: Random): Buffer {
  const [from, to] = slice(bytes, random);
  if (from === to) return bytes;
  const times = 1 + random.below(Math.min(5000, mostRepeated / (to - from)));
  return insert(bytes, to, Buffer.alloc((to - from) * times, bytes.subarray(from, to)));
}

/** What ties rows to each other comes to be tied to others: an id, a parent, a holder, the name of an element. */
function exchangeWord(bytes: Buffer, random: Random): Buffer {
  const words = [...bytes.toString('latin1').matchAll(word)];
  if (words.length === 0) return bytes;
  const [{ index, 0: old }, { 0: by }] = [random.pick(words), random.pick(words)];
  return Buffer.concat([bytes.subarray(0, index), Buffer.from(by, 'latin1'), bytes.subarray(index + old.length)]);
}

/** In UTF-16 a zero stands beside each character. */
const word = /[\w@-](?:\0?[\w@-])*/g;

/** Short ones are likelier: they damage less, and a file that is read to its end shows more. */
function slice(bytes: Buffer, random: Random): [number, number] {
  const from = random.below(bytes.length + 1);
  const most = random.chance(0.8) ? 40 : bytes.length;
  return [from, Math.min(bytes.length, from + random.below(most + 1))];
}

function insert(bytes: Buffer, at: number, what: Uint8Array): Buffer {
  return Buffer.concat([bytes.subarray(0, at), what, bytes.subarray(at)]);
}

function token(random: Random, charset: Charset): Buffer {
  if (random.chance(0.2)) return random.pick(hostileBytes);
  const text = random.pick(random.chance(0.03) ? hostileTowers : hostileTexts);
  return (random.chance(0.8) ? encodeText(text, charset) : null) ?? Buffer.from(text);
}
