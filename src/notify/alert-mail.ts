import type { AlertDetail } from '../domain/alert.ts';
import type { AlertEvent } from './contract.ts';

/** What a mail about an alert is made of. */
export interface AlertMail {
  event: AlertEvent;
  /** '' for the whole installation. */
  feed: string;
  detail: AlertDetail;
  /** How Rollcall is called where it is installed, e.g. `npx rollcall`. */
  program: string;
}
