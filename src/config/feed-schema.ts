import * as z from 'zod';
import { completenesses } from '../domain/companion.ts';
import { plainFields } from '../domain/employee.ts';
import { destinationSchema } from './destination-schema.ts';
import { duration, email, expectBy, language, percent, schedule, secret, section, text, timeZone } from './fields.ts';
import { hrDataSync, orquest } from './layout-keys.ts';
import { mapping } from './mapping-schema.ts';

const layoutNames = ['personnel-ticket', 'hr-data-sync', 'springest', 'orquest', 'custom'] as const;

/** What is taken from an inbox where the config doesn't say. */
const defaultFiles = '*.{csv,xml,json}{,.gz,.zip,.pgp,.gpg,.asc}';

const files = text('Glob of the file names that are taken; upper and lower case are the same.').default(defaultFiles);

const settle = duration('2s', 'A file is taken once its size and time of change have stood still for this long.');

const localInbox = section({
  kind: z.literal('local'),
  path: text('Directory where the files are dropped; made where it is missing.'),
  files,
  settle,
  poll: duration('10s', 'Time between two full listings; changes are noticed sooner where the system tells of them.'),
});

const hostKey = text("Fingerprint of a server's host key.").regex(
  /^SHA256:[A-Za-z0-9+/]{43}=?$/,
  'must be a fingerprint like "SHA256:" and 43 characters behind it',
);

const sftpInbox = section({
  kind: z.literal('sftp'),
  host: text('Name or address of the SFTP server.'),
  port: z.int().min(1).max(65_535).default(22).describe('Port of the SFTP server.'),
  username: text('Account on the SFTP server.'),
  password: secret(`The password itself, so normally "\${file:/run/secrets/...}" or "\${SFTP_PASSWORD}".`).optional(),
  privateKey: secret(`The private key itself, so normally "\${file:/run/secrets/...}".`).optional(),
  passphrase: secret('Passphrase of the private key.').optional(),
  hostKey: z
    .union([hostKey, z.array(hostKey).min(1, 'must hold a fingerprint, or be left out')], {
      error: (issue) =>
        issue.code === 'invalid_union'
          ? 'must be a fingerprint like "SHA256:" and 43 characters behind it, or a list of them'
          : undefined,
    })
    .optional()
    .describe(
      'The server\'s host key, or several while it changes; "rollcall doctor" prints those that the server shows.',
    ),
  path: text('Directory on the server where the files are dropped.'),
  files,
  settle,
  poll: duration('30s', 'Time between two full listings.'),
  noProgressTimeout: duration('30s', 'A transfer that brings no byte for this long is given up and taken again.'),
  operationTimeout: duration('60s', 'Longest time for one operation other than a transfer.'),
});

const guard = section({
  maxDeactivatedPercent: z
    .union([z.literal('auto'), z.number().min(0).max(100)], 'must be "auto" or a percentage from 0 to 100')
    .default('auto')
    .describe(
      'A roster that deactivates this share is held. Percent; auto is 10 % of the first 1,000 and 1 % of the rest.',
    ),
  minDeactivated: z
    .int()
    .min(1)
    .default(3)
    .describe('Fewer deactivations than this are never held for their percentage.'),
  maxDeactivated: z
    .int()
    .min(1)
    .nullable()
    .default(null)
    .describe('A roster that deactivates this many people is held, whatever the percentage.'),
  maxUpdatedPercent: percent(75, 'A roster that changes this share of 50 employees or more is held.'),
  maxRenumberedPercent: percent(10, 'A roster that renumbers this share of 50 employees or more is held.'),
  maxCreatedPercent: percent(50, 'A roster that adds this share to 50 employees or more is held.'),
  maxQuarantinedPercent: percent(10, 'A roster of 50 rows or more, this share of them not usable, is held.'),
  windows: z
    .array(
      section({
        days: z.int().min(1).max(366).describe('Length of the window, in days up to now.'),
        percent: z.number().min(0).max(100).describe('Share of those who were active when it began. Percent.'),
      }),
    )
    .default([
      { days: 1, percent: 15 },
      { days: 7, percent: 20 },
    ])
    .describe('A roster with which the deactivations of such a window reach its share is held.'),
})
  .prefault({})
  .describe('What is held for approval instead of applied.');

const csv = section({
  delimiter: z.string().length(1, 'must be one character').optional().describe('Detected when absent.'),
  charset: text('Detected when absent, e.g. utf-8 or windows-1252.')
    .refine(isCharset, 'is not a known charset')
    .optional(),
  header: z.boolean().optional().describe('Whether the first row is a header; detected when absent.'),
})
  .prefault({})
  .describe('How CSV files are read.');

const decryptKey = secret(`The OpenPGP private key itself (armored), so normally "\${file:/run/secrets/...}".`);

