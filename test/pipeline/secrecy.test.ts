import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { copyFile, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parse } from 'csv-parse/sync';
import { type ParsedMail, simpleParser } from 'mailparser';
import { expect, inject, it, onTestFinished } from 'vitest';
import type { DatabaseConfig } from '../../src/store/connect.ts';
import { rollcall } from '../cli/run.ts';
import { openDump, writeProject } from '../fixtures/app.ts';
import { type RosterRow, rosterColumns } from '../fixtures/roster.ts';
import { eachDatabase } from '../services/databases.ts';

const samples = fileURLToPath(new URL('../../samples/personnel-ticket/', import.meta.url));

eachDatabase('national identity numbers', (databases) => {
  it('stand nowhere but in the rosters themselves', async () => {
    const database = await databases.createConfig();
    const dir = await mkdtemp(join(tmpdir(), 'rollcall-secrecy-'));
    onTestFinished(() => rm(dir, { recursive: true, force: true }));
    await writeProject(dir, database, { acme: {}, xml: {} }, { log: { level: 'debug' } });
    const rosters = await rostersOf();
    const config = ['--config', join(dir, 'config', 'rollcall.yaml')];

    const log = await throughDaemon(dir, config, rosters);
    const found: Record<string, string[]> = {
      log: stringsOfLog(log),
      mails: await mailTexts(join(dir, 'data', 'mail')),
      'errors.csv': await textsOf(dir, (path) => path.endsWith('errors.csv') || path.includes('reports')),
      commands: await commandOutputs(config, rosters.length, dir),
      'look-up': [await lookUp(config, firstNumber(rosters))],
      database: await databaseTexts(database),
    };

    // Nobody else can read the rosters.
    const archived = await pathsIn(join(dir, 'data', 'inbox'));
    expect(archived.length).toBeGreaterThanOrEqual(rosters.length);
    for (const path of archived) expect((await stat(path)).mode & 0o077).toBe(0);
    // What is looked through is really there.
    expect(found.log?.join()).toContain('file rejected');
    expect(found.mails?.join()).toContain('1979-02-30');
    expect(found['errors.csv']?.join()).toContain('1979-02-30');
    expect(found.commands?.join()).toContain('Nyåsveien 8');
    expect(found['look-up']?.join()).toContain('"nationalId": "*****"');
    expect(found.database?.join()).toContain('Nyåsveien 8');

    const secrets = secretsOf(rosters);
    expect(
      leaks(
        rosters.map(({ content }) => content),
        secrets.endings,
      ),
    ).toEqual(secrets.endings);
    expect(leaks(secrets.numbers, secrets.numbers)).toEqual(secrets.numbers);
    expect(secrets.endings.length).toBeGreaterThan(200);
    for (const [place, texts] of Object.entries(found)) {
      expect(leaks(texts, secrets.numbers), `whole numbers in: ${place}`).toEqual([]);
      expect(leaks(texts, secrets.endings), `last five digits in: ${place}`).toEqual([]);
    }
    if (database.client === 'sqlite') {
      const files = await pathsIn(dirname(database.file));
      const bytes = await Promise.all(files.map((path) => readFile(path, 'latin1')));
      expect(bytes.join('').length).toBeGreaterThan(100_000);
      expect(leaks(bytes, secrets.numbers), 'whole numbers in the bytes of the database').toEqual([]);
    }
  }, 120_000);
});

interface Roster {
  feed: string;
  name: string;
  folder: 'processed' | 'rejected' | 'held';
  content: string;
  /** What the file would be if nothing were wrong with it. */
  rows: readonly RosterRow[];
}

