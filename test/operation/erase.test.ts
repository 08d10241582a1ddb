import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { expect, it, vi } from 'vitest';
import { runCli } from '../../src/cli/run-cli.ts';
import { rollcall } from '../cli/run.ts';
import { type FeedSettings, openTestApp, startDaemon, untilStatus } from '../fixtures/app.ts';
import { dropIntoInbox } from '../fixtures/drop-into-inbox.ts';
import { csvOf, syntheticEmployee, syntheticEmployees } from '../fixtures/roster.ts';
import { eachDatabase, onDatabase, type TestDatabases } from '../services/databases.ts';

vi.setConfig({ testTimeout: 60_000 });

const leaver = syntheticEmployee(0, { surname: 'Leaverson', firstName: 'Left' });
const wrongLeaver = { ...leaver, employmentTypeId: 'nothing' };
const others = syntheticEmployees(20, 10);

async function open(databases: TestDatabases, settings: FeedSettings = {}) {
  const test = await openTestApp({ database: await databases.createConfig(), feed: settings });
  const config = ['--config', join(test.dir, 'config', 'rollcall.yaml')];
  const run = (...args: string[]) => rollcall([...args, ...config]);
  return {
    test,
    run,
    async erase(id: number, ...args: string[]) {
      const { code, stdout } = await run('erase', '--employee', String(id), '--json', ...args);
      return { code, json: JSON.parse(stdout) };
    },
    idOf: async (employeeNo: string) => (await test.app.employees({ feed: test.feed, employeeNo }))[0]?.id ?? 0,
    everything: async () =>
      Object.values(await test.dump())
        .flat()
        .join('\n'),
  };
}

