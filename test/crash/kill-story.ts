import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { DatabaseConfig } from '../../src/store/connect.ts';
import { openTestApp } from '../fixtures/app.ts';
import { activeCount, type DaemonProject, daemonProject } from '../fixtures/daemon.ts';
import { csvOf, longAddress, syntheticEmployee, syntheticEmployees } from '../fixtures/roster.ts';
import { type ChapterKind, killAt, type Moment, moments, nameOf, seeded } from './moments.ts';
import { type Outcome, outcomeOf } from './outcome.ts';

interface Chapter {
  name: string;
  content: string;
  kind: ChapterKind;
}

const feed = 'acme';
/** Enough for a reading in a thread of its own. */
const people = 3000;
const home = { addressLine: longAddress };

/** Enough rows for stages that last, every verdict, and names that are taken in the archive. */
function story(): Chapter[] {
  const moved = syntheticEmployees(300, 0, { addressLine: `Nyveien 1, ${longAddress}` });
  const changed = [...moved, ...syntheticEmployees(people - 340, 300, home)];
  const wrong = syntheticEmployees(50, 0, { ...home, dateOfBirth: '1979-02-30' });
  const quarantined = syntheticEmployee(900, { ...home, payType: 'Q' });
  return [
    { name: 'roster.csv', content: csvOf(syntheticEmployees(people, 0, home)), kind: 'processed' },
    {
      name: 'wrong.csv',
      content: csvOf([...wrong, ...syntheticEmployees(people - 50, 50, home)]),
      kind: 'rejected',
    },
    { name: 'wrong.csv', content: csvOf(changed.slice(0, people / 2)), kind: 'held' },
    {
      name: 'roster.csv',
      content: csvOf(changed.map((row) => (row.employeeNo === quarantined.employeeNo ? quarantined : row))),
      kind: 'superseding',
    },
  ];
}

/**
 * The story told undisturbed and told with a kill at every moment must end in the same.
 *
 * @param isTold which moments of it are told
 * @returns the moments at which the daemon was killed, as text (moments.ts); one that is over in a millisecond may be missed
 */
export async function tellKillStory(
  databases: { createEmpty(): Promise<DatabaseConfig> },
  seed: number,
  isTold: (moment: Moment) => boolean = () => true,
): Promise<string[]> {
  const random = seeded(seed);
  const chapters = story();
  const expected = await undisturbed(await databases.createEmpty(), chapters);
  const project = await daemonProject({
    database: await databases.createEmpty(),
    feeds: { [feed]: { maxCrashes: 100 } },
  });
  const kills: string[] = [];
  let before = 0;
  for (const [index, chapter] of chapters.entries()) {
    const after = expected.active[index] ?? 0;
    await project.drop(feed, chapter.name, chapter.content);
    for (const moment of moments[chapter.kind].filter(isTold)) {
      const isKilled = await killAt(project, moment, random, () => isAtRest(project, index + 1));
      if (isKilled) kills.push(nameOf(chapter.kind, moment));
      if (await hasTables(project)) expect([before, after]).toContain(await activeCount(project));
    }
    const daemon = await project.start({ here: true });
    await project.quiet(index + 1);
    await daemon.end('SIGTERM');
    before = after;
  }

  const outcome = await outcomeOf(project.sql, feed);
  expect(outcome).toEqual(expected.outcome);
  await expectMails(project, isTold({ at: 'mail handed over' }));
  expect(await spooled(project)).toEqual([]);
  expect(await project.names(feed)).toEqual([]);
  expect(await project.names(feed, 'processed')).toEqual(['roster.2.csv', 'roster.2.csv.errors.csv', 'roster.csv']);
  expect(await project.names(feed, 'rejected')).toEqual(['wrong.2.csv', 'wrong.csv', 'wrong.csv.errors.csv']);
  return kills;
}

async function undisturbed(
  database: DatabaseConfig,
  chapters: readonly Chapter[],
): Promise<{ outcome: Outcome; active: number[] }> {
  const test = await openTestApp({ database, now: new Date().toISOString() });
  const active: number[] = [];
  for (const { name, content } of chapters) {
    await test.drop(name, content);
    active.push(await activeCount(test));
  }
  return { outcome: await outcomeOf(test.sql, test.feed), active };
}

/** A mail may come twice, never not at all, and a repeat says that it is one. */
async function expectMails(project: DaemonProject, isKilledOverOne: boolean): Promise<void> {
  const written = await project.sql<{ message_id: string }>('SELECT message_id FROM outbox');
  const received = (await project.mails()).map(({ messageId }) => messageId ?? '');
  expect([...new Set(received)].sort()).toEqual(written.map(({ message_id }) => message_id).sort());
  if (isKilledOverOne) expect(received.length).toBeGreaterThan(written.length);
}

async function isAtRest(project: DaemonProject, fileCount: number): Promise<boolean> {
  const files = await project.files();
  const [waiting] = await project.sql<{ n: number | string }>(
    "SELECT COUNT(*) AS n FROM outbox WHERE status = 'waiting'",
  );
  const lies = files.every(({ status, archive_from }) => archive_from === (status === 'held' ? 'held' : null));
  return files.length === fileCount && lies && Number(waiting?.n) === 0;
}

async function hasTables({ sql }: DaemonProject): Promise<boolean> {
  return sql('SELECT 1 FROM employees LIMIT 1').then(
    () => true,
    () => false,
  );
}

async function spooled({ dir }: DaemonProject): Promise<string[]> {
  const names = await readdir(join(dir, 'data', 'spool'), { recursive: true });
  return names.filter((name) => !/^reports(\/\d+\.csv)?$/.test(name));
}
