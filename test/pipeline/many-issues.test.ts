import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { simpleParser } from 'mailparser';
import { expect, it, onTestFinished } from 'vitest';
import { writeProject } from '../fixtures/app.ts';
import { csvOf, type RosterRow, syntheticEmployees } from '../fixtures/roster.ts';
import { onDatabase } from '../services/databases.ts';
import { measureImport } from './measure-import.ts';

/** Ten faults. */
const faulty: Partial<RosterRow> = {
  employmentTypeId: 'Z',
  firstName: '',
  surname: '',
  addressLine: '',
  postalCode: '',
  abstainFromTicket: 'perhaps',
  hireStartDate: 'soon',
  payType: 'Q',
  employmentPercentage: 'much',
  paidPercentage: '-1',
};
const alsoFatal: Partial<RosterRow> = {
  ...faulty,
  firstName: 'Åse',
  surname: 'Dahl',
  ssn: '1',
  dateOfBirth: '2001-02-30',
};
const twice: Partial<RosterRow>[] = [{ surname: 'Nordmann' }, { surname: 'Sørmann' }];

onDatabase('sqlite', 'a file in which every row is faulty', (databases) => {
  it.each([
    ['ten times', 'held', 10_000, 100_000, faultyRows(10_000, [faulty])],
    ['ten times, with invalid SSNs and birth dates', 'rejected', 2_000, 20_000, faultyRows(2_000, [alsoFatal])],
    ['for standing there twice, differently', 'held', 40_000, 40_000, faultyRows(20_000, twice)],
    ['for having one column, a million times', 'rejected', 0, 1_000_000, tornRows(1_000_000)],
  ] as const)(
    '%s is reported with its true total in bounded memory',
    async (_how, status, rows, total, content) => {
      const dir = await mkdtemp(join(tmpdir(), 'rollcall-issues-'));
      onTestFinished(() => rm(dir, { recursive: true, force: true }));
      await writeProject(dir, await databases.createConfig(), { acme: {} });
      const file = join(dir, 'many.csv');
      await pipeline(Readable.from(content), createWriteStream(file));

      const report = await measureImport(join(dir, 'config', 'rollcall.yaml'), 'acme', file);

      expect(report).toMatchObject({ status, rows, issueCounts: { total } });
      expect(report.kept).toBeGreaterThanOrEqual(300);
      expect(report.kept).toBeLessThanOrEqual(1000);
      expect(report.heapGrowthMb).toBeLessThan(80);
      expect(await countLines(join(dir, 'data', 'spool'))).toBe(total + 1);
      const attached = (await attachment(join(dir, 'data', 'mail'))).trimEnd().split('\n');
      expect(attached.length).toBeLessThanOrEqual(10_002);
      expect(attached.at(-1)).toContain(`of ${total.toLocaleString('en-US')} issues are listed here.`);
    },
    180_000,
  );
});

function* faultyRows(count: number, faults: readonly Partial<RosterRow>[]): Generator<string> {
  for (let from = 0; from < count; from += 1000) {
    const some = syntheticEmployees(1000, from);
    yield csvOf(
      some.flatMap((row) => faults.map((fault) => ({ ...row, ...fault }))),
      { header: from === 0 },
    );
  }
}

function* tornRows(count: number): Generator<string> {
  yield csvOf([]);
  for (let written = 0; written < count; written += 10_000) yield 'x\n'.repeat(10_000);
}

async function countLines(spool: string): Promise<number> {
  const entries = await readdir(spool, { recursive: true });
  const report = entries.find((name) => name.endsWith('.csv')) ?? '';
  let lines = 0;
  for await (const chunk of createReadStream(join(spool, report), { highWaterMark: 2 ** 20 })) {
    for (let at = chunk.indexOf(0x0a); at >= 0; at = chunk.indexOf(0x0a, at + 1)) lines += 1;
  }
  return lines;
}

async function attachment(directory: string): Promise<string> {
  const [name = ''] = await readdir(directory);
  const mail = await simpleParser(await readFile(join(directory, name)));
  return mail.attachments[0]?.content.toString() ?? '';
}
