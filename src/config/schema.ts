import * as z from 'zod';
import { feedSchema } from './feed-schema.ts';
import { daysKept, duration, email, language, secret, section, sender, text } from './fields.ts';

const allowInsecure = z
  .boolean()
  .default(false)
  .describe(
    'Whether a connection without TLS to another host is accepted. Passwords and personal data then travel in the clear.',
  );

const sqlite = section({
  client: z.literal('sqlite'),
  file: text('The database file; made where it is missing.').default('data/rollcall.db'),
  migrate: z.enum(['auto', 'manual']).default('auto').describe('Whether "run" brings the tables up to date by itself.'),
});

const mysqlUrl = secret('mysql://user:password@host:3306/database, for MySQL and MariaDB.').refine(
  isMysqlUrl,
  'must be an address like "mysql://user:password@host:3306/database" (special characters of the password as %XX)',
);

const mysql = section({
  client: z.literal('mysql'),
  url: z
    .union([mysqlUrl, z.array(mysqlUrl).min(1, 'must name an address')], 'must be an address, or a list of addresses')
    .describe('One address, or those of the nodes of one cluster: the first that works is used.'),
  tls: z
    .union(
      [z.boolean(), section({ ca: secret(`Certificate of the authority, normally "\${file:/etc/...}".`) })],
      `must be true, false or { ca: "\${file:...}" }`,
    )
    .default(false)
    .describe("Whether the connection is encrypted and the server's certificate checked."),
  migrate: z
    .enum(['auto', 'manual'])
    .default('manual')
    .describe('manual: tables are brought up to date by "rollcall migrate" alone.'),
  allowInsecure,
});

const fileMail = section({
  transport: z.literal('file'),
  directory: text('Each mail becomes an .eml file in this directory.').default('data/mail'),
  from: sender(),
});

const smtpMail = section({
  transport: z.literal('smtp'),
  url: secret('smtps://user:password@host:465, or smtp://host:587 with startTls.').refine(
    isSmtpUrl,
    'must be an address like "smtps://user:password@host:465" (special characters of the password as %XX)',
  ),
  from: sender(),
  startTls: z.boolean().default(false).describe('With smtp://: demand STARTTLS, send nothing without it.'),
  allowInsecure,
});

const technicalUser = section({
  name: text('Name of the person.'),
  email: email('Where the mails go.'),
  language: language("What this person's mails are written in; by default what the feed says.").optional(),
  feeds: z.array(z.string()).min(1, 'must name a feed, or be left out').optional().describe('Only these feeds.'),
  notify: z
    .array(z.enum(['rejected', 'held', 'warnings', 'late', 'refused', 'processed', 'failed']))
    .default(['rejected', 'held', 'warnings', 'late', 'refused'])
    .describe('What to be told of. Files that failed for technical reasons are always told of.'),
});

const times = section({
  backoff: section({
    inbox: backoff('1s', '60s'),
    database: backoff('1s', '60s'),
    mail: backoff('5s', '15m'),
    login: backoff('60s', '15m'),
    delivery: backoff('2s', '5m'),
  })
    .prefault({})
    .describe('How long to wait before trying again: doubling from start to cap, with jitter.'),
  leaseExpiry: duration('30s', 'A daemon that is silent for this long loses the feed that it works on.'),
  leaseWait: duration('60s', 'How long a command waits for a feed that another process works on.'),
  shutdownGrace: duration('50s', 'How long a stopping daemon finishes what it is applying. PM2 kills 10 s later.'),
  strayFileAfter: duration('10m', 'A file that no pattern takes is told of after this time.'),
  readOnlyRetry: duration(
    '1h',
    'How long an inbox in which no file may be moved is left so before one is tried again.',
  ),
  alertAfter: duration('30s', 'An inbox, database or disk that fails for this long is told of.'),
  digestAfter: duration(
    '1h',
    'A feed that fails again in the same way within this time is told of in one mail for all of them; 0s mails each.',
  ),
  destinationAlertAfter: duration('1h', 'A destination that takes nothing for this long is told of.'),
  ping: duration('1m', 'How often pingUrl is called while everything works.'),
})
  .prefault({})
  .describe('Waiting times.');

