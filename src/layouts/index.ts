import type { RosterMapping } from '../domain/roster-mapping.ts';
import type { Layout, LayoutChoice, PositionsLayout } from './contract.ts';
import { createCustomLayout } from './custom.ts';
import { createHrDataSync } from './hr-data-sync.ts';
import { createHrDataSyncPositions } from './hr-data-sync-positions.ts';
import { createOrquest } from './orquest.ts';
import { personnelTicket } from './personnel-ticket.ts';
import { springest } from './springest.ts';

/** Every layout that a feed can name and that needs no more than its name. */
export const layouts = {
  'personnel-ticket': personnelTicket,
  springest,
} as const satisfies Record<string, Layout>;

/** The layouts that a feed's config can tell something: see there what. */
const toldLayouts: Readonly<Record<string, (options: LayoutChoice['options']) => Layout>> = {
  'hr-data-sync': createHrDataSync,
  orquest: createOrquest,
  custom: ({ mapping }) => createCustomLayout(mapping as RosterMapping),
};

/** The layout that a feed's config asks for. */
export function createLayout({ name, options }: LayoutChoice): Layout {
  return toldLayouts[name]?.(options) ?? layouts[name as keyof typeof layouts];
}

/** How the layout's files of positions are read; null where its system has none. */
export function createPositionsLayout({ name, options }: LayoutChoice): PositionsLayout | null {
  if (name !== 'hr-data-sync') return null;
  return createHrDataSyncPositions(options);
}