/** Every sample, and files in which the numbers stand where something else should. */
async function rostersOf(): Promise<Roster[]> {
  const sample = async (name: string, folder: Roster['folder'], feed = 'acme'): Promise<Roster> => {
    const content = await readFile(join(samples, name), 'utf8');
    const rows = parseRows(name.endsWith('.csv') ? content : await readFile(join(samples, 'day-1.csv'), 'utf8'));
    return { feed, name, folder, content, rows };
  };
  const good = await sample('day-2.csv', 'processed');
  const [header, ...lines] = good.content.trimEnd().split('\n');
  const changed = (
    name: string,
    folder: Roster['folder'],
    change: (cells: string[]) => string[],
    withHeader = true,
  ) => ({
    ...good,
    name,
    folder,
    content: [...(withHeader ? [header] : []), ...lines.map((line) => change(cellsOf(line)).join(';'))]
      .join('\n')
      .replace(header ?? '', (header ?? '').replaceAll(',', ';')),
  });
  return [
    await sample('day-1.csv', 'processed'),
    await sample('day-1.xml', 'processed', 'xml'),
    good,
    await sample('rejected.csv', 'rejected'),
    changed('without-first.csv', 'rejected', ([_first, ...others]) => [...others, 'false']),
    changed('without-column.csv', 'rejected', ([_first, ...others]) => others),
    changed('ssn-first.csv', 'rejected', (cells) => [...cells.slice(4), ...cells.slice(0, 4)], false),
    changed('ssn-last.csv', 'rejected', (cells) => [...cells.slice(5), ...cells.slice(0, 5)], false),
    changed('ssn-as-date.csv', 'rejected', (cells) => swapped(cells, 3, 4)),
    changed('ssn-as-code.csv', 'rejected', (cells) => swapped(cells, 2, 4)),
    changed('ssn-as-end.csv', 'rejected', (cells) => swapped(cells, 12, 4)),
    changed('ssn-as-percentage.csv', 'rejected', (cells) => swapped(cells, 16, 4)),
    changed('number-as-key.csv', 'held', (cells) => [numberOf(cells[3], cells[4]), ...cells.slice(1)]),
    changed('spaced-number-as-key.csv', 'held', (cells) => [spaced(cells), ...cells.slice(1)]),
    changed('number-as-company.csv', 'held', (cells) => cells.with(1, numberOf(cells[3], cells[4]))),
    changed('number-in-name.csv', 'held', (cells) => cells.with(5, `${cells[5]} ${numberOf(cells[3], cells[4])}`)),
    changed('number-in-address.csv', 'held', (cells) => cells.with(7, `${cells[7]}, ${spaced(cells)}`)),
    changed('number-as-ssn.csv', 'rejected', (cells) => cells.with(4, numberOf(cells[3], cells[4]))),
    await sample('held.csv', 'held'),
  ];
}

