import { Readable } from 'node:stream';
import type { Overview, OverviewRow, RenderOverview } from './contract.ts';
import { renderPackage, sheetPath } from './xlsx-package.ts';
import { renderSheet } from './xlsx-sheet.ts';
import { renderSummarySheet } from './xlsx-summary.ts';

/** Rows of a sheet, its header among them: no more fit into Excel. */
const maxSheetRows = 1_048_576;

/**
 * An XLSX workbook as a stream: the employees, on as many sheets as they need, and a sheet that sums them up.
 *
 * The parts are written by hand, a page of XML, and packed by yazl (MIT, two packages, 40 KB, with ZIP64, deflating in Node's
 * zlib): it pulls each part as a stream. Of the libraries that write whole workbooks write-excel-file makes them in memory
 * (its issue 17), exceljs has had no release for years (its issue 2969), hucre streams a single kind of sheet without a filter, and
 * xlsx-write-stream a sheet without formats. client-zip does not compress, and a workbook shrinks to an eighth.
 */
export const renderXlsx: RenderOverview = (overview) => renderWorkbook(overview, maxSheetRows);

/** @param sheetRows the most rows of a sheet, its header among them */
export async function renderWorkbook(overview: Overview, sheetRows: number): Promise<NodeJS.ReadableStream> {
  const { ZipFile } = await import('yazl');
  const { columns, summary } = overview;
  const rowsPerSheet = sheetRows - 1;
  const total = summary.active + summary.deactivated;
  const sheets = sheetSizes(total, rowsPerSheet).map((rows, index, { length }) => ({
    name: length === 1 ? 'Employees' : `Employees ${index + 1}`,
    rows,
  }));
  const source = takeParts(overview.rows);

  const zip = new ZipFile();
  const output = zip.outputStream as Readable;
  let part: Readable | null = null;
  output.once('close', () => part?.destroy());
  const add = (path: string, text: Iterable<string> | AsyncIterable<string>) =>
    // Made when its turn has come: all sheets read from the one source.
    zip.addReadStreamLazy(path, { compressionLevel: fastest }, (hand) => {
      part = Readable.from(text);
      part.once('error', (error) => output.destroy(error));
      hand(null, part);
    });
  for (const [path, text] of renderPackage(sheets, columns, summary.at)) add(path, [text]);
  for (const [index, sheet] of sheets.entries()) {
    add(sheetPath(index), renderSheet(columns, source.take(sheet.rows), sheet.rows, index === 0));
  }
  add(sheetPath(sheets.length), [renderSummarySheet(summary)]);
  zip.end();
  return output;
}

/** 100,000 employees: 5.6 s of CPU and 12.0 MB; by level 6, which zlib has as its default, 6.3 s and 9.2 MB. */
const fastest = 1;

/** A feed without employees has a sheet, too. */
function sheetSizes(total: number, rowsPerSheet: number): number[] {
  const sheets = Math.max(1, Math.ceil(total / rowsPerSheet));
  return Array.from({ length: sheets }, (_, index) => Math.min(rowsPerSheet, total - index * rowsPerSheet));
}

/** Hands out as many rows as a sheet takes, and the rest to the next one. */
function takeParts(parts: AsyncIterable<readonly OverviewRow[]>) {
  const source = parts[Symbol.asyncIterator]();
  let rest: readonly OverviewRow[] = [];
  return {
    async *take(count: number): AsyncGenerator<readonly OverviewRow[]> {
      for (let missing = count; missing > 0; ) {
        if (rest.length === 0) {
          const next = await source.next();
          if (next.done === true) return;
          rest = next.value;
        }
        const taken = rest.slice(0, missing);
        rest = rest.slice(missing);
        missing -= taken.length;
        yield taken;
      }
    },
  };
}
