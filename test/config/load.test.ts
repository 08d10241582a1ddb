import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/load.ts';
import { installationRecipients, languageOf } from '../../src/config/recipients.ts';
import { AppError } from '../../src/domain/app-error.ts';
import { oneFeed, project } from './project.ts';

async function load(yaml: string, env: Record<string, string> = {}) {
  const root = await project({ 'config/rollcall.yaml': yaml });
  return loadConfig({ path: join(root, 'config/rollcall.yaml'), env });
}

async function problemsOf(yaml: string, env: Record<string, string> = {}): Promise<string[]> {
  const error = await load(yaml, env).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(AppError);
  expect((error as AppError).code).toBe('config-invalid');
  return (error as AppError).message
    .split('\n')
    .slice(1)
    .map((line) => line.trim());
}

describe('a config', () => {
  it('needs nothing but a feed', async () => {
    const config = await load(oneFeed);

    expect(config.database).toMatchObject({ client: 'sqlite', migrate: 'auto' });
    expect(config.mail.transport).toBe('file');
    expect(config.feeds[0]).toMatchObject({
      schedule: 'immediate',
      rejectOn: 'identity',
      reactivate: 'absent-only',
      maxCrashes: 3,
      companies: null,
      inbox: { settleMs: 2000, pollMs: 10_000 },
      guard: { maxDeactivatedPercent: 'auto', minDeactivated: 3, maxDeactivated: null, maxUpdatedPercent: 75 },
    });
    expect(config.times).toMatchObject({
      leaseExpiryMs: 30_000,
      leaseWaitMs: 60_000,
      backoff: { mail: { startMs: 5000, capMs: 900_000 } },
    });
  });

  it('is frozen all the way down', async () => {
    const config = await load(oneFeed);

    expect(Object.isFrozen(config)).toBe(true);
    expect(Object.isFrozen(config.feeds[0]?.inbox)).toBe(true);
    expect(() => Object.assign(config.feeds[0]?.guard ?? {}, { minDeactivated: 0 })).toThrow(TypeError);
  });

  it('has paths relative to the parent of the config directory', async () => {
    const root = await project({ 'config/rollcall.yaml': oneFeed });

    const config = await loadConfig({ path: join(root, 'config/rollcall.yaml'), env: {} });

    expect(config.projectRoot).toBe(root);
    expect(config.dataDirectory).toBe(join(root, 'data'));
    expect(config.database).toMatchObject({ file: join(root, 'data/rollcall.db') });
    expect(config.feeds[0]?.inbox.path).toBe(join(root, 'data/inbox/acme'));
  });

  it('has paths relative to itself where it lies in no config directory', async () => {
    const root = await project({ 'etc/acme.yaml': oneFeed });

    const config = await loadConfig({ path: join(root, 'etc/acme.yaml'), env: {} });

    expect(config.dataDirectory).toBe(join(root, 'etc/data'));
  });

  it('is the one in ROLLCALL_CONFIG unless another is named', async () => {
    const root = await project({ 'a.yaml': oneFeed, 'b.yaml': oneFeed });
    const env = { ROLLCALL_CONFIG: join(root, 'a.yaml') };

    expect((await loadConfig({ env })).path).toBe(join(root, 'a.yaml'));
    expect((await loadConfig({ path: join(root, 'b.yaml'), env })).path).toBe(join(root, 'b.yaml'));
  });

  it('is missed with the advice to run init', async () => {
    const root = await project({});

    await expect(loadConfig({ path: join(root, 'config/rollcall.yaml'), env: {} })).rejects.toMatchObject({
      code: 'config-missing',
      hint: expect.stringContaining('rollcall init'),
    });
  });

  it('says when rosters are expected and who is told of what goes wrong', async () => {
    const config = await load(
      `
pingUrl: "https://watchdog.example.org/ping/\${TOKEN}"
times: { alertAfter: 1m, digestAfter: 2h, destinationAlertAfter: 10m, ping: 30s, backoff: { login: { start: 2m, cap: 1h } } }
feeds:
  - { id: a, layout: personnel-ticket, inbox: { kind: local, path: a }, expectBy: "06:00" }
  - { id: b, layout: personnel-ticket, inbox: { kind: local, path: b }, expectBy: "0 6 * * 1-5" }
  - { id: c, layout: personnel-ticket, inbox: { kind: local, path: c } }
`,
      { TOKEN: '4711' },
    );

    expect(config.pingUrl).toBe('https://watchdog.example.org/ping/4711');
    expect(config.times).toMatchObject({
      alertAfterMs: 60_000,
      digestAfterMs: 7_200_000,
      destinationAlertAfterMs: 600_000,
      pingMs: 30_000,
      backoff: { login: { startMs: 120_000 } },
    });
    expect(config.feeds.map(({ expectBy }) => expectBy)).toEqual(['06:00', '0 6 * * 1-5', null]);
    expect((await load(oneFeed)).times).toMatchObject({
      alertAfterMs: 30_000,
      digestAfterMs: 3_600_000,
      destinationAlertAfterMs: 3_600_000,
      pingMs: 60_000,
      backoff: { login: { startMs: 60_000, capMs: 900_000 } },
    });
  });

  it('keeps everything for ever, and logs on stderr alone, unless it says otherwise', async () => {
    expect(await load(oneFeed)).toMatchObject({
      keep: { filesMs: null, historyMs: null, mailsMs: null },
      log: { level: 'info', directory: null, keepMs: 30 * 86_400_000 },
    });

    const config = await load(`keep: { files: 365d }\nlog: { directory: logs, keep: forever }${oneFeed}`);
    expect(config.keep).toEqual({ filesMs: 365 * 86_400_000, historyMs: null, mailsMs: null });
    expect(config.log).toMatchObject({ directory: expect.stringMatching(/^\/.+\/logs$/), keepMs: null });

    for (const keep of ['29d', '24h', '1y']) {
      await expect(load(`keep: { history: ${keep} }${oneFeed}`)).rejects.toThrow(
        'keep.history (line 1): must be a number of days, 30d or more, or "forever"',
      );
    }
  });

  it('always tells technical users of failures', async () => {
    const config = await load(`technicalUsers: [{ name: A, email: a@example.org, notify: [rejected] }]${oneFeed}`);

    expect(config.technicalUsers[0]?.notify).toEqual(['rejected', 'failed']);
  });
});

