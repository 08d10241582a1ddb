import { expect, test } from 'vitest';
import type { FileStatus } from '../../src/domain/file-status.ts';
import type { Issue } from '../../src/domain/issue.ts';
import type { NewRosterFile, RosterFilePatch } from '../../src/store/contract.ts';
import { createLedger } from '../../src/store/ledger.ts';
import { eachDatabase } from '../services/databases.ts';

function newFile(name: string, feed = 'acme'): NewRosterFile {
  return {
    feed,
    layout: 'personnel-ticket',
    name,
    size: 5_000_000_000,
    sha256: 'c'.repeat(64),
    modifiedAt: '2026-03-01T05:00:00.000Z',
    source: 'inbox',
    inboxFingerprint: 'inode 7',
    spoolName: `${name}.spool`,
    receivedAt: '2026-03-01T05:00:10.000Z',
    archiveFrom: '',
  };
}

const judged: RosterFilePatch = {
  status: 'held',
  deliver: false,
  processedAt: '2026-03-01T05:01:00.000Z',
  rows: 200,
  plan: { created: 1, updated: 2, reactivated: 3, deactivated: 4, renumbered: 5, unchanged: 6, quarantined: 7 },
  planNo: 2,
  planVersion: 9,
  employeesVersion: 4,
  approvedPlanNo: 1,
  decidedBy: 'kari@hr.example.org',
  decidedAt: '2025-11-22T09:00:00.000Z',
  erasedAt: '2026-11-22T09:00:00.000Z',
  waitsSince: '2026-03-01T05:00:00.000Z',
  holdReasons: [{ code: 'roster-empty', message: 'Nobody is in it — "nobody".', hint: 'Ask.' }],
  diagnosis: [{ code: 'looks-partial', count: 12, of: 12, message: 'it looks partial', facts: { count: 12 } }],
  activeBefore: 40,
  undoes: 7,
  doneBy: 'kari@hr.example.org',
  issueCounts: { total: 3, fatal: 1, row: 1, warning: 1, byCode: { 'birth-date-invalid': 3 } },
  crashes: 1,
  dialect: { format: 'csv', charset: 'utf-8' },
  failure: { code: 'database-full', message: 'No room.', hint: 'Make some.' },
  supersededBy: 12,
  configFingerprint: 'd'.repeat(64),
  manifest: { rows: 200, sha256: 'e'.repeat(64), problem: null },
  companions: [{ name: 'roster-1.csv.manifest.json', fingerprint: '70:1:8' }],
  archiveFrom: 'held',
  archivedAs: 'roster-1.csv',
};

function issue(line: number, column: Issue['column']): Issue {
  return {
    code: 'birth-date-invalid',
    severity: 'fatal',
    line,
    column,
    field: 'dateOfBirth',
    employeeNo: '007',
    companyId: '1',
    message: 'The birth date 2024-02-30 is no day of the calendar.',
  };
}

