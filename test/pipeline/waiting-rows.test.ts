import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readingTools } from '../../src/app/reading-tools.ts';
import type { EmployeeKey } from '../../src/domain/employee.ts';
import { type ReadingTools, readRoster } from '../../src/pipeline/read-roster.ts';
import type { ReadingHost, ReadingOrder } from '../../src/pipeline/reading.ts';
import { newKey } from '../../src/runtime/vault.ts';
import type { DigestChunk } from '../../src/store/contract.ts';
import { csvOf, type RosterRow, syntheticEmployee, syntheticEmployees, xmlOf } from '../fixtures/roster.ts';

const never = new AbortController().signal;

/** Enough rows for several chunks of the file. */
const count = 6000;
const registered = syntheticEmployees(count);
const broken: Partial<RosterRow> = { payType: 'Q' };
const fiveFaults: Partial<RosterRow> = {
  ...broken,
  employmentTypeId: 'Z',
  firstName: '',
  abstainFromTicket: 'perhaps',
  hireStartDate: 'soon',
};

/** Everything that depends on what the register or an earlier row holds, in the first rows and in the last. */
const nextDay = [
  ...changedPart(0),
  ...registered.slice(20, count - 20),
  ...changedPart(count - 20),
  ...syntheticEmployees(5, count),
];

function changedPart(from: number): RosterRow[] {
  const rows = syntheticEmployees(20, from).slice(2);
  const [unchanged, conflicting, shared] = rows as [RosterRow, RosterRow, RosterRow];
  return [
    ...rows.with(5, syntheticEmployee(from + 7, { surname: 'Ærø' })).with(6, syntheticEmployee(from + 8, broken)),
    unchanged,
    { ...conflicting, surname: 'Andre' },
    { ...shared, employeeNo: `x${from}` },
    { ...syntheticEmployee(from + 30_000), employeeNo: `X${from}` },
    syntheticEmployee(from + 40_000, broken),
    syntheticEmployee(from + 40_000, broken),
  ];
}

