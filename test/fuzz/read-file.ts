import { setImmediate as nextTurn } from 'node:timers/promises';
import { positionsTools, readingTools } from '../../src/app/reading-tools.ts';
import { tellRosterKind } from '../../src/app/roster-kind-of.ts';
import { canonicalJson } from '../../src/domain/canonical-json.ts';
import type { RosterKind } from '../../src/domain/roster-kind.ts';
import type { Formats, ReadRecords } from '../../src/formats/contract.ts';
import { readPositions } from '../../src/pipeline/positions/read-positions.ts';
import type { ReadingTools } from '../../src/pipeline/read-roster.ts';
import { readRoster } from '../../src/pipeline/read-roster.ts';
import type { ReadingOrder, ReadingOutcome } from '../../src/pipeline/reading.ts';
import type { StagedPosition } from '../../src/store/contract.ts';
import { createRandom } from '../fixtures/random.ts';
import { chunksOf, readingHost, readingOrder } from '../fixtures/reading-order.ts';
import { judgePositions } from './judge-positions.ts';
import { judgeReading } from './judge-reading.ts';
import { decryptKeys, type FuzzFile } from './make-file.ts';
import { positionsHost } from './positions-host.ts';

export interface ReadFile {
  outcome: ReadingOutcome | null;
  /** What it was taken to list; null where not even that was found out. */
  lists: RosterKind | null;
  /** What must not be; empty where all is well. */
  faults: string[];
}

const never = new AbortController().signal;
/** Of the whole: the least that two cores with other work need. Nearly every file takes a millisecond. */
const patienceMs = 10_000;
const readTwiceEvery = 20;
/** Larger files, and what is packed in a small one behind so many bytes, come in large chunks: each one costs time. */
const smallBytes = 20_000;
const largeChunk = 65_536;

/** Reads a file as an import does, from unpacking to validation, and looks whether what comes out can be. */
export async function readFuzzFile(file: FuzzFile, nationalIds: ReadonlySet<string>): Promise<ReadFile> {
  const first = await readOnce(file, file.chunkSize);
  if ('fault' in first) return { outcome: null, lists: null, faults: [first.fault] };
  const faults = judgeReading(first.outcome, first.report, nationalIds);
  if (first.positions !== null) faults.push(...judgePositions(first.outcome, first.positions));
  if (file.index % readTwiceEvery === 0) faults.push(...(await readInOtherChunks(file, first)));
  return { outcome: first.outcome, lists: first.positions === null ? 'employees' : 'positions', faults };
}

/** @param positions that were handed over; null where the file lists employees */
type Read = { outcome: ReadingOutcome; report: string; positions: readonly StagedPosition[] | null };
type Reading = Read | { fault: string };

async function readOnce(file: FuzzFile, chunkSize: number): Promise<Reading> {
  const random = createRandom(file.index);
  const order = await orderOf(file);
  const size = () => (chunkSize > 20 ? chunkSize : 1 + random.below(chunkSize));
  // Positions are unpacked three times: of 70 KB in chunks of a byte or two each time takes four seconds.
  const readBytes = () => cutChunks(once(file.bytes), size);
  const timeout = Promise.withResolvers<Reading>();
  const timer = setTimeout(
    () => timeout.resolve({ fault: `It hangs: no verdict in ${patienceMs / 1000} s.` }),
    patienceMs,
  );
  try {
    const formatSize = file.bytes.length > smallBytes ? () => largeChunk : size;
    return await Promise.race([readKind(file, order, { readBytes, formatSize }), timeout.promise]);
  } catch (error) {
    return { fault: `It throws: ${error instanceof Error ? (error.stack ?? error.message) : error}` };
  } finally {
    clearTimeout(timer);
    // What a library still does behind its last answer belongs to this file.
    if (file.history.some((step) => step.startsWith('openpgp') || step === 'signed')) await nextTurn();
  }
}

interface Chunking {
  readBytes(): AsyncIterable<Uint8Array>;
  /** Of what reaches the formats. */
  formatSize(): number;
}

