import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { simpleParser } from 'mailparser';
import { memoryMb } from '../bench/process-figures.ts';
import { hierarchyFaults } from '../fixtures/hierarchy-faults.ts';
import { type DaemonProject, type LedgerRow, openDaemonProject } from './daemon-project.ts';
import { feedOf, feeds } from './feed-of-file.ts';
import { tellsNationalId } from './judge-reading.ts';
import { makeFile } from './make-file.ts';
import type { Seeds } from './seeds.ts';
import { add } from './tally.ts';

export interface DaemonRun {
  statuses: Map<string, number>;
  /** Resident memory in MB on the way. */
  memory: number[];
  faults: string[];
}

/** Nothing more happens to a file of these by itself. */
const settled = ['processed', 'processed_with_warnings', 'skipped', 'rejected', 'held', 'discarded'];
/** So many files lie in the inboxes at once. */
const mostWaiting = 100;
const patienceMs = 60_000;
const lookEveryMs = 100;

/** Drops mutated files into the inboxes of a running daemon, and looks what has become of each. */
export async function runDaemon(program: string, seeds: Seeds, seedNumber: number, files: number): Promise<DaemonRun> {
  const project = await openDaemonProject(program);
  const run: DaemonRun = { statuses: new Map(), memory: [], faults: [] };
  try {
    const names: string[] = [];
    for (let index = 0; index < files; index += 1) {
      const file = makeFile(seeds, seedNumber, index);
      const name = `${index}-${file.fileName}`;
      await project.drop(feedOf(file).id, name, file.bytes);
      names.push(name);
      if (index % mostWaiting === mostWaiting - 1) await untilSettled(project, names, run);
    }
    await untilSettled(project, names, run);
    await judge(project, names, seeds.nationalIds, run);
  } catch (error) {
    run.faults.push(`${error instanceof Error ? error.stack : error}\n${project.log.slice(-20).join('\n')}`);
  } finally {
    await project.stop();
    if (run.faults.length === 0) await project.remove();
    else run.faults.push(`The project was kept: ${project.directory}`);
  }
  return run;
}

async function untilSettled(project: DaemonProject, names: readonly string[], run: DaemonRun): Promise<void> {
  let before = -1;
  for (let since = Date.now(); ; await delay(lookEveryMs)) {
    if (!project.runs()) throw new Error('The daemon has ended.');
    const rows = project.ledger();
    const done = rows.filter(isDone).length;
    if (done >= names.length) break;
    if (done !== before) [before, since] = [done, Date.now()];
    if (Date.now() - since > patienceMs) {
      const stuck = names.filter((name) => !rows.some((row) => row.name === name && isDone(row)));
      throw new Error(`No verdict in ${patienceMs / 1000} s on ${stuck.join(', ')}.`);
    }
  }
  run.memory.push(memoryMb(project.pid, 'VmRSS') ?? Number.NaN);
}

function isDone({ status, archive_from }: LedgerRow): boolean {
  return (settled.includes(status) || status === 'failed') && (archive_from === null || status === 'held');
}

async function judge(
  project: DaemonProject,
  names: readonly string[],
  nationalIds: ReadonlySet<string>,
  { statuses, faults }: DaemonRun,
): Promise<void> {
  const rows = project.ledger();
  const byName = Map.groupBy(rows, ({ name }) => name);
  for (const name of names) {
    const count = byName.get(name)?.length ?? 0;
    if (count !== 1) faults.push(`${name} has ${count} rows in the ledger.`);
  }
  for (const { name, kind, status } of rows) {
    add(statuses, kind === 'positions' ? `positions ${status}` : status, 1);
    if (!settled.includes(status)) faults.push(`${name} is ${status}.`);
  }
  faults.push(...(await judgeInboxes(project, names.length)));
  faults.push(...judgeRegisters(project));
  for (const line of project.log) {
    if (tellsNationalId(line, nationalIds))
      faults.push(`The log tells a national identity number: ${line.slice(0, 500)}`);
    if (/"level":"error"|^[^{]/.test(line)) faults.push(`The log has an error: ${line.slice(0, 1000)}`);
  }
  faults.push(...(await judgeMails(project, nationalIds)));
  const exit = await project.stop();
  if (exit !== 0) faults.push(`The daemon ended with ${exit}.`);
  const stored = await readFile(join(project.directory, 'data', 'rollcall.db'), 'latin1');
  if (tellsNationalId(stored, nationalIds)) faults.push('The database has a national identity number in plain text.');
}

/** Every file lies in one of the archive's folders, and nothing in the inbox itself. */
async function judgeInboxes(project: DaemonProject, files: number): Promise<string[]> {
  const faults: string[] = [];
  let archived = 0;
  for (const { id } of feeds) {
    const inbox = project.inbox(id);
    for (const entry of await readdir(inbox, { withFileTypes: true })) {
      if (entry.isFile()) faults.push(`${entry.name} is left in the inbox of ${id}.`);
      else archived += (await readdir(join(inbox, entry.name))).filter((name) => !name.endsWith('.errors.csv')).length;
    }
  }
  if (archived !== files) faults.push(`${archived} of ${files} files lie in the archive.`);
  return faults;
}

/** Whatever came, what stands in a feed's register is one whole hierarchy, or none. */
function judgeRegisters(project: DaemonProject): string[] {
  return feeds.flatMap(({ id }) => {
    const positions = project.positions(id);
    return positions.length === 0 ? [] : hierarchyFaults(positions).map((fault) => `Positions of ${id}: ${fault}`);
  });
}

/** As a reader sees them, with their attachments. */
async function judgeMails({ directory }: DaemonProject, nationalIds: ReadonlySet<string>): Promise<string[]> {
  const mails = join(directory, 'data', 'mail');
  const faults: string[] = [];
  for (const name of await readdir(mails)) {
    const mail = await simpleParser(await readFile(join(mails, name)));
    const texts = [mail.subject, mail.text, mail.html, ...mail.attachments.map(({ content }) => content.toString())];
    const told = texts.find((text) => typeof text === 'string' && tellsNationalId(text, nationalIds));
    if (told) faults.push(`The mail ${name} tells a national identity number.`);
  }
  return faults;
}
