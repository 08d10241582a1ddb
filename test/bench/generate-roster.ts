import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { rosterColumns } from '../fixtures/roster.ts';
import { brokenPerson, changedPerson, column, createSsnSource, draw, personAt } from './people.ts';
import { createStateTally } from './register-state.ts';

/** Two rosters of one company group, a day apart, the second also with mistakes, and what has to come of them. */
export interface GeneratedRosters {
  day1: RosterOnDisk;
  day2: RosterOnDisk;
  /** Day 2 with a bad row in every thousand. */
  bad: RosterOnDisk & { issues: number };
  /** The counts that an import of day 1 has to find, and the register after it, as renderStates writes it. */
  firstLoad: { created: number };
  afterFirstLoad: string[];
  /** The same for an import of day 2 after it. */
  nightly: { created: number; updated: number; deactivated: number; unchanged: number };
  afterNightly: string[];
}

export interface RosterOnDisk {
  path: string;
  rows: number;
  bytes: number;
}

const goneShare = 0.005;
const changedShare = 0.01;
const newShare = 0.005;
/** A roster of fewer than a thousand rows has some bad ones all the same. */
const badEvery = (rows: number) => Math.min(1000, Math.ceil(rows / 4));

/**
 * Writes all files in one pass; the same number of rows always gives the same bytes. About 1 % of day 1's people are
 * changed on day 2, 0.5 % are gone, and 0.5 % are new. The people are synthetic, with numbers that pass every check.
 */
export function generateRosters(rows: number, directory: string): GeneratedRosters {
  const day1 = createRosterWriter(join(directory, `day-1-${rows}.csv`));
  const day2 = createRosterWriter(join(directory, `day-2-${rows}.csv`));
  const bad = createRosterWriter(join(directory, `bad-${rows}.csv`));
  const nextSsn = createSsnSource();
  const [afterFirstLoad, afterNightly] = [createStateTally(), createStateTally()];
  const nightly = { created: Math.round(rows * newShare), updated: 0, deactivated: 0, unchanged: 0 };
  let days2 = 0;
  let issues = 0;

  const keepOnDay2 = (person: readonly string[], line: string) => {
    day2.write(line);
    afterNightly.add(person, isActive(person));
    days2 += 1;
    if (days2 % badEvery(rows) !== 0) return bad.write(line);
    bad.write(lineOf(brokenPerson(person, issues)));
    issues += 1;
  };

  for (let i = 0; i < rows + nightly.created; i += 1) {
    const person = personAt(i, nextSsn);
    const line = lineOf(person);
    if (i >= rows) {
      keepOnDay2(person, line);
      continue;
    }
    day1.write(line);
    afterFirstLoad.add(person, isActive(person));
    const fate = draw(i, 'fate');
    if (fate < goneShare) {
      // Who was marked deleted on day 1 is not active, so nobody has to be deactivated.
      if (isActive(person)) nightly.deactivated += 1;
      afterNightly.add(person, false);
    } else if (fate < goneShare + changedShare) {
      nightly.updated += 1;
      const changed = changedPerson(person, i);
      keepOnDay2(changed, lineOf(changed));
    } else {
      nightly.unchanged += 1;
      keepOnDay2(person, line);
    }
  }
  return {
    day1: day1.end(),
    day2: day2.end(),
    bad: { ...bad.end(), issues },
    firstLoad: { created: rows },
    afterFirstLoad: afterFirstLoad.lines(),
    nightly,
    afterNightly: afterNightly.lines(),
  };
}

/** Day 1 as an XML, as serialisers write it that indent: some 760 bytes a person. */
export function generateXmlRoster(rows: number, directory: string): RosterOnDisk {
  const writer = createFileWriter(
    join(directory, `day-1-${rows}.xml`),
    '<?xml version="1.0" encoding="UTF-8"?>\n<employees>\n',
  );
  const nextSsn = createSsnSource();
  for (let i = 0; i < rows; i += 1) writer.write(elementOf(personAt(i, nextSsn)));
  return writer.end('</employees>\n');
}

function elementOf(person: readonly string[]): string {
  let text = '  <employee>\n';
  for (const [at, name] of rosterColumns.entries()) {
    const value = escaped(person[at] ?? '');
    text += value === '' ? `    <${name}/>\n` : `    <${name}>${value}</${name}>\n`;
  }
  return `${text}  </employee>\n`;
}

function escaped(value: string): string {
  return value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}

export const headerLine = `${rosterColumns.join(',')}\n`;

/** A row as the file has it, with its line end. */
export function lineOf(person: readonly string[]): string {
  return `${person.map(quoted).join(',')}\n`;
}

export function isActive(person: readonly string[]): boolean {
  return person[column.isDeleted] === 'false';
}

function createRosterWriter(path: string) {
  return createFileWriter(path, headerLine);
}

function createFileWriter(path: string, head: string) {
  const file = openSync(path, 'w');
  let text = head;
  let rows = 0;
  let bytes = 0;
  const flush = () => {
    const chunk = Buffer.from(text);
    for (let at = 0; at < chunk.length; ) at += writeSync(file, chunk, at);
    bytes += chunk.length;
    text = '';
  };
  return {
    write(line: string): void {
      rows += 1;
      text += line;
      if (text.length > 1_000_000) flush();
    },
    end(tail = ''): RosterOnDisk {
      text += tail;
      flush();
      // Otherwise the system writes the files to the disk while the first runs are measured.
      fsyncSync(file);
      closeSync(file);
      return { path, rows, bytes };
    },
  };
}

function quoted(value: string): string {
  return value.includes(',') || value.includes('"') ? `"${value.replaceAll('"', '""')}"` : value;
}
