import type { RowEncoding } from './contract.ts';

/** The form in which each database takes rows as a whole: known before it is opened. */
export const rowEncodings = { sqlite: 'jsonb', mysql: 'load-data' } as const satisfies Record<string, RowEncoding>;
