import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { createFormats } from '../../src/formats/index.ts';
import { layouts } from '../../src/layouts/index.ts';
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

  it('keep a long row quick to read that was packed a few bytes at a time', async () => {
    const members = Array.from({ length: 15_000 }, () => gzipSync('100;Nygård;'));
    const bytes = Buffer.concat(members);
    const { shape } = layouts['personnel-ticket'];
    const order = readingOrder({ fileName: 'a.csv', size: bytes.length, layout: { name: '', options: {} } });
    const tools = { formats: createFormats(), readBytes: () => chunksOf(bytes, 65_536) };
    const codes: string[] = [];

    const startedMs = performance.now();
    const report = ({ code }: { code: string }) => void codes.push(code);
    for await (const _ of readRecords(order, tools, { shape, csv: {}, report, describe: () => {} }));

    expect(codes).toContain('column-count');
    expect(performance.now() - startedMs).toBeLessThan(8000);
  });
});