describe('rows that are read while the digests of the register are on their way', () => {
  let directory: string;
  const secret = newKey();
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'rollcall-waiting-'));
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));

  async function orderOf(name: string, content: string): Promise<ReadingOrder> {
    const path = join(directory, name);
    await writeFile(path, content);
    return {
      fileName: name,
      path,
      size: Buffer.byteLength(content),
      layout: { name: 'personnel-ticket', options: {} },
      settings: { companies: null, allowSyntheticIds: false, today: '2026-11-22' },
      csv: {},
      decrypt: null,
      fingerprint: 'fingerprint',
      encoding: 'load-data',
      report: true,
    };
  }

  /** Reads a roster; the digests are held back until `gate` is open. */
  async function read(order: ReadingOrder, chunks: readonly DigestChunk[], gate: Gate) {
    const tools = readingTools(order, secret);
    const taken: { line: number; key: EmployeeKey; digest: string }[] = [];
    const ids: number[] = [];
    const quarantined: string[] = [];
    const conflicts: string[] = [];
    const report: string[] = [];
    const left = [...chunks];
    const host: ReadingHost = {
      registerFacts: async () => ({ expectedDigests: chunks.length === 0 ? 0 : count, keysOnce: false }),
      async nextDigests() {
        await gate.opened;
        return left.shift() ?? null;
      },
      async takeRows() {},
      async takeQuarantined(rows) {
        quarantined.push(...rows.map(({ line, key }) => `${line} ${key.employeeNo}`));
      },
      async takeConflicts(keys) {
        conflicts.push(...keys.map(({ employeeNo }) => employeeNo));
      },
      async takeUnmatched(employeeIds) {
        ids.push(...employeeIds);
      },
      findActive: async () => null,
      findUsers: async () => ({ owners: new Map(), kept: new Set() }),
      fieldsInUse: async () => new Set(),
      async takeReport(text) {
        report.push(text);
      },
    };
    const recording: ReadingTools = {
      ...tools,
      readBytes: (path) => gate.watch(tools.readBytes(path)),
      encodeRows(encoding, fields, rows) {
        for (const [index, employee] of rows.employees.entries()) {
          const digest = Buffer.from(rows.sourceDigests.subarray(16 * index, 16 * index + 16)).toString('hex');
          taken.push({ line: rows.lines[index] ?? 0, key: employee, digest });
        }
        return tools.encodeRows(encoding, fields, rows);
      },
    };
    const { facts, issueCounts, issues } = await readRoster(order, host, recording, never);
    return {
      taken,
      found: {
        facts,
        issueCounts,
        issues: issues.map(({ severity, line, field, code }) => `${severity} ${line} ${field} ${code}`),
        report: report.join(''),
        taken: taken.map(({ line, key, digest }) => `${line} ${key.employeeNo} ${digest}`).sort(),
        quarantined: quarantined.sort(),
        conflicts: conflicts.sort(),
        unmatched: ids.sort((a, b) => a - b),
      },
    };
  }

  /** In two chunks. */
  async function registeredDigests(): Promise<DigestChunk[]> {
    const { taken } = await read(await orderOf('first.csv', csvOf(registered)), [], openAt(0));
    const digests = Buffer.from(taken.map(({ digest }) => digest).join(''), 'hex');
    const middle = count / 3;
    return [
      { ids: Float64Array.from({ length: middle }, (_, i) => i + 1), digests: digests.subarray(0, 16 * middle) },
      {
        ids: Float64Array.from({ length: count - middle }, (_, i) => middle + i + 1),
        digests: digests.subarray(16 * middle),
      },
    ];
  }

  it('come to the same whenever the digests arrive', async () => {
    const chunks = await registeredDigests();
    const order = await orderOf('next.csv', csvOf(nextDay));

    const early = await read(order, chunks, openAt(0));
    const between = await read(order, chunks, openAt(2));
    const late = await read(order, chunks, openAt(Number.POSITIVE_INFINITY));

    expect(early.found).toMatchObject({
      // Twice 2 gone, 1 changed, 1 broken; the rows with a conflict, a shared number and other spelling come on top.
      facts: { rows: nextDay.length, quarantined: 8, hits: count - 10 },
      issueCounts: {
        byCode: {
          'duplicate-employee-number': 4,
          'duplicate-national-id': 2,
          'duplicate-rows': 4,
          'keys-differ-by-case': 2,
          'unknown-code': 6,
        },
      },
      conflicts: [registered[3], registered[count - 17]].map((row) => row?.employeeNo),
    });
    expect(early.found.unmatched).toHaveLength(8);
    expect(linesOf(early.found.report)).toEqual(linesOf(early.found.report).toSorted((a, b) => a - b));
    expect(between.found).toEqual(early.found);
    expect(late.found).toEqual(early.found);
  });

  it('have the same issues kept, and all of them listed by line, when there are more than can be put in order', async () => {
    const chunks = await registeredDigests();
    const rows = registered.flatMap((row, i) => {
      if (i % 10 === 0) return [row, row];
      if (i % 10 === 5) return [{ ...row, abstainFromTicket: 'TRUE' }];
      return i < count / 2 ? [row] : [{ ...row, ...fiveFaults }];
    });
    const order = await orderOf('faulty.csv', csvOf(rows));

    const early = await read(order, chunks, openAt(0));
    const between = await read(order, chunks, openAt(1));
    const late = await read(order, chunks, openAt(2));

    const { issueCounts, issues, report } = early.found;
    expect(issueCounts.byCode).toMatchObject({ 'duplicate-rows': count / 10, 'boolean-spelling': count / 10 });
    expect(issueCounts).toMatchObject({ row: 2 * count, warning: count / 5 });
    expect(issues).toHaveLength(500);
    // In each eleven lines one row is repeated, and five behind it one is spelled otherwise.
    expect(issues.slice(-2)).toEqual([
      `warning ${3 + 99 * 11} null duplicate-rows`,
      `warning ${8 + 99 * 11} abstainFromTicket boolean-spelling`,
    ]);
    const lines = linesOf(report);
    expect(lines).toHaveLength(issueCounts.total);
    expect(lines).toEqual(lines.toSorted((a, b) => a - b));
    expect(between.found).toEqual(early.found);
    expect(late.found).toEqual(early.found);
  });

  it('have their issues listed row by row where all of them stand on one line', async () => {
    const rows = registered.slice(0, 1500).map((row, i) => (i % 10 === 0 ? { ...row, ...fiveFaults } : row));
    const twice = rows.flatMap((row, i) => (i % 25 === 3 ? [row, row] : [row]));
    const order = await orderOf('one-line.xml', xmlOf(twice).replace(/>\s+</g, '><'));

    const early = await read(order, [], openAt(0));
    const late = await read(order, [], openAt(Number.POSITIVE_INFINITY));

    expect(early.found.issueCounts.byCode).toMatchObject({ 'duplicate-rows': 60 });
    expect(new Set(linesOf(early.found.report)).size).toBe(1);
    expect(late.found).toEqual(early.found);
  });

  it('end the reading with the reason where the digests fail to come', async () => {
    const order = await orderOf('failing.csv', csvOf(registered));
    const host = {
      registerFacts: async () => ({ expectedDigests: count, keysOnce: false }),
      nextDigests: () => Promise.reject(new Error('The connection is gone.')),
    } as unknown as ReadingHost;

    await expect(readRoster({ ...order, report: false }, host, readingTools(order, secret), never)).rejects.toThrow(
      'The connection is gone.',
    );
  });
});

/** The line of every issue in a report. */
function linesOf(report: string): number[] {
  const lines = report.trimEnd().split('\r\n').slice(1);
  return lines.map((line) => Number(line.slice(0, line.indexOf(','))));
}

interface Gate {
  opened: Promise<void>;
  watch(chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array>;
}

/** Opens when so many chunks of the file were read, or it has come to its end. */
function openAt(chunkCount: number): Gate {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (chunkCount === 0) resolve();
  return {
    opened: promise,
    async *watch(chunks) {
      let seen = 0;
      for await (const chunk of chunks) {
        yield chunk;
        seen += 1;
        if (seen === chunkCount) resolve();
      }
      resolve();
    },
  };
}
