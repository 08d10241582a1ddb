import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { threadFromBytes } from '../../src/app/roster-thread-handle.ts';
import { expectationOf } from '../../src/pipeline/manifest-findings.ts';
import { openTestApp, type TestApp } from '../fixtures/app.ts';
import { csvOf, syntheticEmployees } from '../fixtures/roster.ts';
import { onDatabase } from '../services/databases.ts';

const roster = csvOf(syntheticEmployees(40));
const rightSha256 = createHash('sha256').update(roster).digest('hex');

it('a file that is what its manifest says is read by the order by which it was read ahead', () => {
  const manifest = { rows: 40, sha256: 'ab'.repeat(32), problem: null };
  const [ahead, then] = [null, manifest.sha256].map((sha256) =>
    expectationOf({ complete: 'manifest' }, { manifest, sha256 }),
  );

  expect(then).toEqual({ rows: 40, issues: [] });
  expect(JSON.stringify(ahead)).toBe(JSON.stringify(then));
});

onDatabase('sqlite', 'a file that is handed to a command of a feed with manifests', (databases) => {
  const open = async () => openTestApp({ database: await databases.createConfig(), feed: { complete: 'manifest' } });
  /** Writes the roster and its manifest, and gives them to each of the commands. */
  async function tryAll(test: TestApp, content: string, manifest: unknown) {
    const path = await test.write('roster.csv', content);
    await test.write('roster.csv.manifest.json', JSON.stringify(manifest));
    return [
      await test.app.check(path, test.feed),
      await test.app.plan(path, test.feed),
      await test.app.import(path, test.feed),
    ];
  }

  it('is checked against the manifest beside it', async () => {
    const reports = await tryAll(await open(), roster, { rows: 40, sha256: rightSha256 });

    expect(reports).toMatchObject(Array(3).fill({ verdict: 'valid', rows: 40, issues: [] }));
    expect(reports[2]).toMatchObject({ status: 'processed' });
  });

  it.each([
    ['manifest-rows', { rows: 39 }],
    ['manifest-sha256', { rows: 40, sha256: 'ab'.repeat(32) }],
    ['manifest-invalid', {}],
  ])('is rejected as %s by every command', async (code, manifest) => {
    const reports = await tryAll(await open(), roster, manifest);

    expect(reports).toMatchObject(Array(3).fill({ verdict: 'rejected', issues: [{ code, severity: 'fatal' }] }));
    expect(reports[2]).toMatchObject({ status: 'rejected' });
  });

  it('is rejected for its SHA-256 also when it was read while it was being copied', async () => {
    const large = csvOf(syntheticEmployees(12_000));
    const test = await open();
    await test.write('roster.csv.manifest.json', JSON.stringify({ rows: 12_000, sha256: rightSha256 }));

    const report = await test.drop('roster.csv', large);

    expect(large.length).toBeGreaterThan(threadFromBytes);
    expect(report).toMatchObject({ status: 'rejected', rows: 12_000, issues: [{ code: 'manifest-sha256' }] });
  });

  it('goes on with a warning where it has no manifest', async () => {
    const report = await (await open()).drop('roster.csv', roster);

    expect(report).toMatchObject({
      status: 'processed_with_warnings',
      issues: [{ code: 'manifest-missing', severity: 'warning' }],
    });
  });

  it('is not skipped as a repeat when its manifest is that of another file', async () => {
    const test = await open();
    await test.write('roster.csv.manifest.json', JSON.stringify({ rows: 40 }));
    const reports = [await test.drop('roster.csv', roster), await test.drop('roster.csv', roster)];
    await test.write('roster.csv.manifest.json', JSON.stringify({ rows: 41 }));
    reports.push(await test.drop('roster.csv', roster));

    expect(reports.map(({ status }) => status)).toEqual(['processed', 'skipped', 'rejected']);
  });

  it('names a row too few beside what is wrong with the rows', async () => {
    const rows = syntheticEmployees(3);
    const test = await open();
    await test.write('roster.csv.manifest.json', JSON.stringify({ rows: 4 }));

    const report = await test.drop('roster.csv', csvOf(rows.map((row) => ({ ...row, dateOfBirth: '2024-02-30' }))));

    expect(report.issueCounts.byCode).toMatchObject({ 'manifest-rows': 1, 'invalid-birth-date': 3 });
  });
});
