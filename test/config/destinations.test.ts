import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadConfig } from '../../src/config/load.ts';
import { recipientsOf } from '../../src/config/recipients.ts';
import { oneFeed, project } from './project.ts';

async function load(...destinations: string[]) {
  const list = destinations.map((destination) => `      - ${destination}`).join('\n');
  const yaml = `${oneFeed.trimEnd()}\n    notify: [feed@example.org]\n    destinations:\n${list}\n`;
  const root = await project({ 'config/rollcall.yaml': yaml });
  return loadConfig({ path: join(root, 'config/rollcall.yaml'), env: {} });
}

it('a webhook needs a name, an address and a secret; everything else has a default', async () => {
  const config = await load('{ name: events, kind: webhook, url: "https://example.org/hooks", secret: s }');

  expect(config.feeds[0]?.destinations).toEqual([
    {
      name: 'events',
      kind: 'webhook',
      url: 'https://example.org/hooks',
      secret: 's',
      batch: 1,
      only: { companies: null, kinds: null },
      dryRun: false,
      paceMs: 0,
      concurrency: 4,
      timeoutMs: 30_000,
      allowInsecure: false,
    },
  ]);
  expect(config.times.backoff.delivery).toEqual({ startMs: 2000, capMs: 300_000 });
  expect(recipientsOf(config, 'acme')).toMatchObject([{ events: expect.arrayContaining(['refused']) }]);
});

it('a destination may be told of some companies and kinds of change only, at its own pace', async () => {
  const config = await load(
    '{ name: a, kind: webhook, url: "http://localhost:1", secret: s, only: { companies: ["1"], kinds: [deactivated] }, rate: 120/m, timeout: 5s, batch: 20, concurrency: 1, dryRun: true }',
    '{ name: b, kind: webhook, url: "http://example.org", secret: s, allowInsecure: true }',
  );

  expect(config.feeds[0]?.destinations).toMatchObject([
    { only: { companies: ['1'], kinds: ['deactivated'] }, paceMs: 500, timeoutMs: 5000, batch: 20, dryRun: true },
    { name: 'b' },
  ]);
});

it('every problem of the destinations is told at once', async () => {
  const error = await load(
    '{ name: events, kind: webhook, url: "http://example.org/hooks", secret: s }',
    '{ name: events, kind: webhook, url: "https://user:pass@example.org", secret: "whsec_no base64", rate: fast }',
    '{ name: Events!, kind: webhook, url: "ftp://example.org", secret: s, only: { kinds: [] }, retries: 3 }',
    '{ name: other, kind: entur2, url: "https://example.org", secret: s }',
  ).catch((thrown: Error) => thrown);

  const text = (error as Error).message;
  for (const problem of [
    /destinations\[0\]\.url .*: would send passwords and personal data in the clear .*https:/,
    /destinations\[1\]\.name .*: is also feeds\[0\]\.destinations\[0\]\.name; each destination of a feed needs a name/,
    /destinations\[1\]\.url .*: .*without a user name in it/,
    /destinations\[1\]\.secret .*: must have base64 behind "whsec_"/,
    /destinations\[1\]\.rate .*: must be a number of requests/,
    /destinations\[2\]\.name .*: must be 1 to 32 of a-z/,
    /destinations\[2\]\.url .*: must be an address/,
    /destinations\[2\]\.only\.kinds .*: must name a kind of change/,
    /destinations\[2\]\.retries .*: is not a known key/,
    /destinations\[3\]\.kind .*: must be "webhook"/,
  ]) {
    expect(text).toMatch(problem);
  }
  expect(text).not.toContain('user:pass');
});
