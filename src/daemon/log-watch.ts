import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from '../runtime/clock.ts';
import { errorFields, type Log } from '../runtime/log.ts';
import type { LostLines } from '../runtime/lost-lines.ts';
import type { Alerting } from './alerting.ts';

/** Tells of a log that can't be written. @returns looks whether it can; never rejects */
export function createLogWatch(
  alerting: Alerting,
  lostLines: LostLines | undefined,
  clock: Clock,
  log: Log,
): () => Promise<void> {
  if (lostLines === undefined) return async () => {};
  let seen = 0;

  return async () => {
    const standing = alerting.standing('').filter(({ code }) => code === 'log-failed');
    const lost = lostLines.count();
    try {
      if (standing.length === 0 && lost > seen) {
        seen = lost;
        await alerting.raise([alertOf(lostLines, clock().toISOString())]);
      } else if (standing.length > 0) {
        // Of a daemon that has lost none the alert is another one's.
        if (lost > 0) log.warn('log lines were lost', { lines: lost });
        // Its error comes with the next turn.
        await nextTurn();
        seen = lostLines.count();
        if (seen === lost) await alerting.end(standing);
        // Seen again: another daemon, whose log is sound, would else take it for nobody's and tell that it is over.
        else await alerting.raise([alertOf(lostLines, clock().toISOString())]);
      }
    } catch (error) {
      log.warn('alert not written', { alert: 'log-failed', ...errorFields(error) });
    }
  };
}

function alertOf(lostLines: LostLines, since: string) {
  return {
    feed: '',
    code: 'log-failed' as const,
    subject: '',
    since,
    message: `The log can't be written (${lostLines.code()}); the first lines of it are lost.`,
    hint: 'Make room on the disk that holds the log.',
  };
}
