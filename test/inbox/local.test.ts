import { chmod, mkdir, mkdtemp, readdir, readlink, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { createLocalInbox, prepareLocalInbox } from '../../src/inbox/local.ts';
import { createLog } from '../../src/runtime/log.ts';
import { inboxConformance } from '../conformance/inbox.ts';

const log = createLog('silent');
const newDirectory = () => mkdtemp(join(tmpdir(), 'rollcall-inbox-'));

inboxConformance('a local inbox', async () => {
  const directory = await newDirectory();
  return { inbox: createLocalInbox({ path: directory, log }), directory };
});

describe('a local inbox', () => {
  test('is prepared with its archive folders, which only our user can enter', async () => {
    const directory = await temporary();

    await prepareLocalInbox(join(directory, 'data', 'inbox'));

    expect((await readdir(join(directory, 'data', 'inbox'))).sort()).toEqual(['held', 'processed', 'rejected']);
    expect((await stat(join(directory, 'data', 'inbox', 'held'))).mode & 0o777).toBe(0o700);
  });

  test('says that it is read-only when it may only be read', async () => {
    const directory = await temporary();
    await writeFile(join(directory, 'roster.csv'), 'x');
    const inbox = createLocalInbox({ path: directory, log });

    await asNobody(directory, 0o755, async () => {
      await prepareLocalInbox(directory);
      const [entry] = (await inbox.list()).entries;
      if (entry === undefined) throw new Error('not listed');
      await expect(inbox.move(entry, 'processed')).rejects.toMatchObject({ code: 'inbox-read-only' });
    });
    expect(await readdir(directory)).toEqual(['roster.csv']);
  });

  test('says that one file is unreadable while the others can be read', async () => {
    const directory = await temporary();
    await writeFile(join(directory, 'secret.csv'), 'x', { mode: 0 });
    await writeFile(join(directory, 'roster.csv'), 'x', { mode: 0o644 });
    const inbox = createLocalInbox({ path: directory, log });

    await asNobody(directory, 0o755, async () => {
      const { entries } = await inbox.list();
      const codes = await Promise.all(
        entries
          .sort((a, b) => a.name.localeCompare(b.name))
          .map((entry) =>
            inbox.read(entry).then(
              (stream) => stream.destroy() && 'read',
              (error) => error.code,
            ),
          ),
      );
      expect(codes).toEqual(['read', 'file-unreadable']);
    });
  });

  test('lets go of a file that it was to read, before a byte was asked for', async () => {
    const directory = await temporary();
    await writeFile(join(directory, 'roster.csv'), 'x');
    const inbox = createLocalInbox({ path: directory, log });
    const [entry] = (await inbox.list()).entries;
    if (entry === undefined) throw new Error('not listed');

    (await inbox.read(entry)).destroy();

    const openFiles = async () => {
      const handles = await readdir('/proc/self/fd');
      return Promise.all(handles.map((fd) => readlink(join('/proc/self/fd', fd)).catch(() => '')));
    };
    await vi.waitFor(async () => expect(await openFiles()).not.toContain(join(directory, 'roster.csv')), 3_000);
  });

  test('says that it can not be read when it may not be listed', async () => {
    const directory = await temporary();
    const inbox = createLocalInbox({ path: directory, log });

    await asNobody(directory, 0o700, async () => {
      await expect(inbox.list()).rejects.toMatchObject({ code: 'inbox-unreachable' });
    });
  });

  test("moves somebody else's file that it may not change", async () => {
    const directory = await temporary();
    await writeFile(join(directory, 'roster.csv'), 'x', { mode: 0o644 });
    const inbox = createLocalInbox({ path: directory, log });

    await asNobody(directory, 0o777, async () => {
      const [entry] = (await inbox.list()).entries;
      if (entry === undefined) throw new Error('not listed');
      expect(await inbox.move(entry, 'processed')).toEqual({ moved: true, name: 'roster.csv' });
    });
  });

  test('hints at a new file, also after the directory was deleted and made again', async () => {
    const directory = await temporary();
    const inbox = createLocalInbox({ path: directory, log });
    const onHint = vi.fn();
    const unwatch = await inbox.watch?.(onHint);
    onTestFinished(() => unwatch?.());

    await writeFile(join(directory, 'one.csv'), 'x');
    await vi.waitFor(() => expect(onHint).toHaveBeenCalled(), 3_000);

    await rm(directory, { recursive: true });
    await delay(300);
    await mkdir(directory);
    await delay(300);
    onHint.mockClear();
    await writeFile(join(directory, 'two.csv'), 'x');
    await vi.waitFor(() => expect(onHint).toHaveBeenCalled(), 3_000);
  });

  test('is not told of what happens in its archive', async () => {
    const directory = await temporary();
    await prepareLocalInbox(directory);
    const onHint = vi.fn();
    const unwatch = await createLocalInbox({ path: directory, log }).watch?.(onHint);
    onTestFinished(() => unwatch?.());

    await writeFile(join(directory, 'processed', 'roster.csv'), 'x');
    await delay(300);

    expect(onHint).not.toHaveBeenCalled();
  });
});

async function temporary(): Promise<string> {
  const directory = await newDirectory();
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

/** Permissions mean nothing to root: then the work is done as the user nobody, who has what the mode gives to others. */
async function asNobody(directory: string, mode: number, work: () => Promise<void>): Promise<void> {
  const isRoot = process.getuid?.() === 0;
  await chmod(directory, isRoot ? mode : (mode & 0o7) << 6);
  if (isRoot) process.seteuid?.('nobody');
  try {
    await work();
  } finally {
    if (isRoot) process.seteuid?.(0);
    await chmod(directory, 0o755);
  }
}
