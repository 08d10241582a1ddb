import { execFile } from 'node:child_process';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { simpleParser } from 'mailparser';
import { expect, it, onTestFinished } from 'vitest';
import type { IssueCounts } from '../../src/domain/issue.ts';
import { writeProject } from '../fixtures/app.ts';
import { csvOf, type RosterRow, syntheticEmployees } from '../fixtures/roster.ts';
import { onDatabase } from '../services/databases.ts';

const importMeasured = fileURLToPath(new URL('./import-measured.ts', import.meta.url));
const rows = 20_000;
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

onDatabase('sqlite', 'a file in which every row is faulty', (databases) => {
  it.each([
    ['ten times', 'held', 200_000, [faulty]],
    ['ten times, with invalid SSNs and birth dates', 'rejected', 200_000, [alsoFatal]],
    ['for standing there twice, differently', 'held', 40_000, [{ surname: 'Nordmann' }, { surname: 'Sørmann' }]],
  ])(
    '%s is reported with its true total in bounded memory',
    async (_how, status, total, faults) => {
      const dir = await mkdtemp(join(tmpdir(), 'rollcall-issues-'));
      onTestFinished(() => rm(dir, { recursive: true, force: true }));
      await writeProject(dir, await databases.createConfig(), { acme: {} });
      const file = join(dir, 'many.csv');
      await writeRoster(file, faults);

      const report = await measure(join(dir, 'config', 'rollcall.yaml'), file);

      expect(report).toMatchObject({ status, rows: rows * faults.length, issueCounts: { total } });
      expect(report.kept).toBeGreaterThanOrEqual(300);
      expect(report.kept).toBeLessThanOrEqual(1000);
      expect(report.heapGrowthMb).toBeLessThan(100);
      expect(await countLines(join(dir, 'data', 'spool'))).toBe(total + 1);
      const attached = (await attachment(join(dir, 'data', 'mail'))).trimEnd().split('\n');
      expect(attached.length).toBeLessThanOrEqual(10_002);
      expect(attached.at(-1)).toContain(`of ${total.toLocaleString('en-US')} issues are listed here.`);
    },
    60_000,
  );
});

interface Measured {
  status: string;
  rows: number;
  issueCounts: IssueCounts;
  kept: number;
  heapGrowthMb: number;
}

/** In a process that has 200 MB for everything. */
async function measure(config: string, file: string): Promise<Measured> {
  const args = ['--max-old-space-size=200', importMeasured, config, 'acme', file];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return JSON.parse(stdout);
}

async function writeRoster(path: string, faults: readonly Partial<RosterRow>[]): Promise<void> {
  function* chunks() {
    for (let from = 0; from < rows; from += 1000) {
      const some = syntheticEmployees(1000, from);
      yield csvOf(
        some.flatMap((row) => faults.map((fault) => ({ ...row, ...fault }))),
        { header: from === 0 },
      );
    }
  }
  await pipeline(Readable.from(chunks()), createWriteStream(path));
}

async function countLines(spool: string): Promise<number> {
  const entries = await readdir(spool, { recursive: true });
  const report = entries.find((name) => name.endsWith('.csv')) ?? '';
  let lines = 0;
  for await (const _ of createInterface({ input: createReadStream(join(spool, report)) })) lines += 1;
  return lines;
}

async function attachment(directory: string): Promise<string> {
  const [name = ''] = await readdir(directory);
  const mail = await simpleParser(await readFile(join(directory, name)));
  return mail.attachments[0]?.content.toString() ?? '';
}
