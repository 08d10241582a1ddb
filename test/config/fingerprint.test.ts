import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { FeedConfig } from '../../src/config/config.ts';
import { feedFingerprint } from '../../src/config/fingerprint.ts';
import { loadConfig } from '../../src/config/load.ts';
import { recipientsOf } from '../../src/config/recipients.ts';
import type { MailEvent } from '../../src/notify/contract.ts';
import { oneFeed, project } from './project.ts';

async function feedOf(extra: string): Promise<FeedConfig> {
  const root = await project({ 'rollcall.yaml': oneFeed + extra });
  const { feeds } = await loadConfig({ path: join(root, 'rollcall.yaml'), env: {} });
  if (feeds[0] === undefined) throw new Error('no feed');
  return feeds[0];
}

it.each([
  'companies: ["1"]',
  'rejectOn: any',
  'manualFields: [email]',
  'reactivate: never',
  'allowSyntheticIds: true',
  'csv: { delimiter: ";" }',
])('a feed with "%s" judges the same file anew', async (line) => {
  const plain = feedFingerprint(await feedOf(''), '1');

  expect(feedFingerprint(await feedOf(`    ${line}\n`), '1')).not.toBe(plain);
});

it.each(['schedule: "0 6 * * *"', 'guard: { maxDeactivated: 5 }', 'notify: [a@example.org]', 'maxCrashes: 5'])(
  'a feed with "%s" does not',
  async (line) => {
    const plain = feedFingerprint(await feedOf(''), '1');

    expect(feedFingerprint(await feedOf(`    ${line}\n`), '1')).toBe(plain);
  },
);

it.each([
  ['hr-data-sync', 'hrDataSync: { columns: { employee_id: Nr } }'],
  ['orquest', 'orquest: { business: ACME }'],
  ['orquest', 'orquest: { roles: [admin] }'],
])('a feed of the layout %s with "%s" judges the same file anew', async (layout, line) => {
  const feed = async (told: string) => {
    const text = oneFeed.replace('personnel-ticket', layout) + told;
    const root = await project({ 'rollcall.yaml': text });
    const { feeds } = await loadConfig({ path: join(root, 'rollcall.yaml'), env: {} });
    return feeds[0] as FeedConfig;
  };

  expect(feedFingerprint(await feed(`    ${line}\n`), '1')).not.toBe(feedFingerprint(await feed(''), '1'));
});

it('a new revision of the layout judges the same file anew', async () => {
  const feed = await feedOf('');

  expect(feedFingerprint(feed, '2')).not.toBe(feedFingerprint(feed, '1'));
});

it('a mail goes once to everybody who asked for it, and to the addresses of the feed', async () => {
  const root = await project({
    'rollcall.yaml': `
technicalUsers:
  - { name: A, email: a@example.org }
  - { name: B, email: b@example.org, feeds: [other] }
  - { name: C, email: c@example.org, notify: [processed] }
feeds:
  - { id: acme, layout: personnel-ticket, notify: [a@example.org, d@example.org], inbox: { kind: local, path: a } }
  - { id: other, layout: personnel-ticket, inbox: { kind: local, path: b } }
`,
  });
  const config = await loadConfig({ path: join(root, 'rollcall.yaml'), env: {} });

  const told = (feed: string, event: MailEvent) =>
    recipientsOf(config, feed)
      .filter(({ events }) => events.includes(event))
      .map(({ email }) => email);
  expect(told('acme', 'rejected')).toEqual(['a@example.org', 'd@example.org']);
  expect(told('acme', 'processed')).toEqual(['c@example.org']);
  expect(told('other', 'held')).toEqual(['a@example.org', 'b@example.org']);
});
