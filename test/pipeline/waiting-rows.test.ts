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
import { csvOf, type RosterRow, syntheticEmployee, syntheticEmployees } from '../fixtures/roster.ts';

const never = new AbortController().signal;

/** Enough rows for several chunks of the file. */
const count = 6000;
const registered = syntheticEmployees(count);
const broken: Partial<RosterRow> = { payType: 'Q' };

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

  async function orderOf(name: string, rows: readonly RosterRow[]): Promise<ReadingOrder> {
    const path = join(directory, name);
    const content = csvOf(rows);
    await writeFile(path, content);
    return {
      fileName: name,
      path,
      size: Buffer.byteLength(content),
      layout: 'personnel-ticket',
      settings: { companies: null, allowSyntheticIds: false, today: '2026-11-22' },
      csv: {},
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
      async takeReport() {},
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
        issues: issues.map(({ code, line }) => `${line} ${code}`).sort(),
        taken: taken.map(({ line, key, digest }) => `${line} ${key.employeeNo} ${digest}`).sort(),
        quarantined: quarantined.sort(),
        conflicts: conflicts.sort(),
        unmatched: ids.sort((a, b) => a - b),
      },
    };
  }

  it('come to the same whenever the digests arrive', async () => {
    const first = await read(await orderOf('first.csv', registered), [], openAt(0));
    const digests = Buffer.from(first.taken.map(({ digest }) => digest).join(''), 'hex');
    const middle = count / 3;
    const chunks = () => [
      { ids: Float64Array.from({ length: middle }, (_, i) => i + 1), digests: digests.subarray(0, 16 * middle) },
      {
        ids: Float64Array.from({ length: count - middle }, (_, i) => middle + i + 1),
        digests: digests.subarray(16 * middle),
      },
    ];
    const order = await orderOf('next.csv', nextDay);

    const early = await read(order, chunks(), openAt(0));
    const between = await read(order, chunks(), openAt(2));
    const late = await read(order, chunks(), openAt(Number.POSITIVE_INFINITY));

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
    expect(between.found).toEqual(early.found);
    expect(late.found).toEqual(early.found);
  });

  it('end the reading with the reason where the digests fail to come', async () => {
    const order = await orderOf('failing.csv', registered);
    const host = {
      registerFacts: async () => ({ expectedDigests: count, keysOnce: false }),
      nextDigests: () => Promise.reject(new Error('The connection is gone.')),
    } as unknown as ReadingHost;

    await expect(readRoster({ ...order, report: false }, host, readingTools(order, secret), never)).rejects.toThrow(
      'The connection is gone.',
    );
  });
});

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