describe('what a layout is told', () => {
  const feed = (lines: string) => `
feeds:
  - id: acme
    inbox: { kind: local, path: data/inbox/acme }
${lines}`;

  it('belongs to the layout of the feed', async () => {
    const problems = await problemsOf(
      feed(
        '    layout: springest\n    hrDataSync: { columns: { email: Mail } }\n    orquest: { lag: 1 }\n    positions: p*.csv\n',
      ),
    );

    expect(problems).toEqual([
      'feeds[0].hrDataSync (line 6): is only for the layout hr-data-sync',
      'feeds[0].orquest (line 7): is only for the layout orquest',
      'feeds[0].positions (line 8): is only for the layout hr-data-sync',
    ]);
  });

  it('names columns of the layout, each once', async () => {
    const columns = '{ employee_id: Nr, email: " nr", emploee_type: Art }';

    const problems = await problemsOf(feed(`    layout: hr-data-sync\n    hrDataSync: { columns: ${columns} }\n`));

    expect(problems).toHaveLength(2);
    expect(problems[0]).toContain('did you mean "employee_type"?');
    expect(problems[1]).toContain('is also the column of feeds[0].hrDataSync.columns.employee_id');
  });

  it('reaches it', async () => {
    const orquest = '{ business: ACME, lag: 7, roles: [admin] }';

    const config = await load(feed(`    layout: orquest\n    orquest: ${orquest}\n`));

    expect(config.feeds[0]?.orquest).toEqual({ business: 'ACME', lag: 7, roles: ['admin'] });
  });

  it('is for hr-data-sync that start date and birthday are kept by hand, unless the feed says otherwise', async () => {
    const fields = async (lines: string) => (await load(feed(lines))).feeds[0]?.manualFields;

    expect(await fields('    layout: hr-data-sync\n')).toEqual(['hireStartDate', 'dateOfBirth']);
    expect(await fields('    layout: hr-data-sync\n    manualFields: [email]\n')).toEqual(['email']);
    expect(await fields('    layout: springest\n')).toEqual([]);
  });
});

