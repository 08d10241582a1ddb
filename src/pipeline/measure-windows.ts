import type { FileStatus } from '../domain/file-status.ts';
import type { GuardLimits, WindowFigures } from '../domain/guard.ts';
import type { Ledger, RosterFile } from '../store/contract.ts';

const applied: readonly FileStatus[] = ['processed', 'processed_with_warnings'];
const dayMs = 24 * 60 * 60 * 1000;

/**
 * What has been deactivated in each of the guard's windows before a plan. What somebody has approved is not counted, nor what
 * was undone; an undo itself is somebody's decision, too.
 *
 * @param active employees that are active now
 */
export async function measureWindows(
  ledger: Pick<Ledger, 'list'>,
  { windows }: Pick<GuardLimits, 'windows'>,
  { feed, kind }: Pick<RosterFile, 'feed' | 'kind'>,
  active: number,
  now: Date,
): Promise<WindowFigures[]> {
  const longest = Math.max(0, ...windows.map(({ days }) => days));
  const processedSince = since(now, longest);
  const files = await ledger.list({ feed, kind, statuses: applied, processedSince, sources: rosters });
  return windows.map((window) => {
    const inside = files.filter(({ processedAt }) => (processedAt ?? '') >= since(now, window.days));
    const counted = inside.filter(({ approvedPlanNo }) => approvedPlanNo === null);
    const deactivated = counted.reduce((sum, { plan }) => sum + (plan?.deactivated ?? 0), 0);
    // A feed's first roster found nobody: there the window begins behind it.
    const first = inside.findLast(({ activeBefore }) => activeBefore !== 0);
    return { ...window, deactivated, active: first?.activeBefore ?? active };
  });
}

const rosters: readonly RosterFile['source'][] = ['inbox', 'command', 'end-dates'];

function since(now: Date, days: number): string {
  return new Date(now.getTime() - days * dayMs).toISOString();
}
