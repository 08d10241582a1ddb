import { figure } from '../domain/figure.ts';
import type { DeliveryCounts, DeliveryStatus } from '../store/contract.ts';

export const deliveryStatuses: readonly DeliveryStatus[] = ['waiting', 'delivered', 'refused'];

/** `12 delivered, 1 refused` */
export function deliverySummary(counts: Pick<DeliveryCounts, DeliveryStatus>): string {
  const there = deliveryStatuses.filter((status) => counts[status] > 0);
  return there.length === 0 ? 'nothing yet' : there.map((status) => `${figure(counts[status])} ${status}`).join(', ');
}
