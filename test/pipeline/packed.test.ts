import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type FeedSettings, openTestApp } from '../fixtures/app.ts';
import { csvOf, syntheticEmployees } from '../fixtures/roster.ts';
import { encryptOpenPgp, signOpenPgp, testPrivateKey, testPublicKey } from '../fixtures/rosters/open-pgp.ts';

const database = { client: 'sqlite', file: 'data/rollcall.db' } as const;
const roster = Buffer.from(csvOf(syntheticEmployees(5)));
const form = { compression: 'zlib', isArmored: false } as const;

async function drop(content: Uint8Array, feed: FeedSettings) {
  const test = await openTestApp({ database, feed });
  const report = await test.drop('roster.csv.pgp', content);
  const employees = await test.app.employees({ feed: test.feed });
  return { report, employees: employees.length, mails: await test.mails() };
}

describe('an encrypted roster', () => {
  it('is opened with the key of the feed, whatever it is packed in besides, and the report says so', async () => {
    const { report, employees } = await drop(encryptOpenPgp(gzipSync(roster), form), { decrypt: testPrivateKey });
    expect(report).toMatchObject({ status: 'processed', dialect: { packedIn: ['openpgp', 'gzip'], format: 'csv' } });
    expect(employees).toBe(5);
  });

  it('is rejected without the key, and the mail names the reason', async () => {
    const { report, employees, mails } = await drop(encryptOpenPgp(roster, form), {});
    expect(report).toMatchObject({ status: 'rejected', issues: [{ code: 'not-decryptable', severity: 'fatal' }] });
    expect(employees).toBe(0);
    expect(mails[0]?.text).toContain('the feed has no decrypt key');
  });

  it('is rejected as a whole when it was changed, although its rows could be read', async () => {
    const content = encryptOpenPgp(roster, { ...form, compression: 'none' });
    content[content.length - 30] = (content.at(-30) ?? 0) ^ 1;
    const { report, employees } = await drop(content, { decrypt: testPrivateKey });
    expect(report).toMatchObject({ status: 'rejected' });
    expect(report.issues.map(({ code }) => code)).toContain('archive-damaged');
    expect(employees).toBe(0);
  });
});

it('a roster whose archive was cut short is told to be that, and its last row not to be wrong', async () => {
  const whole = gzipSync(Buffer.from(csvOf(syntheticEmployees(400))));
  const { report, mails } = await drop(whole.subarray(0, whole.length / 2), {});
  expect(report).toMatchObject({ status: 'rejected', issues: [{ code: 'truncated' }] });
  expect(mails[0]?.text).toContain('Correct what is listed below, and send the whole roster again.');
});

describe("a feed that names its sender's key", () => {
  it('takes what is signed by it', async () => {
    const signed = await signOpenPgp(roster, { isArmored: true });
    const { report, employees } = await drop(signed, { decrypt: { signedBy: await testPublicKey() } });
    expect(report).toMatchObject({ status: 'processed' });
    expect(employees).toBe(5);
  });

  it('rejects a file without a signature, encrypted or not', async () => {
    const decrypt = { privateKey: testPrivateKey, signedBy: await testPublicKey() };
    for (const content of [roster, encryptOpenPgp(roster, form)]) {
      const { report, employees } = await drop(content, { decrypt });
      expect(report.issues.map(({ code }) => code)).toContain('signature-missing');
      expect(report).toMatchObject({ status: 'rejected' });
      expect(employees).toBe(0);
    }
  });
});
