import { createFormats } from '../formats/index.ts';
import { createLayout, createPositionsLayout } from '../layouts/index.ts';
import { errorsCsvHeader, headerOf, renderErrorsCsvLine } from '../notify/errors-csv.ts';
import type { PositionsTools } from '../pipeline/positions/read-positions.ts';
import type { PositionsOrder } from '../pipeline/positions/reading-positions.ts';
import type { ReadingTools } from '../pipeline/read-roster.ts';
import type { ReadingOrder } from '../pipeline/reading.ts';
import { createVault } from '../runtime/vault.ts';
import { readBytes } from '../spool/read-bytes.ts';
import { encodeRows } from '../store/encode-rows.ts';

/** The implementations that a reading works with. */
export function readingTools({ layout, growth }: ReadingOrder, secret: string): ReadingTools {
  return {
    layout: createLayout(layout),
    formats: createFormats(),
    readBytes: (path) => readBytes(path, growth),
    vault: createVault(secret),
    encodeRows,
    reportLines: { header: errorsCsvHeader, renderLine: renderErrorsCsvLine },
  };
}

export function positionsTools({ layout }: PositionsOrder): PositionsTools {
  const positions = createPositionsLayout(layout);
  if (positions === null) throw new Error(`The layout ${layout.name} has no positions.`);
  return {
    layout: positions,
    formats: createFormats(),
    readBytes,
    reportLines: { header: headerOf('positions'), renderLine: renderErrorsCsvLine },
  };
}