/** Drops one file after the other. @returns what the daemon wrote */
async function throughDaemon(dir: string, config: string[], rosters: readonly Roster[]): Promise<string> {
  const daemon = spawn(process.execPath, [inject('builtMain'), 'run', ...config], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(daemon, 'close');
  const written = Promise.all([text(daemon.stdout), text(daemon.stderr)]);
  try {
    for (const { feed, name, folder, content } of rosters) {
      const inbox = join(dir, 'data', 'inbox', feed);
      await until(inbox);
      await writeFile(join(dir, name), content);
      await copyFile(join(dir, name), join(inbox, `${name}.tmp`));
      await rename(join(inbox, `${name}.tmp`), join(inbox, name));
      await until(join(inbox, folder, name));
    }
  } finally {
    daemon.kill('SIGTERM');
    await ended;
  }
  expect(daemon.exitCode).toBe(0);
  return (await written).join('\n');
}

async function until(path: string): Promise<void> {
  for (let attempt = 0; attempt < 600; attempt += 1) {
    if (existsSync(path)) return;
    await sleep(50);
  }
  throw new Error(`After 30 s there is no ${path}`);
}

/** The strings of the log; its numbers are sizes, durations and process ids. */
function stringsOfLog(log: string): string[] {
  return log.split('\n').flatMap((line) => {
    if (!line.startsWith('{')) return [line];
    return Object.values(JSON.parse(line) as Record<string, unknown>).map((value) =>
      typeof value === 'string' ? value : JSON.stringify(value).replace(/^\d+$/, ''),
    );
  });
}

async function mailTexts(directory: string): Promise<string[]> {
  const names = (await readdir(directory)).filter((name) => name.endsWith('.eml'));
  expect(names.length).toBeGreaterThan(10);
  const texts = await Promise.all(
    names.map(async (name) => {
      const raw = await readFile(join(directory, name), 'utf8');
      return [name, raw, ...mailParts(await simpleParser(raw))];
    }),
  );
  return texts.flat();
}

function mailParts({ subject, text: plain, html, attachments }: ParsedMail): string[] {
  return [subject ?? '', plain ?? '', html || '', ...attachments.map(({ content }) => content.toString())];
}

async function textsOf(dir: string, wanted: (path: string) => boolean): Promise<string[]> {
  const paths = await pathsIn(dir);
  return Promise.all(paths.filter(wanted).map((path) => readFile(path, 'utf8')));
}

async function pathsIn(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
}

/** What the commands print and write about the files and the people. */
async function commandOutputs(config: string[], files: number, dir: string): Promise<string[]> {
  const outputs: string[] = [];
  const run = async (...args: string[]) => {
    const { stdout, stderr } = await rollcall([...args, ...config]);
    outputs.push(stdout, stderr);
    return stdout;
  };
  await run('files', '--json');
  const lists = ['--errors', join(dir, 'errors-by-command.csv'), '--changes', join(dir, 'changes-by-command.csv')];
  for (let id = 1; id <= files; id += 1) {
    await run('file', String(id), ...lists, ...(id % 2 === 0 ? ['--json'] : []));
    outputs.push(...(await textsOf(dir, (path) => path.endsWith('-by-command.csv'))));
  }
  const { employees } = JSON.parse(await run('employee', '--employee-no', '10418', '--json'));
  for (const { id } of employees) await run('history', String(id), '--json');
  await run('plan', join(dir, 'rejected.csv'), '--feed', 'acme', '--json');
  await run('check', join(dir, 'ssn-first.csv'), '--feed', 'acme');
  return outputs;
}

/** As a process of its own, with everything logged. */
async function lookUp(config: string[], nationalId: string): Promise<string> {
  const child = spawn(process.execPath, [
    inject('builtMain'),
    'employee',
    '--national-id',
    '-',
    '--json',
    '--verbose',
    ...config,
  ]);
  child.stdin.end(nationalId);
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  expect(code).toBe(0);
  return `${stdout}\n${stderr}`;
}

async function databaseTexts(database: DatabaseConfig): Promise<string[]> {
  const rows = await openDump(database);
  return rows.flatMap((row) => Object.values(row).filter((value) => typeof value === 'string'));
}

function secretsOf(rosters: readonly Roster[]): { numbers: string[]; endings: string[] } {
  const rows = rosters.flatMap((roster) => roster.rows);
  const others = new Set(
    rows.flatMap((row) => Object.entries(row).map(([name, value]) => (name === 'ssn' ? '' : value))),
  );
  const numbers = rows.flatMap(({ dateOfBirth, ssn }) => [
    numberOf(dateOfBirth, ssn),
    `${Number(dateOfBirth[8]) + 4}${numberOf(dateOfBirth, ssn).slice(1)}`,
    ...['', ',', ';', ' '].map((between) => dateOfBirth + between + ssn),
  ]);
  // An SSN that is also somebody's employee number can't be told from it.
  return { numbers: unique(numbers), endings: unique(rows.map(({ ssn }) => ssn)).filter((ssn) => !others.has(ssn)) };
}

/** Those that stand somewhere in the texts: whole numbers also within a longer one, five digits as a word of their own. */
function leaks(texts: readonly string[], secrets: readonly string[]): string[] {
  const seen = new Set<string>();
  for (const one of texts) {
    for (const [digits] of one.matchAll(/\d{11,}/g)) {
      for (let at = 0; at + 11 <= digits.length; at += 1) seen.add(digits.slice(at, at + 11));
    }
    for (const [dateAndFive] of one.matchAll(/\d{4}-\d\d-\d\d[,; ]?\d{5}/g)) seen.add(dateAndFive);
    for (const [five] of one.matchAll(/(?<![\p{L}\d.])\d{5}(?![\p{L}\d])/gu)) seen.add(five);
  }
  return secrets.filter((secret) => seen.has(secret));
}

function parseRows(csv: string): RosterRow[] {
  return parse(csv, { from_line: 2 }).map(
    (cells: string[]) => Object.fromEntries(rosterColumns.map((column, i) => [column, cells[i] ?? ''])) as RosterRow,
  );
}

function cellsOf(line: string): string[] {
  return (parse(line) as string[][])[0] ?? [];
}

function swapped(cells: string[], left: number, right: number): string[] {
  return cells.with(left, cells[right] ?? '').with(right, cells[left] ?? '');
}

function numberOf(dateOfBirth = '', ssn = ''): string {
  return dateOfBirth.slice(8, 10) + dateOfBirth.slice(5, 7) + dateOfBirth.slice(2, 4) + ssn;
}

function spaced(cells: string[]): string {
  return numberOf(cells[3], cells[4]).replace(/^.{6}/, '$& ');
}

function firstNumber(rosters: readonly Roster[]): string {
  const row = rosters[0]?.rows[0];
  return numberOf(row?.dateOfBirth, row?.ssn);
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)];
}
