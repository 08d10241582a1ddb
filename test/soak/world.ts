import { createHash } from 'node:crypto';
import type { Random } from '../fixtures/random.ts';
import { type RosterRow, ssnFor, syntheticEmployee } from '../fixtures/roster.ts';
import { nationalIdOf, type SoakFeed } from './feeds.ts';

export type RosterKind = 'nightly' | 'faulty rows' | 'rejected' | 'cut' | 'empty' | 'again' | 'earlier';

/** A roster as it leaves the HR system. */
export interface Roster {
  kind: RosterKind;
  rows: readonly RosterRow[];
  bytes: Buffer;
  /** Hexadecimal. */
  sha256: string;
  /** Rejected, whatever the register holds. */
  fatal: boolean;
  /** What its manifest says, where the feed has them. */
  manifest: { rows: number; sha256: string };
}

/** The HR system of one feed: people come, change and go, and now and then an export goes wrong. */
export interface World {
  next(): Roster;
  /** Every national identity number that it has written so far, wrong ones, too. */
  readonly nationalIds: ReadonlySet<string>;
}

interface Person {
  present: boolean;
  variant: number;
  deleted: boolean;
}

const weights: [RosterKind, number][] = [
  ['nightly', 50],
  ['faulty rows', 11],
  ['rejected', 12],
  ['cut', 12],
  ['empty', 1],
  ['again', 9],
  ['earlier', 3],
];

export function createWorld(feed: SoakFeed, random: Random): World {
  const people: Person[] = Array.from({ length: feed.people }, (_, i) => ({
    present: i < feed.people * 0.8,
    variant: 0,
    deleted: false,
  }));
  const sent: Roster[] = [];
  const nationalIds = new Set<string>();
  const rowsNow = () =>
    people.flatMap((person, i) => (person.present ? [withVariant(feed, syntheticRow(feed, i), person)] : []));

  return {
    nationalIds,
    next() {
      const kind = sent.length < 2 ? 'nightly' : pickKind(random);
      // The bytes of a feed with a schedule are not sent again out of turn: what they are held against depends on when it is.
      const earlier = sent.slice(0, -2).filter(({ fatal }) => !fatal);
      if (kind === 'earlier' && earlier.length > 0 && feed.settings.schedule === undefined) {
        return remember({ ...random.pick(earlier), kind });
      }
      const last = sent.at(-1);
      if (kind === 'again' && last !== undefined) return remember({ ...last, kind });
      liveADay(feed, people, random);
      return remember(spoil(kind, rowsNow()));
    },
  };

  function remember(roster: Roster): Roster {
    sent.push(roster);
    for (const row of roster.rows) if (row.ssn !== '') nationalIds.add(nationalIdOf(row));
    return roster;
  }

  function spoil(kind: RosterKind, rows: RosterRow[]): Roster {
    switch (kind) {
      case 'faulty rows':
        return render(kind, faultyRows(rows, random));
      case 'rejected':
        return reject(rows);
      case 'cut': {
        const left = Math.floor(rows.length * (0.4 + random.next() * 0.45));
        return render(kind, rows.slice(0, Math.min(left, rows.length - 4)));
      }
      case 'empty':
        return render(kind, []);
      default:
        return render('nightly', rows);
    }
  }

  function render(
    kind: RosterKind,
    rows: readonly RosterRow[],
    fatal = false,
    mangle = (text: string) => text,
  ): Roster {
    const bytes = Buffer.from(mangle(feed.written.render(rows)));
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    return { kind, rows, bytes, sha256, fatal, manifest: { rows: rows.length, sha256 } };
  }

  function reject(rows: RosterRow[]): Roster {
    const at = random.below(rows.length);
    const spoilt = rows.map((row, i) => (i === at ? spoilIdentity(row, random) : row));
    const ways = feed.written.layout === 'hr-data-sync' ? ['torn'] : ['identity', 'identity', 'torn'];
    if (feed.complete === 'manifest') ways.push('manifest');
    const way = random.pick(ways);
    if (way === 'identity') return render('rejected', spoilt, true);
    if (way === 'torn') return render('rejected', rows, true, (text) => tear(text, random));
    const roster = render('rejected', rows, true);
    return { ...roster, manifest: { ...roster.manifest, rows: rows.length + 1 } };
  }
}

