import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { FileStatus } from '../../src/domain/file-status.ts';
import type { Inbox } from '../../src/inbox/contract.ts';
import { createLocalInbox } from '../../src/inbox/local.ts';
import { createSftpInbox } from '../../src/inbox/sftp.ts';
import { createSftpLogins } from '../../src/inbox/sftp-logins.ts';
import { archiveFile } from '../../src/pipeline/archive-file.ts';
import type { ArchiveMode, Parts } from '../../src/pipeline/context.ts';
import { readArchived } from '../../src/pipeline/read-archived.ts';
import { createVault, newKey } from '../../src/runtime/vault.ts';
import { createLocalSpool } from '../../src/spool/local-spool.ts';
import { createStore } from '../../src/store/index.ts';
import { keepLogLines } from '../fixtures/log-lines.ts';
import { eachDatabase } from '../services/databases.ts';
import { type Sshd, startSshd } from '../services/sshd.ts';

vi.setConfig({ testTimeout: 30_000 });

const content = `employeeNo;surname\n${'100123;Berg\n'.repeat(20_000)}`;
let sshd: Sshd;

beforeAll(async () => {
  sshd = await startSshd();
});
afterAll(() => sshd.stop());

const inboxes: Record<string, (path: string, log: Parts['log']) => Inbox> = {
  local: (path, log) => createLocalInbox({ path, log }),
  sftp: (path, log) => {
    const { host, port, username, privateKey, hostKey } = sshd;
    const logins = createSftpLogins({ startMs: 0, capMs: 0 });
    const times = { noProgressTimeoutMs: 5_000, operationTimeoutMs: 5_000 };
    return createSftpInbox({ host, port, username, privateKey, hostKeys: [hostKey], path, logins, log, ...times });
  },
};

