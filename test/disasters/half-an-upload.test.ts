import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'ssh2';
import { expect, it, onTestFinished, vi } from 'vitest';
import type { FileStatus } from '../../src/domain/file-status.ts';
import { openTestApp, startDaemon } from '../fixtures/app.ts';
import { csvOf, syntheticEmployees, xmlOf } from '../fixtures/roster.ts';
import { eachDatabase } from '../services/databases.ts';
import { type Sshd, startSshd } from '../services/sshd.ts';
import { activeNumbers, firstSentence, registerOf } from './register-of.ts';

vi.setConfig({ testTimeout: 60_000 });

eachDatabase('half of an SFTP upload', (databases) => {
  it('deactivates nobody wherever it broke off, says what is missing, and gives way to the whole file', async () => {
    const uploads = {
      'line-end': { name: 'roster.csv', first: csvOf(roster(100)), whole: csvOf(roster(101)), half: csvOf(roster(60)) },
      'in-a-row': {
        name: 'roster.csv',
        first: csvOf(roster(100)),
        whole: csvOf(roster(101)),
        half: csvOf(roster(60)).slice(0, -60),
      },
      'in-xml': {
        name: 'roster.xml',
        first: xmlOf(roster(100)),
        whole: xmlOf(roster(101)),
        half: xmlOf(roster(101)).slice(0, 20_000),
      },
    };
    const feeds = Object.keys(uploads) as (keyof typeof uploads)[];
    const { server, test, file, archived } = await open(feeds);
    for (const feed of feeds) await test.drop(uploads[feed].name, uploads[feed].first, feed);
    const registers = () => Promise.all(feeds.map((feed) => registerOf({ sql: test.sql, feed })));
    const before = await registers();
    const stop = await startDaemon(test);

    for (const feed of feeds) await breakOff(server, join(feed, uploads[feed].name), uploads[feed].half);
    await file('line-end', 'held');
    await file('in-a-row', 'rejected');
    await file('in-xml', 'rejected');
    expect(await registers()).toEqual(before);
    // Until then it is the half that lies under the name.
    await archived(join('line-end', 'held'), 'roster.csv');
    await archived(join('in-a-row', 'rejected'), 'roster.csv');
    await archived(join('in-xml', 'rejected'), 'roster.xml');

    for (const feed of feeds) await upload(server, join(feed, uploads[feed].name), uploads[feed].whole);
    for (const feed of feeds) await file(feed, 'processed');
    await stop();
    expect(await Promise.all(feeds.map((feed) => activeNumbers({ sql: test.sql, feed })))).toEqual(
      feeds.map(() => roster(101).map(({ employeeNo }) => employeeNo)),
    );
    const told = await Promise.all(feeds.map((feed) => sentenceOf(feed)));
    expect(told).toEqual([
      'Rollcall is holding roster.csv: The file seems to end at employee 100059, and all 40 missing employees come after it in the order of earlier rosters.',
      'Rollcall rejected roster.csv. The row on line 61 has 8 columns where 21 are expected.',
      expect.stringMatching(
        /^Rollcall rejected roster\.xml\. The file is not well-formed XML at line .*: the file looks cut off/,
      ),
    ]);

    /** Of the mail about what was wrong; the last one tells that the whole file was processed. */
    async function sentenceOf(feed: string): Promise<string> {
      const mails = async () => (await test.mails()).filter(({ subject }) => /HELD|REJECTED/.test(subject ?? ''));
      return firstSentence({ mails, feed });
    }
  });

  const roster = (count: number) => syntheticEmployees(count);

  async function open(feeds: readonly string[]) {
    const server = await startSshd();
    onTestFinished(() => server.stop());
    for (const feed of feeds) await mkdir(join(server.root, feed));
    const { host, port, username, privateKey, hostKey } = server;
    const inbox = { kind: 'sftp', host, port, username, privateKey, hostKey, settle: '300ms', poll: '150ms' };
    const test = await openTestApp({
      database: await databases.createConfig(),
      feeds: Object.fromEntries(feeds.map((feed) => [feed, { inbox: { ...inbox, path: join(server.root, feed) } }])),
      now: new Date().toISOString(),
    });
    const file = async (feed: string, status: FileStatus) => {
      const newest = async () => (await test.app.files({ feed }))[0]?.status;
      await vi
        .waitUntil(async () => (await newest()) === status, { timeout: 30_000 })
        .catch(async (cause) => {
          throw new Error(`${feed}: ${await newest()}`, { cause });
        });
    };
    const archived = (folder: string, name: string) =>
      vi.waitUntil(async () => (await readdir(join(server.root, folder)).catch((): string[] => [])).includes(name), {
        timeout: 30_000,
      });
    return { server, test, file, archived };
  }
});

/** Writes into the file itself, as a careless sender does, and is gone in the middle of it. */
async function breakOff(server: Sshd, path: string, content: string): Promise<void> {
  const client = await write(server, path, content);
  client.destroy();
}

async function upload(server: Sshd, path: string, content: string): Promise<void> {
  const client = await write(server, path, content);
  client.end();
}

async function write({ host, port, username, privateKey, root }: Sshd, path: string, content: string): Promise<Client> {
  const client = new Client();
  const ready = Promise.withResolvers<void>();
  client.on('ready', ready.resolve).on('error', ready.reject);
  client.connect({ host, port, username, privateKey });
  await ready.promise;
  const written = Promise.withResolvers<void>();
  client.sftp((failure, sftp) => {
    if (failure) return written.reject(failure);
    const stream = sftp.createWriteStream(join(root, path), { autoClose: false });
    stream.on('error', written.reject);
    stream.write(content, () => written.resolve());
  });
  await written.promise;
  return client;
}