function pickKind(random: Random): RosterKind {
  return random.pick(weights.flatMap(([kind, weight]) => Array<RosterKind>(weight).fill(kind)));
}

function syntheticRow(feed: SoakFeed, i: number): RosterRow {
  const { addressLine } = feed;
  return syntheticEmployee(i, { companyId: feed.companyId(i), ...(addressLine === null ? {} : { addressLine }) });
}

/** A night's changes: some people change, a few leave, a few come or come back. */
function liveADay(feed: SoakFeed, people: readonly Person[], random: Random): void {
  const some = (share: number) => random.below(Math.max(2, Math.ceil(people.length * share)));
  for (let change = 1 + some(0.04); change > 0; change -= 1) {
    random.pick(people).variant = random.below(feed.written.changing.length * 2 + 1);
  }
  for (let leaver = some(0.03); leaver > 0; leaver -= 1) {
    const person = random.pick(people);
    if (feed.written.layout === 'personnel-ticket' && random.chance(0.3)) person.deleted = person.present;
    else person.present = false;
  }
  for (let comer = some(0.03); comer > 0; comer -= 1)
    Object.assign(random.pick(people), { present: true, deleted: false });
}

/** Each variant is one field with one of two other values. */
function withVariant(feed: SoakFeed, row: RosterRow, { variant, deleted }: Person): RosterRow {
  const isDeleted = deleted ? 'true' : 'false';
  const field = feed.written.changing[Math.floor((variant - 1) / 2)];
  if (variant === 0 || field === undefined) return { ...row, isDeleted };
  return { ...row, isDeleted, ...valuesFor(field, variant % 2, row) };
}

function valuesFor(field: keyof RosterRow, which: number, { dateOfBirth, addressLine }: RosterRow): Partial<RosterRow> {
  switch (field) {
    case 'surname':
      return { surname: which === 0 ? 'Nordmann' : 'D\'Årc; Æst, "kalt Ole"' };
    case 'addressLine':
      return { addressLine: `${addressLine} ${which === 0 ? 'Øst' : 'Vest'}` };
    case 'employmentPercentage':
      return { employmentPercentage: which === 0 ? '62.5' : '40', employmentPercentageDate: '2025-01-01' };
    case 'disabilityGrade':
      return { disabilityGrade: which === 0 ? '55' : '30', disabilityFromDate: '2020-02-29' };
    case 'ssn':
      return { ssn: ssnFor(dateOfBirth, 4 + which) };
    default:
      return { leaveFromDate: which === 0 ? '2025-03-01' : '2024-11-30' };
  }
}

/** At most 4 % of the rows can't be used, so that the guard lets it pass; now and then somebody stands in it twice. */
function faultyRows(rows: readonly RosterRow[], random: Random): RosterRow[] {
  const faulty = new Set(
    Array.from({ length: 1 + random.below(Math.ceil(rows.length * 0.04)) }, () => random.below(rows.length)),
  );
  const twice = random.chance(0.3) ? random.below(rows.length) : null;
  return rows.flatMap((row, i) => {
    const written: RosterRow = faulty.has(i) ? { ...row, payType: 'Q' } : row;
    return i === twice ? [written, { ...written }] : [written];
  });
}

function spoilIdentity(row: RosterRow, random: Random): RosterRow {
  const lastDigit = String((Number(row.ssn.at(-1)) + 1 + random.below(9)) % 10);
  return random.chance(0.5)
    ? { ...row, ssn: row.ssn.slice(0, -1) + lastDigit }
    : { ...row, ssn: row.ssn.slice(0, -1) + lastDigit, dateOfBirth: '1979-02-30' };
}

/** Ends it in the middle of a row, early enough that more is missing than empty columns. */
function tear(text: string, random: Random): string {
  const at = text.indexOf('\n', Math.floor(text.length * (0.2 + random.next() * 0.6)));
  const behind = text.indexOf('\n', at + 1);
  return text.slice(0, at + 1 + Math.max(1, Math.floor((behind - at) * 0.3)));
}