eachDatabase('an archive', (databases) => {
  const kinds = databases.client === 'sqlite' ? ['local', 'sftp'] : ['local'];
  describe.each(kinds)('in a %s inbox', (kind) => {
    const open = async () => {
      const { log, onLine } = keepLogLines();
      const store = await createStore({ ...(await databases.createConfig()), leaseExpiryMs: 30_000 }, log);
      const directory = await mkdtemp(join(kind === 'sftp' ? sshd.root : tmpdir(), 'archive-'));
      const data = await mkdtemp(join(tmpdir(), 'archive-spool-'));
      const inbox = inboxes[kind]?.(directory, log) as Inbox;
      onTestFinished(async () => {
        await inbox.close();
        await store.close();
        for (const path of [directory, data]) await rm(path, { recursive: true, force: true });
      });
      const spool = createLocalSpool(data);
      const parts = { store, spool, vault: createVault(newKey()), log, clock: () => new Date() } as unknown as Parts;
      return {
        parts,
        inbox,
        directory,
        async drop(name: string, status: FileStatus, bytes = content) {
          await writeFile(join(directory, name), bytes);
          const entry = await inbox.stat(name);
          const id = await store.ledger.add({
            feed: 'acme',
            layout: 'custom',
            name,
            size: bytes.length,
            sha256: '0'.repeat(64),
            modifiedAt: null,
            source: 'inbox',
            inboxFingerprint: entry?.fingerprint ?? '',
            spoolName: null,
            receivedAt: '2025-06-02T06:00:00.000Z',
            archiveFrom: '',
          });
          await store.ledger.update(id, { status });
          return id;
        },
        async archive(id: number, mode: ArchiveMode) {
          const file = await store.ledger.get(id);
          if (file === null) throw new Error('not in the ledger');
          return archiveFile(parts, inbox, file, mode);
        },
        read: async (id: number) => text(await readArchived({ parts, inbox }, id)),
        /** Has the next attempt end at this line, as if its process had died. */
        dieAt(message: string) {
          onLine(message, {}, () => {
            throw new Error(`died at "${message}"`);
          });
        },
      };
    };

    it('that is encrypted holds no plain byte, reads back, and overwrites nothing', async () => {
      const { archive, drop, read, directory, parts } = await open();
      const first = await drop('roster.csv', 'processed');
      await archive(first, 'encrypt');
      const second = await drop('roster.csv', 'processed', `${content}more`);
      await archive(second, 'encrypt');
      const wrong = await drop('wrong.csv', 'rejected');
      const issueCounts = { total: 1, fatal: 1, row: 0, warning: 0, byCode: {} };
      await parts.store.ledger.update(wrong, { issueCounts });
      const report = await parts.spool.writeReport(wrong);
      await report.write('2;100123;it is wrong');
      await report.close();
      await archive(wrong, 'encrypt');

      expect(await filesIn(directory)).toEqual([
        'processed/roster.2.csv.sealed',
        'processed/roster.csv.sealed',
        'rejected/wrong.csv.errors.csv.sealed',
        'rejected/wrong.csv.sealed',
      ]);
      expect(await everyByte(directory)).not.toMatch(/Berg|100123/);
      expect([await read(first), await read(second)]).toEqual([content, `${content}more`]);
      expect((await parts.store.ledger.get(second))?.archivedAs).toBe('roster.2.csv.sealed');

      expect(await parts.store.archiveKeys.erase([first, second], '2025-07-01T00:00:00.000Z')).toBe(2);
      await expect(read(first)).rejects.toMatchObject({ code: 'archive-erased' });
      expect(await read(wrong)).toBe(content);
    });

    it('is the same whenever it is cut off in the middle', async () => {
      const { archive, drop, read, dieAt, directory, parts } = await open();
      for (const moment of ['file moved', 'file encrypted', 'file archived']) {
        const name = `${moment.replace(' ', '-')}.csv`;
        const id = await drop(name, 'processed');
        dieAt(moment);
        await expect(archive(id, 'encrypt')).rejects.toThrow('died');
        // What it had written last is lost with it.
        await parts.store.ledger.update(id, { archiveFrom: '', archivedAs: null });

        await archive(id, 'encrypt');

        expect(await read(id)).toBe(content);
      }
      expect(await filesIn(directory)).toEqual([
        'processed/file-archived.csv.sealed',
        'processed/file-encrypted.csv.sealed',
        'processed/file-moved.csv.sealed',
      ]);
    });

    it('of a hold is encrypted, and goes on to where the file belongs, also by another mode', async () => {
      const { archive, drop, read, directory, parts } = await open();
      const ids: number[] = [];
      for (const mode of ['encrypt', 'keep', 'delete'] as const) {
        const id = await drop(`${mode}.csv`, 'held');
        await archive(id, 'encrypt');
        expect(await filesIn(directory)).toContain(`held/${mode}.csv.sealed`);
        expect(await read(id)).toBe(content);
        await parts.store.ledger.update(id, { status: 'processed' });
        await archive(id, mode);
        ids.push(id);
      }

      expect(await filesIn(directory)).toEqual(['processed/encrypt.csv.sealed', 'processed/keep.csv.sealed']);
      expect([await read(ids[0] ?? 0), await read(ids[1] ?? 0)]).toEqual([content, content]);
    });

    it('that is to be empty has nothing but what is held', async () => {
      const { archive, drop, read, dieAt, directory } = await open();
      await archive(await drop('held.csv', 'held'), 'delete');
      await archive(await drop('wrong.csv', 'rejected'), 'delete');
      const id = await drop('roster.csv', 'processed');
      dieAt('file moved');
      await expect(archive(id, 'delete')).rejects.toThrow('died');

      await archive(id, 'delete');

      expect(await filesIn(directory)).toEqual(['held/held.csv']);
      await expect(read(id)).rejects.toMatchObject({ code: 'archive-gone' });
    });

    it('leaves a file alone that its sender has replaced', async () => {
      const { archive, drop, directory } = await open();
      for (const mode of ['encrypt', 'delete'] as const) {
        const id = await drop('roster.csv', 'processed');
        await writeFile(join(directory, 'roster.csv'), `${mode}: newer and unread`);

        await archive(id, mode);

        expect(await readFile(join(directory, 'roster.csv'), 'utf8')).toBe(`${mode}: newer and unread`);
      }
    });
  });
});

async function filesIn(directory: string): Promise<string[]> {
  await mkdir(directory, { recursive: true });
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return files.map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1)).sort();
}

async function everyByte(directory: string): Promise<string> {
  const files = await filesIn(directory);
  return (await Promise.all(files.map((file) => readFile(join(directory, file), 'latin1')))).join('');
}
