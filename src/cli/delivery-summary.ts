import { figure } from '../domain/figure.ts';
import type { DeliveryCounts, DeliveryStatus } from '../store/contract.ts';

export const deliveryStatuses: readonly DeliveryStatus[] = ['waiting', 'delivered', 'refused', 'cancelled'];

/** `12 delivered, 1 refused`, or `12 kept by a dry run` */
export function deliverySummary(counts: Pick<DeliveryCounts, DeliveryStatus | 'dryRuns'>): string {
  const { waiting, delivered, refused, cancelled, dryRuns } = counts;
  const shown = { waiting, delivered: delivered - dryRuns, refused, cancelled, 'kept by a dry run': dryRuns };
  const there = Object.entries(shown).filter(([, count]) => count > 0);
  return there.length === 0 ? 'nothing yet' : there.map(([what, count]) => `${figure(count)} ${what}`).join(', ');
}
