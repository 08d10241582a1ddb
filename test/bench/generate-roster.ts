import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { rosterColumns } from '../fixtures/roster.ts';
import { changedPerson, column, createSsnSource, draw, personAt } from './people.ts';

/** Two rosters of one company group, a day apart, and what the second changes: the oracle of the bench. */
export interface GeneratedRosters {
  day1: RosterOnDisk;
  day2: RosterOnDisk;
  /** What an import of day 1 has to find. */
  firstLoad: { created: number };
  /** What an import of day 2 after it has to find. */
  nightly: { created: number; updated: number; deactivated: number; unchanged: number };
}

export interface RosterOnDisk {
  path: string;
  rows: number;
  bytes: number;
}

const goneShare = 0.005;
const changedShare = 0.01;
const newShare = 0.005;

/**
 * Writes both days in one pass; the same number of rows always gives the same bytes. About 1 % of day 1's people are
 * changed on day 2, 0.5 % are gone, and 0.5 % are new. The people are synthetic, with numbers that pass every check.
 */
export function generateRosters(rows: number, directory: string): GeneratedRosters {
  const day1 = createRosterWriter(join(directory, `day-1-${rows}.csv`));
  const day2 = createRosterWriter(join(directory, `day-2-${rows}.csv`));
  const nextSsn = createSsnSource();
  const nightly = { created: Math.round(rows * newShare), updated: 0, deactivated: 0, unchanged: 0 };

  for (let i = 0; i < rows + nightly.created; i += 1) {
    const person = personAt(i, nextSsn);
    if (i >= rows) {
      day2.write(person);
      continue;
    }
    day1.write(person);
    const fate = draw(i, 'fate');
    if (fate < goneShare) {
      // Who was marked deleted on day 1 is not active, so nobody has to be deactivated.
      if (person[column.isDeleted] === 'false') nightly.deactivated += 1;
    } else if (fate < goneShare + changedShare) {
      nightly.updated += 1;
      day2.write(changedPerson(person, i));
    } else {
      nightly.unchanged += 1;
      day2.write(person);
    }
  }
  return { day1: day1.end(), day2: day2.end(), firstLoad: { created: rows }, nightly };
}

function createRosterWriter(path: string) {
  const file = openSync(path, 'w');
  let text = `${rosterColumns.join(',')}\n`;
  let rows = 0;
  let bytes = 0;
  const flush = () => {
    const chunk = Buffer.from(text);
    for (let at = 0; at < chunk.length; ) at += writeSync(file, chunk, at);
    bytes += chunk.length;
    text = '';
  };
  return {
    write(values: readonly string[]): void {
      rows += 1;
      text += `${values.map(quoted).join(',')}\n`;
      if (text.length > 1_000_000) flush();
    },
    end(): RosterOnDisk {
      flush();
      closeSync(file);
      return { path, rows, bytes };
    },
  };
}

function quoted(value: string): string {
  return value.includes(',') || value.includes('"') ? `"${value.replaceAll('"', '""')}"` : value;
}
