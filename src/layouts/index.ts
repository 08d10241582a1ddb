import type { Layout, LayoutChoice } from './contract.ts';
import { personnelTicket } from './personnel-ticket.ts';

/** Every layout that a feed can name and that needs no more than its name. */
export const layouts = {
  'personnel-ticket': personnelTicket,
} as const satisfies Record<string, Layout>;

/** The layout that a feed's config asks for. */
export function createLayout({ name }: LayoutChoice): Layout {
  return layouts[name as keyof typeof layouts];
}
