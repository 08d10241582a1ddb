import type { DeliveryRound } from '../destinations/contract.ts';
import type { Clock } from '../runtime/clock.ts';
import { errorFields, type Log } from '../runtime/log.ts';
import type { DestinationName } from '../store/contract.ts';
import type { Alerting } from './alerting.ts';

/** Tells of a destination that takes nothing, when that has lasted, and of its end. */
export interface DestinationTrouble {
  /** Never rejects. */
  looked(round: Pick<DeliveryRound, 'isDown'>): Promise<void>;
}

export interface DestinationTroubleParts {
  name: DestinationName;
  alerting: Pick<Alerting, 'standing' | 'raise' | 'end'>;
  clock: Clock;
  log: Log;
  /** A system may be away for a while without anybody having to know. */
  alertAfterMs: number;
}

const code = 'destination-down';

export function createDestinationTrouble(parts: DestinationTroubleParts): DestinationTrouble {
  const { name, alerting, clock, log, alertAfterMs } = parts;
  const { feed, destination } = name;
  let since: { at: string; ms: number } | null = null;
  const standing = () =>
    alerting.standing(feed).filter((alert) => alert.code === code && alert.subject === destination);

  async function isDown(): Promise<void> {
    since ??= { at: clock().toISOString(), ms: performance.now() };
    if (performance.now() - since.ms < alertAfterMs || standing().length > 0) return;
    // Without the system's own words, which may name somebody: the alert is logged.
    const message = `The destination ${destination} takes nothing: every attempt fails.`;
    const hint = `See what it says with "rollcall deliveries --destination ${destination}", and check that the system runs, can be reached from here, and has the address and the secret that the config has.`;
    await alerting.raise([{ feed, code, subject: destination, since: since.at, message, hint }]);
  }

  return {
    async looked(round) {
      try {
        if (round.isDown === true) await isDown();
        if (round.isDown === false) {
          since = null;
          await alerting.end(standing(), { anybodys: true });
        }
      } catch (error) {
        // The next look does it again.
        log.warn(round.isDown ? 'alert not written' : 'alert not ended', { feed, alert: code, ...errorFields(error) });
      }
    },
  };
}
