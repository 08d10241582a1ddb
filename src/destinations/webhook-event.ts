import { plainFields } from '../domain/employee.ts';
import type { RegisteredEmployee } from '../store/contract.ts';
import type { Delivery } from './contract.ts';

/** What a webhook is told of one change. `id` is that of the header `webhook-id`, where the event is alone in its request. */
export interface WebhookEvent {
  id: string;
  /** `employee.created`, `employee.updated`, ... */
  type: string;
  /** When the change was made. */
  timestamp: string;
  data: {
    feed: string;
    fileId: number | null;
    employee: Record<string, unknown>;
    changes: readonly { field: string; before: unknown; after: unknown }[];
  };
}

export function renderWebhookEvent(delivery: Delivery): WebhookEvent {
  const { key, kind, at, feed, fileId, employee, changes, hasLeft } = delivery;
  const shown = hasLeft
    ? { employee: leaver(employee), changes: changes.filter(({ field }) => field === 'companyId') }
    : { employee: knownOf(employee), changes };
  return { id: key, type: `employee.${kind}`, timestamp: at, data: { feed, fileId, ...shown } };
}

/** The fields by their names in the config and in `rollcall employee --json`. What is sealed stays so. */
function knownOf(employee: RegisteredEmployee): Record<string, unknown> {
  const { id, companyId, employeeNo, active, deactivatedAt, deactivatedBy } = employee;
  const fields = plainFields.map(({ name }) => [name, employee[name as keyof RegisteredEmployee]]);
  return { id, companyId, employeeNo, active, deactivatedAt, deactivatedBy, ...Object.fromEntries(fields) };
}

/** Who works for another company now is none of the business of who is told of this one. */
function leaver({ id, companyId, employeeNo }: RegisteredEmployee): Record<string, unknown> {
  return { id, companyId, employeeNo, active: false };
}
