import { type FileStatus, fileStatuses } from '../domain/file-status.ts';
import { noIssues } from '../domain/issue.ts';
import type { RosterFile } from '../store/contract.ts';
import { type FileRun, timed } from './context.ts';
import { endDateRules } from './end-date-rules.ts';
import type { FeedWork } from './feed-work.ts';
import { settlePlan } from './plan-file.ts';
import { judgeRoster, nextPlan } from './plan-roster.ts';

/** Whether it has to be looked whose end date has come: once a day, and whenever the feed's register has changed. */
export async function areEndDatesDue({ parts, rules }: Pick<FeedWork, 'parts' | 'rules'>): Promise<boolean> {
  const dates = endDateRules(rules, parts.clock());
  if (dates === null) return false;
  const state = await parts.store.feeds.get(rules.id);
  return state.endDatesSeen !== seenMark(dates.today, state.registerVersion);
}

/**
 * Where the end date of somebody has come, adds an entry to the ledger that deactivates them, and so goes by the guard like a
 * file. What was decided about today's entry stands until tomorrow. Call it under the feed's lease.
 *
 * @returns the entry's id; null where there is nothing to do
 */
export async function receiveEndDates({ parts, rules }: FeedWork): Promise<number | null> {
  const now = parts.clock();
  const dates = endDateRules(rules, now);
  if (dates === null) return null;
  const name = `end dates of ${dates.today}`;
  return parts.store.transaction(async ({ feeds, ledger, plans }) => {
    const { registerVersion, endDatesSeen } = await feeds.get(rules.id);
    const seen = seenMark(dates.today, registerVersion);
    if (endDatesSeen === seen) return null;
    await feeds.setEndDatesSeen(rules.id, seen);
    const today = await ledger.list({ feed: rules.id, name, sources: ['end-dates'], statuses: decided, limit: 1 });
    if (today.length > 0 || !(await plans.hasEnded(rules.id, dates))) return null;
    return ledger.add({
      feed: rules.id,
      layout: rules.layout.name,
      name,
      size: 0,
      sha256: '',
      modifiedAt: null,
      source: 'end-dates',
      inboxFingerprint: null,
      spoolName: null,
      receivedAt: now.toISOString(),
      archiveFrom: null,
    });
  });
}

const decided: readonly FileStatus[] = fileStatuses.filter((status) => !status.startsWith('processed'));

/** Plans to deactivate everybody whose end date has come by now; ends in `held`, `approved` or `staged`. */
export async function planEndDates(run: FileRun, file: RosterFile): Promise<RosterFile> {
  const { parts, rules } = run;
  const endDates = endDateRules(rules, parts.clock()) ?? { today: '', horizon: '', exceptCauses: [] };
  return parts.store.transaction(async (areas) => {
    const state = await areas.feeds.get(rules.id);
    const planNo = nextPlan(file);
    const result = await timed(run, 'plan', () =>
      areas.plans.writeEnded({ fileId: file.id, feed: rules.id, planNo, endDates }),
    );
    const { counts, active, ending, repeatsUndone, zerosLost, takenOver } = result;
    const companies = result.companies.map((company) => ({ ...company, rows: company.active }));
    const figures = {
      plan: counts,
      rows: active,
      active,
      unreadableKeys: 0,
      ending,
      repeatsUndone,
      zerosLost,
      takenOver,
      companies,
    };
    const holdReasons = await judgeRoster(run, areas, file, state, figures);
    return settlePlan(run, areas, file, {
      found: { rows: 0, issueCounts: noIssues(), configFingerprint: rules.fingerprint },
      issues: [],
      plan: { planNo, planVersion: state.registerVersion, counts, active, holdReasons, diagnosis: [] },
      plans: areas.plans,
    });
  });
}

function seenMark(today: string, registerVersion: number): string {
  return `${today}/${registerVersion}`;
}