eachDatabase('a person who asks for it', (databases) => {
  it('takes along what was corrected in a file that was given up, and leaves what was found about a namesake of another company', async () => {
    const { test, erase, idOf } = await open(databases, { guard: { minDeactivated: 3 } });
    const namesake = syntheticEmployee(1, {
      employeeNo: leaver.employeeNo,
      companyId: '2',
      employmentTypeId: 'nothing',
    });
    await test.drop('first.csv', csvOf([wrongLeaver, namesake, ...others]));
    await test.drop('second.csv', csvOf([leaver, ...others]));
    const id = await idOf(leaver.employeeNo);
    await test.drop('third.csv', csvOf(others));
    const held = await test.drop('held.csv', csvOf(others.slice(0, 5)));
    await test.sql(
      "INSERT INTO import_corrections (file_id, line, nth, at, actor, fields, corrected) VALUES (?, 2, 0, '2025', 'x', '[]', 'x')",
      [held.fileId],
    );
    await test.app.discard(held.fileId);

    expect(await erase(id)).toMatchObject({ code: 0 });

    expect(await test.sql('SELECT file_id FROM import_corrections')).toEqual([]);
    const issues = (await test.app.file(1)).issues.map(({ companyId, employeeNo }) => [companyId, employeeNo]);
    expect(issues).toEqual([
      ['1', null],
      ['2', leaver.employeeNo],
    ]);
  });

  it('is erased at once, but not while a roster brings them back; the audit stays', async () => {
    const { test, erase, idOf, everything } = await open(databases, { guard: { minDeactivated: 3 } });
    await test.drop('first.csv', csvOf([wrongLeaver, ...others]));
    await test.drop('second.csv', csvOf([leaver, ...others]));
    const id = await idOf(leaver.employeeNo);
    expect(await erase(id)).toMatchObject({ code: 2, json: { error: { code: 'employee-in-roster' } } });
    expect(await test.app.employees({ id })).toMatchObject([{ surname: 'Leaverson', active: true }]);
    const renumbered = await test.drop('renumbered.csv', csvOf([{ ...leaver, employeeNo: '555123' }, ...others]));
    expect(renumbered.plan).toMatchObject({ renumbered: 1, created: 0 });
    const without = await test.drop('third.csv', csvOf(others));
    const held = await test.drop('held.csv', csvOf([{ ...leaver, employeeNo: '555123' }, ...others.slice(0, 5)]));
    expect(await erase(id)).toMatchObject({
      code: 2,
      json: { error: { message: expect.stringContaining(`File ${held.fileId}`) } },
    });
    await test.app.discard(held.fileId);
    expect(await everything()).toMatch(/Leaverson/);

    await test.sql(
      "INSERT INTO import_corrections (file_id, line, nth, at, actor, fields, corrected) SELECT file_id, line, nth, '2025', 'x', '[]', 'Leaverson' FROM employee_imports WHERE employee_no IN ('100000', '555123')",
    );
    await test.sql("UPDATE employee_changes SET reason = 'Leaverson moved' WHERE employee_id = ?", [id]);

    const erased = await erase(id);

    expect(erased).toMatchObject({
      code: 0,
      json: { employeeId: id, changed: true, erasedBy: expect.stringContaining('@'), archives: [] },
    });
    expect(await everything()).not.toMatch(/Leaverson|"Left"|100000|555123/);
    expect(await test.app.history(id)).toMatchObject([
      { kind: 'created', fileName: 'second.csv' },
      { kind: 'renumbered', fields: [{ field: 'employeeNo', before: 'erased', after: 'erased' }] },
      { kind: 'deactivated' },
      { kind: 'erased', actor: expect.stringContaining('@'), fields: [] },
    ]);
    expect((await test.app.file(1)).issues).toMatchObject([
      { code: 'unknown-code', employeeNo: null, message: 'erased' },
    ]);
    expect((await test.app.file(1)).issues[0]).not.toHaveProperty('told');
    expect(await erase(id)).toMatchObject({ code: 0, json: { changed: false } });
    expect(await erase(999_999)).toMatchObject({ code: 2, json: { error: { code: 'employee-unknown' } } });
    expect(await test.drop('same.csv', csvOf(others))).toMatchObject({ status: 'skipped' });
    expect(await test.drop('back.csv', csvOf([leaver, ...others]))).toMatchObject({
      plan: { created: 1, reactivated: 0 },
    });
    const undone = await test.app.undo(without.fileId, { changes: 0, dryRun: false });
    expect(undone.kept).toMatchObject([{ employeeId: id, field: 'active', because: { code: 'erased' } }]);
    expect(await test.app.employees({ id })).toMatchObject([{ active: false, surname: null }]);
  });

  it('who was deactivated by hand is erased only when a roster has come without them', async () => {
    const { test, erase, idOf } = await open(databases);
    await test.drop('first.csv', csvOf([leaver, ...others]));
    const id = await idOf(leaver.employeeNo);
    const byHand = "active = 0, deactivated_at = ?, deactivated_by = 'manual', source_digest = NULL, updated_at = ?";
    const at = '2025-06-02T07:00:00.000Z';
    await test.sql(`UPDATE employees SET ${byHand} WHERE id = ?`, [at, at, id]);
    expect(await erase(id)).toMatchObject({ code: 2, json: { error: { code: 'employee-in-roster' } } });
    await test.sql('UPDATE feeds SET register_version = register_version + 1');
    await test.drop('second.csv', csvOf([leaver, ...others]));
    expect(await erase(id)).toMatchObject({ code: 2 });
    await test.drop('third.csv', csvOf(others));
    await test.sql("UPDATE roster_files SET processed_at = '2025-06-02T08:00:00.000Z' WHERE name = 'third.csv'");

    expect(await erase(id)).toMatchObject({ code: 0, json: { changed: true } });
  });
});