const pingAddress = secret('https://host/path, called with GET; it may hold a token.').refine(
  isHttpUrl,
  'must be an address like "https://host/path"',
);

const pingUrl = z
  .union([pingAddress, section({ url: pingAddress, allowInsecure })], {
    error: (issue) =>
      issue.code === 'invalid_union'
        ? 'must be an address like "https://host/path", or { url, allowInsecure }'
        : undefined,
  })
  .optional()
  .describe('Called while every feed works, so that an outside watchdog notices a daemon that is dead or stuck.');
const leastKept = 'Days, 30d or more, or "forever".';

/** Everything that `config/rollcall.yaml` may say: type, default, unit and description together. */
export const configSchema = section({
  dataDirectory: text("Rollcall's own directory: private copies of files in work, complete reports.").default('data'),
  key: secret('The key that seals sensitive fields; the environment variable ROLLCALL_KEY by default.').optional(),
  database: z
    .discriminatedUnion('client', [sqlite, mysql], {
      error: (issue) => (issue.code === 'invalid_union' ? 'must be "sqlite" or "mysql"' : undefined),
    })
    .prefault({ client: 'sqlite' })
    .describe('Where the register lives.'),
  mail: z
    .discriminatedUnion('transport', [fileMail, smtpMail], {
      error: (issue) => (issue.code === 'invalid_union' ? 'must be "file" or "smtp"' : undefined),
    })
    .prefault({ transport: 'file' })
    .describe('How mails are sent.'),
  language: language(
    'What mails are written in, where neither the feed nor the technical user says otherwise.',
  ).default('en'),
  technicalUsers: z.array(technicalUser).default([]).describe('The people who get the mails.'),
  feeds: z.array(feedSchema).min(1, 'must hold at least one feed').describe('The sources of rosters.'),
  concurrency: z.int().min(1).max(64).default(1).describe('Files worked on at once, over all feeds.'),
  log: section({
    level: z
      .enum(['debug', 'info', 'warn', 'error', 'silent'])
      .default('info')
      .describe('Least severity that is logged.'),
    directory: text('The daemon writes its log here, too, a file a day; without it on stderr alone.').optional(),
    keep: daysKept('30d', 'How long the files of that directory are kept; "forever" keeps them all.'),
  })
    .prefault({})
    .describe('JSON lines on stderr, and in files.'),
  keep: section({
    files: daysKept(
      'forever',
      `How long finished files stay in the ledger, with their issues, plans and settled deliveries. ${leastKept}`,
      30,
    ),
    history: daysKept('forever', `How long changes of employees and positions are kept. ${leastKept}`, 30),
    mails: daysKept('forever', `How long mails that were sent or given up are kept. ${leastKept}`, 30),
  })
    .prefault({})
    .describe('What the daemon removes from the database when it is old; by default nothing.'),
  times,
  pingUrl,
});

export type CheckedConfig = z.output<typeof configSchema>;

function backoff(start: string, cap: string) {
  return section({ start: duration(start, 'First wait.'), cap: duration(cap, 'Longest wait.') }).prefault({});
}

function isMysqlUrl(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const url = new URL(value);
  return url.protocol === 'mysql:' && url.hostname !== '' && url.pathname.length > 1 && isDecodable(value);
}

function isHttpUrl(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, username, password } = new URL(value);
  // fetch takes no credentials in an address.
  return ['http:', 'https:'].includes(protocol) && username === '' && password === '';
}

function isSmtpUrl(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const url = new URL(value);
  return ['smtp:', 'smtps:'].includes(url.protocol) && url.hostname !== '' && isDecodable(value);
}

/** Not with a `%` of a password that stands for itself: the drivers decode each part. */
function isDecodable(value: string): boolean {
  try {
    decodeURIComponent(value);
    return true;
  } catch {
    return false;
  }
}
