import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { ReadRecords } from '../../src/formats/contract.ts';
import { createFormats } from '../../src/formats/index.ts';
import { personnelTicket } from '../../src/layouts/personnel-ticket.ts';
import { joinChunks } from '../../src/pipeline/join-chunks.ts';
import { readRecords } from '../../src/pipeline/read-records.ts';
import { chunksOf, readingOrder } from '../fixtures/reading-order.ts';

describe('joined chunks', () => {
  it('are the same bytes, none but the last of them small', async () => {
    const bytes = Buffer.from(Array.from({ length: 200_000 }, (_, i) => i % 251));
    let next = 0;
    const sizes = [1, 40_000, 3, 32_768, 0, 70_000, 5];
    const chunkSize = () => Math.max(1, sizes[next++ % sizes.length] ?? 1);

    const joined: Buffer[] = [];
    for await (const chunk of joinChunks(chunksOf(bytes, chunkSize))) joined.push(Buffer.from(chunk));

    expect(Buffer.concat(joined).equals(bytes)).toBe(true);
    expect(joined.slice(0, -1).every(({ length }) => length >= 32_768)).toBe(true);
  });

  it('are what a format reads of a file that was packed a few bytes at a time', async () => {
    const bytes = Buffer.concat(Array.from({ length: 500 }, () => gzipSync('100;Nygård;')));
    const { shape } = personnelTicket;
    const order = readingOrder({ fileName: 'a.csv', size: bytes.length, layout: { name: '', options: {} } });
    const formats = createFormats();
    const sizes: number[] = [];
    const csv: ReadRecords = (chunks, options) => formats.read.csv(noted(chunks, sizes), options);
    const tools = {
      formats: { ...formats, read: { ...formats.read, csv } },
      readBytes: () => chunksOf(bytes, 65_536),
    };

    const records = readRecords(order, tools, { shape, csv: {}, report: () => {}, describe: () => {} });
    await Array.fromAsync(records);

    expect(sizes).toEqual([500 * Buffer.byteLength('100;Nygård;')]);
  });
});

async function* noted(chunks: AsyncIterable<Uint8Array>, sizes: number[]): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    sizes.push(chunk.length);
    yield chunk;
  }
}