onDatabase('sqlite', 'the erasure of a person', (databases) => {
  it('is asked for once more on a terminal', async () => {
    const { test, idOf } = await open(databases);
    await test.drop('first.csv', csvOf([leaver, ...others]));
    await test.drop('second.csv', csvOf(others));
    const id = await idOf(leaver.employeeNo);
    const args = ['erase', '--employee', String(id), '--config', join(test.dir, 'config', 'rollcall.yaml')];
    const answer = async (text: string) => {
      const shown: string[] = [];
      const screen = new Writable({
        write(chunk, _encoding, done) {
          shown.push(String(chunk));
          done();
        },
      });
      const code = await runCli(args, {
        env: {},
        stdin: Object.assign(Readable.from([`${text}\n`]), { isTTY: true }),
        stdout: Object.assign(screen, { isTTY: true }),
        stderr: screen,
        onStop: () => new AbortController().signal,
        onReady: () => {},
      });
      return { code, shown: shown.join('') };
    };

    expect(await answer('yes')).toMatchObject({ code: 2, shown: expect.stringContaining('Nothing was erased.') });
    expect(await test.app.employees({ id })).toMatchObject([{ surname: 'Leaverson' }]);
    expect(await answer(String(id))).toMatchObject({ code: 0, shown: expect.stringContaining('is erased.') });
  });

  it('names the archives that hold them, and erases the keys of these where it is told to', async () => {
    const { test, run, erase, idOf } = await open(databases, { archive: 'keep' });
    const roster = (more: string) => csvOf([leaver, ...others]).replace('Oslo', more);
    let stop = await startDaemon(test);
    await dropIntoInbox(test, 'plain.csv', roster('A'));
    const plain = await untilStatus(test, 'plain.csv', 'processed');
    await stop();
    await test.reopen({ archive: 'encrypt' });
    stop = await startDaemon(test);
    const second = csvOf([{ ...leaver, surname: 'Leaverson-Married' }, ...others]);
    await dropIntoInbox(test, 'sealed.csv', second);
    const sealed = await untilStatus(test, 'sealed.csv', 'processed');
    await dropIntoInbox(test, 'without.csv', csvOf(others));
    await untilStatus(test, 'without.csv', 'processed');
    const inbox = join(test.dir, 'data', 'inbox', test.feed);
    await vi.waitFor(async () => expect(await readdir(join(inbox, 'processed'))).toHaveLength(3), 10_000);
    await vi.waitFor(async () => {
      expect((await readdir(join(inbox, 'processed'))).sort()).toEqual([
        'plain.csv',
        'sealed.csv.sealed',
        'without.csv.sealed',
      ]);
    }, 10_000);
    await stop();
    await test.reopen({ archive: 'encrypt' });
    const out = join(test.dir, 'out.csv');
    expect(await run('file', String(sealed), '--roster', out)).toMatchObject({ code: 0 });
    expect(await readFile(out, 'utf8')).toBe(second);
    expect((await stat(out)).mode & 0o777).toBe(0o600);
    const id = await idOf(leaver.employeeNo);

    const erased = await erase(id);

    expect(erased.json).toMatchObject({
      archivesErased: 0,
      archives: [
        { fileId: plain, name: 'plain.csv', place: 'processed/plain.csv', state: 'plain' },
        { fileId: sealed, name: 'sealed.csv', place: 'processed/sealed.csv.sealed', state: 'encrypted' },
      ],
    });
    const text = await run('erase', '--employee', String(id));
    expect(text.stdout).toMatch(/was erased by .*@/);
    expect(text.stdout).toContain('erase --employee 1 --archives');
    expect(await erase(id, '--archives')).toMatchObject({
      code: 0,
      json: { archivesErased: 1, archives: [{ state: 'plain' }, { state: 'erased' }] },
    });
    expect(await run('file', String(sealed), '--roster', out)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('archive-erased'),
    });
    expect(await readFile(out, 'utf8')).toBe(second);
    expect(await run('file', String(plain), '--roster', out)).toMatchObject({ code: 0 });
    expect(await readFile(out, 'utf8')).toContain('Leaverson');
  });
});
