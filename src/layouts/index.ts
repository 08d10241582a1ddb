import type { RosterMapping } from '../domain/roster-mapping.ts';
import type { Layout, LayoutChoice, PositionsLayout } from './contract.ts';
import { createCustomLayout } from './custom.ts';
import { createHrDataSync } from './hr-data-sync.ts';
import { createHrDataSyncPositions } from './hr-data-sync-positions.ts';
import { createOrquest } from './orquest.ts';
import { personnelTicket } from './personnel-ticket.ts';
import { createSpringest } from './springest.ts';

/**
 * Every layout that a feed can name, with what its config can tell it. Made when it is asked for: the zod schemas of all of
 * them took a command 30 ms, and so they did the thread that reads.
 */
const layouts: Readonly<Record<string, (options: LayoutChoice['options']) => Layout>> = {
  'personnel-ticket': () => personnelTicket,
  'hr-data-sync': createHrDataSync,
  springest: createSpringest,
  orquest: createOrquest,
  custom: ({ mapping }) => createCustomLayout(mapping as RosterMapping),
};

/** The layout that a feed's config asks for. */
export function createLayout({ name, options }: LayoutChoice): Layout {
  const create = layouts[name];
  if (create === undefined) throw new Error(`There is no layout ${name}.`);
  return create(options);
}

/** How the layout's files of positions are read; null where its system has none. */
export function createPositionsLayout({ name, options }: LayoutChoice): PositionsLayout | null {
  if (name !== 'hr-data-sync') return null;
  return createHrDataSyncPositions(options);
}