eachDatabase('ledger', ({ open }) => {
  async function openLedger() {
    const { knex, dialect } = await open();
    return createLedger(knex, dialect);
  }

  test('a new file is received and has no verdict', async () => {
    const ledger = await openLedger();

    const id = await ledger.add(newFile('roster.csv'));

    expect(await ledger.get(id)).toEqual({
      ...newFile('roster.csv'),
      id,
      status: 'received',
      processedAt: null,
      rows: null,
      plan: null,
      planNo: 0,
      planVersion: null,
      employeesVersion: null,
      kind: 'employees',
      approvedPlanNo: null,
      decidedBy: null,
      decidedAt: null,
      erasedAt: null,
      waitsSince: null,
      holdReasons: [],
      diagnosis: [],
      activeBefore: null,
      undoes: null,
      doneBy: null,
      issueCounts: { total: 0, fatal: 0, row: 0, warning: 0, byCode: {} },
      crashes: 0,
      dialect: null,
      failure: null,
      supersededBy: null,
      configFingerprint: null,
      manifest: null,
      companions: [],
      archivedAs: null,
      deliver: true,
    });
    expect(await ledger.get(id + 1)).toBeNull();
  });

  test('every property comes back as it was written', async () => {
    const ledger = await openLedger();
    const id = await ledger.add(newFile('roster.csv'));

    expect(await ledger.update(id, judged)).toBe(true);
    expect(await ledger.get(id)).toEqual({ ...newFile('roster.csv'), kind: 'employees', ...judged, id });

    await ledger.update(id, { failure: null, plan: null, archiveFrom: null });
    expect(await ledger.get(id)).toMatchObject({ failure: null, plan: null, archiveFrom: null, rows: 200 });
  });

  test('a file changes only from an expected status', async () => {
    const ledger = await openLedger();
    const id = await ledger.add(newFile('roster.csv'));

    expect(await ledger.update(id, { status: 'processing' }, ['staged', 'approved'])).toBe(false);
    expect(await ledger.update(id, { status: 'validating' }, ['received'])).toBe(true);
    expect(await ledger.update(id, { status: 'validating' }, ['validating'])).toBe(true);
    expect(await ledger.update(id, {}, ['received'])).toBe(false);
    expect((await ledger.get(id))?.status).toBe('validating');
  });

  test('lists the newest first, by feed and status', async () => {
    const ledger = await openLedger();
    for (const name of ['a', 'b', 'c']) await ledger.add(newFile(name));
    const other = await ledger.add(newFile('d', 'other'));
    await ledger.update(other, { status: 'rejected' });

    const names = async (filter: Parameters<typeof ledger.list>[0]) =>
      (await ledger.list(filter)).map((file) => file.name);

    expect(await names({})).toEqual(['d', 'c', 'b', 'a']);
    expect(await names({ feed: 'acme', limit: 2 })).toEqual(['c', 'b']);
    expect(await names({ statuses: ['rejected', 'held'] })).toEqual(['d']);
    expect(await names({ statuses: [] })).toEqual([]);
  });

  test('lists and counts those of a kind with the same bytes, after a file', async () => {
    const ledger = await openLedger();
    const ids = [];
    for (const [name, kind, sha256] of [
      ['a', 'employees', '1'],
      ['b', 'employees', '2'],
      ['c', 'positions', '1'],
      ['d', 'employees', '1'],
    ] as const) {
      ids.push(await ledger.add({ ...newFile(name), kind, sha256: sha256.repeat(64) }));
    }
    await ledger.add({ ...newFile('e', 'other'), sha256: '1'.repeat(64) });

    const same = { feed: 'acme', kind: 'employees' as const, sha256: '1'.repeat(64) };
    expect((await ledger.list(same)).map((file) => file.name)).toEqual(['d', 'a']);
    expect((await ledger.list({ ...same, after: ids[0] })).map((file) => file.name)).toEqual(['d']);
    expect(await ledger.count(same)).toBe(2);
    expect(await ledger.count({ feed: 'acme', statuses: ['received'], after: ids[1] })).toBe(2);
    expect(await ledger.count({ statuses: [] })).toBe(0);
  });

  test('gives the open files of a feed, oldest first, and those that are not archived', async () => {
    const ledger = await openLedger();
    const statuses: FileStatus[] = ['processed', 'held', 'failed', 'validating', 'rejected'];
    const ids = [];
    for (const status of statuses) {
      const id = await ledger.add(newFile(status));
      await ledger.update(id, { status, archiveFrom: status === 'held' ? 'held' : null });
      ids.push(id);
    }
    await ledger.add(newFile('other', 'other'));

    expect((await ledger.open('acme')).map((file) => file.status)).toEqual(['held', 'validating']);
    expect((await ledger.unarchived('acme')).map((file) => file.status)).toEqual(['held']);
    expect(await ledger.spoolNamesInUse()).toHaveLength(6);
    await ledger.update(ids[0] ?? 0, { spoolName: null });
    expect(await ledger.spoolNamesInUse()).not.toContain('processed.spool');
  });

  test('tells which feeds have files that are open or not archived', async () => {
    const ledger = await openLedger();
    const add = async (feed: string, status: FileStatus, archiveFrom: '' | 'held' | null) => {
      const id = await ledger.add(newFile('roster.csv', feed));
      await ledger.update(id, { status, archiveFrom });
    };
    await add('done', 'processed', null);
    await add('open', 'processed', null);
    await add('open', 'staged', null);
    await add('unarchived', 'processed', '');
    await add('unarchived', 'rejected', 'held');
    await add('not-asked-for', 'validating', '');

    const unfinished = await ledger.unfinishedFeeds(['done', 'open', 'unarchived', 'empty']);

    expect(unfinished.sort()).toEqual(['open', 'unarchived']);
    expect(await ledger.unfinishedFeeds([])).toEqual([]);
  });

  test('keeps the issues of a file in their order, and replaces them', async () => {
    const ledger = await openLedger();
    const id = await ledger.add(newFile('roster.csv'));
    const issues = Array.from({ length: 2500 }, (_, line) => issue(line, line % 2 === 0 ? 7 : '7'));

    await ledger.keepIssues(id, [issue(1, null)]);
    await ledger.keepIssues(id, issues);

    expect(await ledger.issues(id)).toEqual(issues);
    expect(await ledger.issues(id, 2)).toEqual(issues.slice(0, 2));
    expect(await ledger.issues(id + 1)).toEqual([]);
    await ledger.keepIssues(id, []);
    expect(await ledger.issues(id)).toEqual([]);
  });

  test('keeps an issue about a key that is far too long', async () => {
    const ledger = await openLedger();
    const id = await ledger.add(newFile('roster.csv'));

    await ledger.keepIssues(id, [{ ...issue(1, '/a'.repeat(500)), employeeNo: '9'.repeat(4000) }]);

    const [kept] = await ledger.issues(id);
    expect(kept).toMatchObject({ employeeNo: '9'.repeat(255), column: '/a'.repeat(500) });
  });

  test('takes names as they are', async () => {
    const ledger = await openLedger();

    const id = await ledger.add(newFile("Ansatte 'mars' \\ 🏔.csv"));

    expect((await ledger.get(id))?.name).toBe("Ansatte 'mars' \\ 🏔.csv");
  });

  test('tells the last roster from what is none, and the one that the register is true to from the one that came last', async () => {
    const { knex, dialect } = await open();
    const ledger = createLedger(knex, dialect);
    const add = async (name: string, patch: RosterFilePatch, more: Partial<NewRosterFile> = {}) => {
      const id = await ledger.add({ ...newFile(name), ...more });
      await ledger.update(id, patch);
    };
    const at = (minute: number) => ({ processedAt: `2026-03-01T05:0${minute}:00.000Z` });
    await add('approved late.csv', { status: 'processed', planVersion: 8, ...at(3) });
    await add('first.csv', { status: 'processed', planVersion: 7, ...at(1) });
    await add('wrong.csv', { status: 'undone', planVersion: 9, ...at(4) });
    await add('undo of wrong.csv', { status: 'processed', planVersion: 10, ...at(5) }, { source: 'undo', undoes: 3 });
    await add('end dates', { status: 'processed', planVersion: 11, ...at(6) }, { source: 'end-dates' });

    expect(await ledger.lastRoster('acme')).toEqual({ name: 'approved late.csv', at: '2026-03-01T05:03:00.000Z' });
    expect(await ledger.lastApplied('acme', 'employees')).toMatchObject({ name: 'approved late.csv' });
    expect(await ledger.lastApplied('acme', 'positions')).toBeNull();
    expect(await ledger.list({ feed: 'acme', undoes: 3 })).toMatchObject([{ name: 'undo of wrong.csv' }]);
  });
});