/** As what its beginning and its name tell that it is. */
async function readKind(file: FuzzFile, order: ReadingOrder, { readBytes, formatSize }: Chunking): Promise<Read> {
  let report = '';
  const takeReport = async (text: string) => {
    report += text;
  };
  const { positionFiles: csvFiles } = file.layout;
  const rules = { positions: csvFiles === null ? null : { csvFiles }, decrypt: order.decrypt };
  if ((await tellRosterKind(rules, file.fileName, readBytes())) === 'employees') {
    const tools = toolsFor(order);
    const cut = { ...tools, formats: inChunks(tools.formats, formatSize), readBytes };
    const outcome = await readRoster(order, readingHost({ takeReport }), cut, never);
    return { outcome, report, positions: null };
  }
  const { fileName, path, size, layout, csv, decrypt } = order;
  const positionsOrder = {
    kind: 'positions',
    fileName,
    path,
    size,
    layout,
    csv,
    decrypt,
    report: order.report,
  } as const;
  const { host, positions } = positionsHost(takeReport);
  const tools = positionsTools(positionsOrder);
  const cut = { ...tools, formats: inChunks(tools.formats, formatSize), readBytes };
  const outcome = await readPositions(positionsOrder, host, cut, never);
  return { outcome, report, positions };
}

/** What is unpacked reaches the formats in large chunks; here records are cut anywhere. */
function inChunks(formats: Formats, size: () => number): Formats {
  const cut =
    (read: ReadRecords): ReadRecords =>
    (bytes, options) =>
      read(cutChunks(bytes, size), options);
  return { ...formats, read: { csv: cut(formats.read.csv), xml: cut(formats.read.xml), json: cut(formats.read.json) } };
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

async function* cutChunks(bytes: AsyncIterable<Uint8Array>, size: () => number): AsyncGenerator<Uint8Array> {
  let given = 0;
  const nextSize = () => {
    const next = given > smallBytes ? largeChunk : size();
    given += next;
    return next;
  };
  for await (const chunk of bytes) yield* chunksOf(chunk, nextSize);
}

/** How the bytes come in is chance, and must not matter; only which of several fatal faults is met first may depend on it. */
async function readInOtherChunks(file: FuzzFile, first: Read): Promise<string[]> {
  const again = await readOnce(file, file.chunkSize === largeChunk ? 61 : largeChunk);
  if ('fault' in again) return [`In other chunks: ${again.fault}`];
  const [one, other] = [essence(first), essence(again)];
  return one === other ? [] : [`In other chunks something else comes out:\n  ${one}\n  ${other}`];
}

function essence({ outcome: { facts, issueCounts, issues, dialect }, positions }: Read): string {
  // Of a damaged archive more or less can be read in front of the damage, and by that beginning its kind is told.
  const isTorn = Object.keys(issueCounts.byCode).some((code) => tornCodes.test(code));
  if (issueCounts.fatal > 0) return positions === null || isTorn ? 'rejected' : 'rejected positions';
  return canonicalJson([issueCounts, issues, { ...facts, companies: [...facts.companies] }, dialect, positions]);
}

const tornCodes = /^(archive-|signature-|not-decryptable$|truncated$)/;

async function orderOf(file: FuzzFile): Promise<ReadingOrder> {
  const { fileName, bytes, layout, csv, keys, companies, index } = file;
  const { settings } = readingOrder({ fileName, size: bytes.length, layout: layout.choice });
  return readingOrder({
    fileName,
    size: bytes.length,
    layout: layout.choice,
    settings: { ...settings, companies },
    csv,
    decrypt: await decryptKeys(keys),
    encoding: index % 3 === 0 ? 'load-data' : index % 3 === 1 ? 'jsonb' : null,
    report: index % 2 === 0,
  });
}

/** Of each layout once: what is made for a reading is in its readRoster. */
function toolsFor(order: ReadingOrder): ReadingTools {
  let tools = toolsByLayout.get(order.layout.name);
  if (tools === undefined) {
    tools = readingTools(order, 'k'.repeat(40));
    toolsByLayout.set(order.layout.name, tools);
  }
  return tools;
}

const toolsByLayout = new Map<string, ReadingTools>();
