import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { appendFile, mkdir, readdir, readFile, rename, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Inbox, InboxEntry } from '../../src/inbox/contract.ts';

export interface InboxUnderTest {
  inbox: Inbox;
  /** The inbox's directory, on this machine's disk. */
  directory: string;
}

export interface InboxTraits {
  /** Whether it tells a link from the file behind it also when it is asked for one name. */
  tellsLinks: boolean;
}

/** What every inbox keeps to, whatever it is made of. */
export function inboxConformance(
  name: string,
  makeInbox: () => Promise<InboxUnderTest>,
  { tellsLinks }: InboxTraits = { tellsLinks: true },
): void {
  describe(`${name} keeps to the inbox contract`, () => {
    let inbox: Inbox;
    let directory: string;
    const path = (...parts: string[]) => join(directory, ...parts);
    const drop = (file: string, content: string | Buffer = 'a;b\n') => writeFile(path(file), content);
    const entryOf = async (file: string): Promise<InboxEntry> => {
      const entry = await inbox.stat(file);
      if (entry === null) throw new Error(`${file} is not in the inbox`);
      return entry;
    };

    beforeEach(async () => {
      ({ inbox, directory } = await makeInbox());
    });
    afterEach(async () => {
      await inbox.close();
      await rm(directory, { recursive: true, force: true });
    });

    describe('list', () => {
      test('shows regular files with size and time', async () => {
        await drop('roster.csv', 'abc');
        await utimes(path('roster.csv'), 1_750_000_000, 1_750_000_000);

        const { entries, refused } = await inbox.list();

        expect(entries).toMatchObject([{ name: 'roster.csv', size: 3, modifiedAtMs: 1_750_000_000_000 }]);
        expect(refused).toEqual([]);
      });

      test('shows an empty directory as empty', async () => {
        expect(await inbox.list()).toEqual({ entries: [], refused: [] });
      });

      test('shows the same fingerprint until the file changes', async () => {
        await drop('roster.csv');
        const before = (await inbox.list()).entries[0];
        const again = (await inbox.list()).entries[0];
        await appendFile(path('roster.csv'), 'more');
        const after = (await inbox.list()).entries[0];

        expect(again?.fingerprint).toBe(before?.fingerprint);
        expect(after?.fingerprint).not.toBe(before?.fingerprint);
      });

      test('leaves out names that senders use while they write', async () => {
        for (const file of ['a.csv.tmp', 'a.csv.part', 'a.csv.filepart', 'A.CSV.PART', '.a.csv']) await drop(file);

        expect(await inbox.list()).toEqual({ entries: [], refused: [] });
      });

      test('leaves out symlinks, FIFOs and directories', async () => {
        await writeFile(path('.target'), 'x');
        await symlink(path('.target'), path('link.csv'));
        execFileSync('mkfifo', [path('fifo.csv')]);
        await mkdir(path('directory.csv'));
        await mkdir(path('processed'), { recursive: true });

        expect(await inbox.list()).toEqual({ entries: [], refused: [] });
      });

      test('refuses names that could do harm, and goes on with the others', async () => {
        await drop('good.csv');
        await drop('new\nline.csv');
        await drop('back\\slash.csv');
        await drop('bell\u0007.csv');
        await drop(`turned\u202E.csv`);
        await drop(`${'ø'.repeat(101)}.csv`);
        await writeFile(Buffer.concat([Buffer.from(`${directory}/latin`), Buffer.of(0xf8), Buffer.from('.csv')]), 'x');

        const { entries, refused } = await inbox.list();

        expect(entries.map((entry) => entry.name)).toEqual(['good.csv']);
        expect(refused.map(({ reason }) => reason).sort()).toEqual([
          'its name holds a backslash',
          'its name holds control characters',
          'its name holds control characters',
          'its name holds control characters',
          'its name is longer than 200 bytes',
          'its name is not valid UTF-8',
        ]);
        for (const each of refused) expect(each.name).toMatch(/^[\x20-\x7e]{1,210}$/);
      });

      test('throws when the directory has vanished, and goes on when it is back', async () => {
        await rm(directory, { recursive: true });
        await expect(inbox.list()).rejects.toMatchObject({ code: 'inbox-unreachable', retryable: true });

        await mkdir(directory);
        await drop('roster.csv');

        expect((await inbox.list()).entries).toHaveLength(1);
      });
    });

    describe('stat', () => {
      test('shows the file as list does', async () => {
        await drop('roster.csv');

        expect(await inbox.stat('roster.csv')).toEqual((await inbox.list()).entries[0]);
      });

      test('shows nothing for a file that is gone, a symlink, or a path', async () => {
        await writeFile(path('.target'), 'x');
        await symlink(path('.target'), path('link.csv'));

        expect(await inbox.stat('gone.csv')).toBeNull();
        if (tellsLinks) expect(await inbox.stat('link.csv')).toBeNull();
        expect(await inbox.stat('../secret.csv')).toBeNull();
      });

      test('throws when the directory has vanished', async () => {
        await rm(directory, { recursive: true });

        await expect(inbox.stat('roster.csv')).rejects.toMatchObject({ code: 'inbox-unreachable' });
      });
    });

    describe('read', () => {
      test('gives the very bytes', async () => {
        const content = randomBytes(3_000_001);
        await drop('Lønnsliste æøå 2.csv', content);

        const read = await buffer(await inbox.read(await entryOf('Lønnsliste æøå 2.csv')));

        expect(read.equals(content)).toBe(true);
      });

      test('gives no bytes of an empty file, and no error', async () => {
        await drop('empty.csv', '');

        expect(await buffer(await inbox.read(await entryOf('empty.csv')))).toHaveLength(0);
      });

      test('fails when the file is another one than was listed', async () => {
        await drop('roster.csv', 'old');
        const entry = await entryOf('roster.csv');
        await drop('roster.csv', 'newer');

        await expect(inbox.read(entry)).rejects.toMatchObject({ code: 'file-changed', retryable: true });
      });

      test('fails when the file is gone', async () => {
        await drop('roster.csv');
        const entry = await entryOf('roster.csv');
        await rm(path('roster.csv'));

        await expect(inbox.read(entry)).rejects.toMatchObject({ code: 'file-gone' });
      });

      test('fails at its end when the file grew meanwhile', async () => {
        await drop('roster.csv', randomBytes(3_000_000));

        const stream = await inbox.read(await entryOf('roster.csv'));
        await appendFile(path('roster.csv'), 'one more row');

        await expect(buffer(stream)).rejects.toMatchObject({ code: 'file-changed', retryable: true });
      });

      test('fails when the file shrank meanwhile', async () => {
        await drop('roster.csv', randomBytes(3_000_000));

        const stream = await inbox.read(await entryOf('roster.csv'));
        await writeFile(path('roster.csv'), 'cut');

        await expect(buffer(stream)).rejects.toMatchObject({ code: 'file-changed' });
      });

      test('fails when another file took its name meanwhile', async () => {
        await drop('roster.csv', randomBytes(1_000_000));
        const stream = await inbox.read(await entryOf('roster.csv'));
        await drop('next.part', 'another');
        await rename(path('next.part'), path('roster.csv'));

        await expect(buffer(stream)).rejects.toMatchObject({ code: 'file-changed' });
      });

      test('finds a file again in the folder that it was moved to', async () => {
        await drop('roster.csv', 'old');
        const entry = await entryOf('roster.csv');
        expect(await inbox.stat('roster.csv', 'held')).toBeNull();
        await inbox.move(entry, 'held');
        await drop('roster.csv', 'another');

        const held = await inbox.stat('roster.csv', 'held');

        expect(held?.fingerprint).toBe(entry.fingerprint);
        expect((await buffer(await inbox.read(entry, 'held'))).toString()).toBe('old');
      });

      test('can be left half-way', async () => {
        await drop('roster.csv', randomBytes(5_000_000));
        const entry = await entryOf('roster.csv');
        const stream = await inbox.read(entry);
        for await (const _chunk of stream) break;

        expect(stream.destroyed).toBe(true);
        expect(await buffer(await inbox.read(entry))).toHaveLength(5_000_000);
      });
    });

    describe('move', () => {
      test.each([
        ['a name that is taken in a folder', ['an earlier one'], 'roster.2.csv'],
        ['a folder that is not there yet', [], 'roster.csv'],
      ] as const)('tells two who move a file at the same moment to %s where it is now', async (_, earlier, name) => {
        for (const content of earlier) {
          await mkdir(path('processed'));
          await writeFile(path('processed', 'roster.csv'), content);
        }
        await drop('roster.csv');
        const entry = await entryOf('roster.csv');

        const moves = await Promise.all([inbox.move(entry, 'processed'), inbox.move(entry, 'processed')]);

        expect(moves).toEqual(Array(2).fill({ moved: true, name }));
      });

      test('takes the file to the folder, with its bytes, for our eyes only', async () => {
        await drop('roster.csv', 'content');

        const result = await inbox.move(await entryOf('roster.csv'), 'processed');

        expect(result).toEqual({ moved: true, name: 'roster.csv' });
        expect(await readFile(path('processed', 'roster.csv'), 'utf8')).toBe('content');
        expect((await stat(path('processed', 'roster.csv'))).mode & 0o777).toBe(0o600);
        expect((await stat(path('processed'))).mode & 0o777).toBe(0o700);
        expect((await inbox.list()).entries).toEqual([]);
      });

      test('adds a suffix to a name that is taken, and never overwrites', async () => {
        const names: string[] = [];
        for (const content of ['first', 'second', 'third']) {
          await drop('roster.csv', content);
          const result = await inbox.move(await entryOf('roster.csv'), 'rejected');
          if (result.moved) names.push(result.name);
        }

        expect(names).toEqual(['roster.csv', 'roster.2.csv', 'roster.3.csv']);
        expect(await readFile(path('rejected', 'roster.csv'), 'utf8')).toBe('first');
        expect(await readFile(path('rejected', 'roster.2.csv'), 'utf8')).toBe('second');
      });

      test('takes a name for taken where its encrypted file is there', async () => {
        await mkdir(path('processed'));
        await writeFile(path('processed', 'roster.csv.sealed'), 'sealed');
        await drop('roster.csv');

        expect(await inbox.move(await entryOf('roster.csv'), 'processed')).toEqual({
          moved: true,
          name: 'roster.2.csv',
        });
      });

      test('gives a file the name that it is to have, with a suffix where that is taken, and finds it again', async () => {
        await mkdir(path('processed'));
        await writeFile(path('processed', 'roster.2.csv.done'), 'older');
        await drop('roster.csv.done', '');
        const entry = await entryOf('roster.csv.done');

        const result = await inbox.move(entry, 'processed', undefined, 'roster.2.csv.done');
        const again = await inbox.move(entry, 'processed', undefined, 'roster.2.csv.done');

        expect(result).toEqual({ moved: true, name: 'roster.2.csv.2.done' });
        expect(again).toEqual(result);
        expect(await readFile(path('processed', 'roster.2.csv.done'), 'utf8')).toBe('older');
        expect((await inbox.list()).entries).toEqual([]);
      });

      test('takes a held file on to where it belongs', async () => {
        await drop('roster.csv');
        const entry = await entryOf('roster.csv');
        await inbox.move(entry, 'held');

        expect(await inbox.move(entry, 'processed', 'held')).toEqual({ moved: true, name: 'roster.csv' });
        expect(await readdir(path('held'))).toEqual([]);
        expect(await readdir(path('processed'))).toEqual(['roster.csv']);
      });

      test('finds what it has moved before, also under another name and behind a newer file', async () => {
        await drop('roster.csv', 'older');
        await inbox.move(await entryOf('roster.csv'), 'processed');
        await drop('roster.csv', 'new');
        const entry = await entryOf('roster.csv');
        await inbox.move(entry, 'processed');
        const again = await inbox.move(entry, 'processed');
        await drop('roster.csv', 'newest');

        expect(again).toEqual({ moved: true, name: 'roster.2.csv' });
        expect(await inbox.move(entry, 'processed')).toEqual({ moved: true, name: 'roster.2.csv' });
        expect((await readdir(path('processed'))).sort()).toEqual(['roster.2.csv', 'roster.csv']);
        expect((await inbox.list()).entries).toHaveLength(1);
      });

      test('says that the file is gone when somebody else took it away', async () => {
        await drop('roster.csv');
        const entry = await entryOf('roster.csv');
        await rm(path('roster.csv'));

        expect(await inbox.move(entry, 'processed')).toEqual({ moved: false, reason: 'gone' });
      });

      test('leaves a newer file of the same name where it is', async () => {
        await drop('roster.csv', 'old');
        const entry = await entryOf('roster.csv');
        await drop('roster.csv', 'newer');

        expect(await inbox.move(entry, 'processed')).toEqual({ moved: false, reason: 'replaced' });
        expect((await inbox.list()).entries).toHaveLength(1);
      });

      test('throws when the directory has vanished, and does not make it again', async () => {
        await drop('roster.csv');
        const entry = await entryOf('roster.csv');
        await rm(directory, { recursive: true });

        await expect(inbox.move(entry, 'processed')).rejects.toMatchObject({ code: 'inbox-unreachable' });
        await expect(stat(directory)).rejects.toMatchObject({ code: 'ENOENT' });
      });
    });

    describe('remove', () => {
      test('removes an archived file, once, and none that has taken its name', async () => {
        await drop('roster.csv');
        const entry = await entryOf('roster.csv');
        await inbox.move(entry, 'processed');

        await inbox.remove({ ...entry, fingerprint: 'another' }, 'processed');
        expect(await readdir(path('processed'))).toEqual(['roster.csv']);
        await inbox.remove(entry, 'processed');
        await inbox.remove(entry, 'processed');

        expect(await readdir(path('processed'))).toEqual([]);
      });
    });

    describe('put', () => {
      test('writes a report beside the archived file, for our eyes only', async () => {
        const rows = ['line;message\n', '2;no æøå\n'];

        await inbox.put('rejected', 'roster.csv.errors.csv', Readable.from(rows));

        expect(await readdir(path('rejected'))).toEqual(['roster.csv.errors.csv']);
        expect(await readFile(path('rejected', 'roster.csv.errors.csv'), 'utf8')).toBe(rows.join(''));
        expect((await stat(path('rejected', 'roster.csv.errors.csv'))).mode & 0o777).toBe(0o600);
      });

      test('overwrites an earlier report of that name, and the remains of one', async () => {
        await mkdir(path('rejected'), { recursive: true });
        await drop('rejected/.errors.csv.part', 'half a report');
        await inbox.put('rejected', 'errors.csv', Readable.from(['a much longer first version']));

        await inbox.put('rejected', 'errors.csv', Readable.from(['second']));

        expect(await readFile(path('rejected', 'errors.csv'), 'utf8')).toBe('second');
        expect(await readdir(path('rejected'))).toEqual(['errors.csv']);
      });

      test('shows no report whose source failed', async () => {
        const source = Readable.from(
          (async function* () {
            yield 'half';
            throw new Error('the source failed');
          })(),
        );

        await expect(inbox.put('rejected', 'errors.csv', source)).rejects.toThrow('the source failed');
        await expect(stat(path('rejected', 'errors.csv'))).rejects.toMatchObject({ code: 'ENOENT' });
      });
    });
  });
}
