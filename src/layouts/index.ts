import type { Layout } from './contract.ts';
import { personnelTicket } from './personnel-ticket.ts';

/** Every layout that a feed can name, by its name. */
export const layouts = {
  'personnel-ticket': personnelTicket,
} as const satisfies Record<string, Layout>;