describe('the problems of a config', () => {
  it('are told all at once, each with its path and line', async () => {
    const problems = await problemsOf(`
database: { client: postgres }
technicalUsers:
  - { name: A, email: not-an-address, feeds: [nobody] }
feeds:
  - id: Acme
    layout: personnel-tickets
    inbox: { kind: local, path: in, settle: 2 }
    schedule: every monday
    timeZone: Europe/Atlantis
    guard: { maxDeactivated: many, maxDeactivatedPercent: 110 }
    manualFields: [shoeSize]
  - id: south
    layout: personnel-ticket
`);

    expect(problems).toHaveLength(12);
    expect(problems[0]).toBe('database.client (line 2): must be "sqlite" or "mysql"');
    expect(problems).toContainEqual(
      'technicalUsers[0].email (line 4): must be one mail address, like tech@example.org',
    );
    expect(problems).toContainEqual('technicalUsers[0].feeds[0] (line 4): is not the id of a feed');
    expect(problems).toContainEqual(
      'feeds[0].layout (line 7): must be one of personnel-ticket, hr-data-sync, springest, orquest, custom',
    );
    expect(problems).toContainEqual('feeds[0].guard.maxDeactivated (line 11): must be a number');
    expect(problems).toContainEqual('feeds[1].inbox (line 13): is missing');
    for (const path of ['feeds[0].id', 'feeds[0].inbox.settle', 'feeds[0].schedule', 'feeds[0].timeZone']) {
      expect(problems.filter((problem) => problem.startsWith(path))).toHaveLength(1);
    }
  });

  it('name the key that an unknown one was probably meant to be', async () => {
    const problems = await problemsOf(
      `databse: { client: sqlite }\n${oneFeed}    guard: { maxDeactivatd: 5, xyz: 1 }\n`,
    );

    expect(problems).toContainEqual('databse (line 1): is not a known key; did you mean "database"?');
    expect(problems).toContainEqual(
      'feeds[0].guard.maxDeactivatd (line 7): is not a known key; did you mean "maxDeactivated"?',
    );
    expect(problems.find((problem) => problem.startsWith('feeds[0].guard.xyz'))).toContain('known here: ');
  });

  it.each([
    ['http://watchdog.example.org/token-4711', 'pingUrl', 'in the clear to another host'],
    ['https://user:token-4711@watchdog.example.org/', 'pingUrl', 'must be an address like'],
    ['watchdog.example.org/token-4711', 'pingUrl', 'must be an address like'],
  ])('include the ping URL %s', async (url, path, said) => {
    const problems = await problemsOf(`pingUrl: "${url}"\n${oneFeed}`);

    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(path);
    expect(problems[0]).toContain(said);
    expect(problems[0]).not.toContain('4711');
    expect(
      await load(`pingUrl: { url: "http://watchdog.example.org/x", allowInsecure: true }\n${oneFeed}`),
    ).toMatchObject({
      pingUrl: 'http://watchdog.example.org/x',
    });
    expect((await load(`pingUrl: "http://127.0.0.1:8080/x"\n${oneFeed}`)).pingUrl).toBe('http://127.0.0.1:8080/x');
  });

  it.each(['6:00', '24:00', 'at six'])('include the time %s by which no roster can be expected', async (expectBy) => {
    const problems = await problemsOf(`${oneFeed}    expectBy: "${expectBy}"\n`);

    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain('must be a time of day like "06:00", or a cron expression');
  });

  it('never repeat a value: it may be a secret', async () => {
    const problems = await problemsOf(
      `database: { client: mysql, url: "mysql:/s3cret@host" }\nkey: [s3cret]\n${oneFeed}`,
    );

    expect(problems).toHaveLength(2);
    expect(problems.join()).not.toContain('s3cret');
  });

  it('include feeds that share an id or an inbox', async () => {
    const feed = (id: string, path: string) =>
      `  - { id: ${id}, layout: personnel-ticket, inbox: { kind: local, path: ${path} } }\n`;

    const problems = await problemsOf(`feeds:\n${feed('a', 'in')}${feed('a', 'other')}${feed('b', './in')}`);

    expect(problems).toEqual([
      'feeds[1].id (line 3): is also the id of feeds[0].id; each feed needs an id of its own',
      "feeds[2].inbox.path (line 4): is also feeds[0].inbox.path; two feeds can't share an inbox",
    ]);
  });

  it('have a feed erase people whose rosters it keeps as they came', async () => {
    const feed = (more: string) =>
      `feeds: [{ id: a, layout: personnel-ticket, inbox: { kind: local, path: in }, retention: { personalDataAfterDays: 30 }${more} }]\n`;

    for (const archive of ['', ', archive: keep']) {
      expect(await problemsOf(feed(archive))).toEqual([
        'feeds[0].retention (line 1): can\'t erase anybody while finished files are kept as they came; set "archive: encrypt" or "archive: delete" for this feed, too',
      ]);
    }
    const config = await load(feed(', archive: encrypt'));
    expect(config.feeds[0]).toMatchObject({ archive: 'encrypt', retention: { personalDataAfterDays: 30 } });
  });

  const localFeed = (id: string, path: string) =>
    `  - { id: ${id}, layout: personnel-ticket, inbox: { kind: local, path: ${path} } }\n`;
  const sftpFeed = (id: string, path: string, server: string) =>
    `  - { id: ${id}, layout: personnel-ticket, inbox: { kind: sftp, password: p, ${server}, path: ${path} } }\n`;
  const server = 'host: sftp.example.org, username: u';

  it.each([
    ['in an archive folder', localFeed('a', 'data/in') + localFeed('b', './data/x/../in/processed'), 'b', 'a'],
    ['around another', localFeed('a', 'data/in/a/') + localFeed('b', 'data/in'), 'a', 'b'],
    ['around all', localFeed('a', '/srv/a') + localFeed('b', '/'), 'a', 'b'],
    ['on a server', sftpFeed('a', '/in/', server) + sftpFeed('b', '/in/held', `${server}, port: 22`), 'b', 'a'],
    ['in the home directory', sftpFeed('a', '.', server) + sftpFeed('b', 'in', server), 'b', 'a'],
  ])('include an inbox inside that of another feed: %s', async (_, feeds, inner, outer) => {
    const problems = await problemsOf(`feeds:\n${feeds}`);

    expect(problems).toEqual([
      expect.stringContaining(
        `feeds[1].inbox.path (line 3): the inbox of feed "${inner}" lies inside that of feed "${outer}"`,
      ),
    ]);
  });

  it.each([
    ['beside each other', localFeed('a', 'data/in') + localFeed('b', 'data/in-2')],
    [
      'on two servers',
      sftpFeed('a', '/in', server) + sftpFeed('b', '/in/held', 'host: other.example.org, username: u'),
    ],
    ['of two accounts', sftpFeed('a', '/in', server) + sftpFeed('b', '/in/b', 'host: sftp.example.org, username: v')],
    ['here and on a server', localFeed('a', '/in') + sftpFeed('b', '/in/held', server)],
  ])('do not include inboxes %s', async (_, feeds) => {
    await expect(load(`feeds:\n${feeds}`)).resolves.toBeDefined();
  });

  it('include a host key that is no fingerprint, alone or in a list; one or several are kept as a list', async () => {
    const [key, next] = [`SHA256:${'A'.repeat(43)}`, `SHA256:${'B'.repeat(43)}`];
    const withKey = (hostKey: string) => `feeds:\n${sftpFeed('a', '/in', `${server}, hostKey: ${hostKey}`)}`;
    const keysOf = async (hostKey: string) => {
      const [feed] = (await load(withKey(hostKey))).feeds;
      return feed?.inbox.kind === 'sftp' ? feed.inbox.hostKeys : null;
    };

    for (const hostKey of ['MD5:aa', `["${key}", "MD5:aa"]`, '[]']) {
      expect(await problemsOf(withKey(hostKey))).toEqual([expect.stringMatching(/^feeds\[0\]\.inbox\.hostKey.*must/)]);
    }
    expect(await keysOf(`"${key}"`)).toEqual([key]);
    expect(await keysOf(`["${key}", "${next}"]`)).toEqual([key, next]);
    const [unpinned] = (await load(`feeds:\n${sftpFeed('a', '/in', server)}`)).feeds;
    expect(unpinned?.inbox).toMatchObject({ hostKeys: [] });
  });

  it('include the reserved feed id', async () => {
    expect(await problemsOf(oneFeed.replace('acme', 'manual'))).toEqual([
      expect.stringMatching(/^feeds\[0\]\.id .*reserved/),
    ]);
  });

  it.each([
    ['database: { client: mysql, url: "mysql://u:p@db.example.org/r" }', 'database.url'],
    [
      'database: { client: mysql, url: ["mysql://u:p@localhost/r", "mysql://u:p@db.example.org/r"] }',
      'database.url\\[1\\]',
    ],
    ['mail: { transport: smtp, url: "smtp://mail.example.org:587" }', 'mail.url'],
  ])('include a connection in the clear to another host: %s', async (line, path) => {
    const problems = await problemsOf(`${line}\n${oneFeed}`);

    expect(problems).toEqual([expect.stringMatching(new RegExp(`^${path} .*allowInsecure: true`))]);
  });

  it.each([
    ['database: { client: mysql, url: "mysql://u:100%@localhost/r" }', 'database.url'],
    ['mail: { transport: smtp, url: "smtps://u:100%@mail.example.org" }', 'mail.url'],
    ['database: { client: mysql, url: "mysql://u:5%C3@localhost/r" }', 'database.url'],
  ])('include a password with a bare "%": %s', async (line, path) => {
    const problems = await problemsOf(`${line}\n${oneFeed}`);

    expect(problems).toEqual([
      expect.stringMatching(new RegExp(`^${path} .*special characters of the password as %XX`)),
    ]);
  });

  it.each([
    'database: { client: mysql, url: "mysql://u:p@127.0.0.1/r" }',
    'database: { client: mysql, url: "mysql://u:p@db.example.org/r", tls: true }',
    'database: { client: mysql, url: ["mysql://u:p@one.example.org/r", "mysql://u:p@two.example.org/r"], tls: true }',
    'database: { client: mysql, url: "mysql://u:p@db.example.org/r", allowInsecure: true }',
    'mail: { transport: smtp, url: "smtp://localhost:25" }',
    'mail: { transport: smtp, url: "smtp://mail.example.org:587", startTls: true }',
    'mail: { transport: smtp, url: "smtps://mail.example.org" }',
  ])('do not include %s', async (line) => {
    await expect(load(`${line}\n${oneFeed}`)).resolves.toBeDefined();
  });

  it('include an SFTP inbox without a login', async () => {
    const problems = await problemsOf(
      'feeds: [{ id: a, layout: personnel-ticket, inbox: { kind: sftp, host: h, username: u, path: /in } }]',
    );

    expect(problems).toEqual(['feeds[0].inbox (line 1): needs a password or a privateKey']);
  });

  it('are told with their lines where the YAML itself is broken', async () => {
    const problems = await problemsOf('database: {\nfeeds:\n  - id: a\n');

    expect(problems[0]).toMatch(/^line \d+: /);
  });
});