const decrypt = z
  .union(
    [
      decryptKey,
      section({
        privateKey: decryptKey.optional(),
        passphrase: secret('Passphrase of the private key.').optional(),
        signedBy: secret(
          `The sender's OpenPGP public key (armored): every file must carry its signature, others are rejected.`,
        ).optional(),
      }).refine(
        ({ privateKey, signedBy }) => privateKey !== undefined || signedBy !== undefined,
        'needs a privateKey, signedBy, or both',
      ),
    ],
    {
      error: (issue) =>
        issue.code === 'invalid_union' ? 'must be a private key, or { privateKey, passphrase, signedBy }' : undefined,
    },
  )
  .optional()
  .describe('How files that come in OpenPGP are opened: a private key, or { privateKey, passphrase, signedBy }.');

/** One feed: an inbox, a layout, the people to notify, its guard. */
export const feedSchema = section({
  id: z
    .string()
    .regex(/^[a-z0-9][a-z0-9_-]{0,63}$/, 'must be 1 to 64 of a-z, 0-9, "_" and "-", beginning with a letter or digit')
    .refine((id) => id !== 'manual', '"manual" is reserved for employees added by hand')
    .describe('Name of the feed. The employees that it brings belong to it: rename it with care.'),
  layout: z.enum(layoutNames).describe("Which system's rules the files follow."),
  inbox: z
    .discriminatedUnion('kind', [localInbox, sftpInbox], { error: kindOfInbox })
    .describe('Where files are dropped.'),
  complete: z
    .enum(completenesses)
    .default('settled')
    .describe(
      'When a file is taken: settled, once it stands still; marker, once <name>.done lies beside it, too; manifest, once <name>.manifest.json ({rows, sha256, createdAt}) does, which is checked.',
    ),
  schedule: schedule(),
  expectBy: expectBy(),
  timeZone: timeZone(),
  companies: z
    .array(text('A company id.'))
    .min(1, 'must name a company, or be left out')
    .optional()
    .describe('The only companies that may stand in the files.'),
  guard,
  rejectOn: z
    .enum(['identity', 'any'])
    .default('identity')
    .describe('identity: only fatal issues reject a file; any: issues of single rows do, too.'),
  manualFields: z
    .array(z.enum(plainFields.map((field) => field.name)))
    .optional()
    .describe(
      'Fields that are set when an employee is created and never overwritten by a file; with the layout hr-data-sync hireStartDate and dateOfBirth by default.',
    ),
  reactivate: z
    .enum(['always', 'absent-only', 'never'])
    .default('absent-only')
    .describe('Who becomes active again by standing in a roster; absent-only: not who was deactivated by hand.'),
  deactivateAfterMissing: z
    .int()
    .min(1)
    .max(100)
    .default(1)
    .describe('An employee is deactivated once absent from this many full rosters in a row.'),
  deactivateOnEndDate: z
    .union(
      [
        z.boolean(),
        section({
          exceptCauses: z
            .array(text('A hireEndCause.'))
            .min(1, 'must name a cause')
            .describe('The causes of an end that end nothing.'),
        }),
      ],
      {
        error: (issue) =>
          issue.code === 'invalid_union' ? 'must be true, false or { exceptCauses: [A, F] }' : undefined,
      },
    )
    .default(false)
    .describe(
      'Whether an employee is deactivated the day after hireEndDate, by a daily job; but for these causes of the end.',
    ),
  allowSyntheticIds: z
    .boolean()
    .default(false)
    .describe('Whether synthetic national identity numbers (month + 40 or + 80) are valid. For tests only.'),
  maxCrashes: z
    .int()
    .min(1)
    .max(100)
    .default(3)
    .describe('A file in the middle of which the daemon died this often is given up as failed.'),
  csv,
  decrypt,
  hrDataSync: z.lazy(hrDataSync).optional().describe('What the layout hr-data-sync is told.'),
  orquest: z.lazy(orquest).optional().describe('What the layout orquest is told.'),
  mapping: z.lazy(mapping).optional().describe('Which column means what, with the layout custom.'),
  positions: text(
    'Layout hr-data-sync: glob of the names of CSV files that hold positions, like "positions*.csv"; XML files are known by their root element.',
  ).optional(),
  destinations: z.array(destinationSchema).default([]).describe('The systems that are told of what has changed.'),
  language: language('What the mails about it are written in; by default the `language` at the top.').optional(),
  notify: z.array(email('A mail address.')).default([]).describe("Mail addresses beside the technical users'."),
  archive: z
    .enum(['keep', 'encrypt', 'delete'])
    .default('keep')
    .describe(
      'What becomes of finished files: keep, they stay in processed/ or rejected/; encrypt, they are replaced there by an encrypted file with a key of its own; delete, nothing of them stays.',
    ),
  retention: section({
    personalDataAfterDays: z
      .int()
      .min(1)
      .max(36_500)
      .describe('Days after which personal data of somebody who has left is erased.'),
  })
    .optional()
    .describe('When personal data is erased; by default never. It needs archive: encrypt or delete.'),
});

function isCharset(name: string): boolean {
  try {
    new TextDecoder(name);
    return true;
  } catch {
    return false;
  }
}

function kindOfInbox(issue: z.core.$ZodRawIssue): string | undefined {
  return issue.code === 'invalid_union' ? 'must be "local" or "sftp"' : undefined;
}