describe('a substitution', () => {
  it('takes values from the environment, from .env and from files, the environment first', async () => {
    const root = await project({
      'config/rollcall.yaml': `database: { client: mysql, url: "mysql://\${DB_USER}:\${DB_PASSWORD}@localhost/r" }\nkey: "\${file:secrets/key}"\n${oneFeed}`,
      '.env': 'DB_USER=from-env-file\nDB_PASSWORD=from-env-file\n',
      'secrets/key': 'k'.repeat(40).concat('\n'),
    });

    const config = await loadConfig({ path: join(root, 'config/rollcall.yaml'), env: { DB_USER: 'from-env' } });

    expect(config.database).toMatchObject({ url: 'mysql://from-env:from-env-file@localhost/r' });
    expect(config.key).toBe('k'.repeat(40));
  });

  it('can be a number where a number is wanted, and stays text where text is', async () => {
    const config = await load(
      `concurrency: "\${N}"\nfeeds: [{ id: a, layout: personnel-ticket, inbox: { kind: sftp, host: h, port: "\${PORT}", username: "\${N}", password: "\${N}", path: / } }]`,
      { PORT: '2222', N: '12' },
    );

    expect(config.concurrency).toBe(12);
    expect(config.feeds[0]?.inbox).toMatchObject({ port: 2222, username: '12', password: '12' });
  });

  it('can not add keys', async () => {
    const config = await load(`key: "\${EVIL}"\n${oneFeed}`, { EVIL: 'x"\nconcurrency: 9' });

    expect(config.concurrency).toBe(1);
  });

  it('is left alone behind a second dollar sign', async () => {
    expect((await load(`key: "$\${NAME}"\n${oneFeed}`)).key).toBe(`\${NAME}`);
  });

  it('without a value is a problem with its path', async () => {
    const problems = await problemsOf(`key: "\${file:missing}"\nconcurrency: "\${NOBODY}"\n${oneFeed}`);

    expect(problems).toEqual([
      expect.stringMatching(/^key \(line 1\): needs the file missing/),
      expect.stringMatching(/^concurrency \(line 2\): needs the environment variable NOBODY/),
    ]);
  });
});

describe('.env', () => {
  it('brings ROLLCALL_KEY', async () => {
    const root = await project({ 'config/rollcall.yaml': oneFeed, '.env': 'ROLLCALL_KEY=secret\n' });

    expect((await loadConfig({ path: join(root, 'config/rollcall.yaml'), env: {} })).key).toBe('secret');
  });

  it('that others can read gets a warning', async () => {
    const root = await project({ 'config/rollcall.yaml': oneFeed, '.env': 'A=1\n' });
    const load = () => loadConfig({ path: join(root, 'config/rollcall.yaml'), env: {} });
    expect((await load()).warnings).toEqual([]);

    await chmod(join(root, '.env'), 0o644);

    expect((await load()).warnings).toEqual([expect.stringContaining('chmod 600')]);
  });
});

describe('who is told of the whole installation', () => {
  const feed =
    '{ id: acme, layout: personnel-ticket, inbox: { kind: local, path: in }, notify: [payroll@example.org] }';

  it('are the technical users of no feed in particular', async () => {
    const config = await load(`
technicalUsers:
  - { name: A, email: a@example.org }
  - { name: B, email: b@example.org, feeds: [acme] }
feeds: [${feed}]
`);

    expect(installationRecipients(config)).toEqual(['a@example.org']);
  });

  it('is everybody where there are none', async () => {
    const config = await load(`
technicalUsers:
  - { name: B, email: b@example.org, feeds: [acme] }
feeds: [${feed}]
`);

    expect(installationRecipients(config)).toEqual(['b@example.org', 'payroll@example.org']);
  });
});

describe('the language of a mail', () => {
  const inbox = (path: string) => `inbox: { kind: local, path: ${path} }`;

  it("is the technical user's own, else that of the feed, else the one at the top, else English", async () => {
    const config = await load(`
language: nb
technicalUsers:
  - { name: A, email: a@example.org }
  - { name: B, email: b@example.org, language: en }
feeds:
  - { id: acme, layout: personnel-ticket, ${inbox('a')} }
  - { id: other, layout: personnel-ticket, ${inbox('b')}, language: en, notify: [payroll@example.org] }
`);

    const of = (feed: string, name: string) => languageOf(config, feed, `${name}@example.org`);
    expect([of('acme', 'a'), of('acme', 'b'), of('other', 'a'), of('other', 'payroll')]).toEqual([
      'nb',
      'en',
      'en',
      'en',
    ]);
    expect([of('', 'a'), of('', 'b'), of('gone', 'a')]).toEqual(['nb', 'en', 'nb']);
    expect(languageOf(await load(oneFeed), 'acme', 'a@example.org')).toBe('en');
  });

  it('is one that there is', async () => {
    expect(await problemsOf(`language: sv${oneFeed}`)).toEqual([expect.stringContaining('language (line 1)')]);
  });
});
