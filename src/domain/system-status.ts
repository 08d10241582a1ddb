import type { FileStatus } from './file-status.ts';

/**
 * What the users of the system that a layout comes from call a file's status; null where that system has no word for it.
 *
 * @param layout name of the file's layout
 */
export function systemStatus(layout: string, status: FileStatus): string | null {
  return layout === 'hr-data-sync' ? (workstars[status] ?? null) : null;
}

/** The words of Workstars' HR Data Sync (interface.md). Its users know no discarding and no undo. */
const workstars: Partial<Record<FileStatus, string>> = {
  received: 'Queued',
  staged: 'Queued',
  approved: 'Queued',
  validating: 'Processing',
  processing: 'Processing',
  skipped: 'Skipped',
  held: 'Blocked',
  rejected: 'Error',
  failed: 'Error',
  processed: 'Complete',
  processed_with_warnings: 'Complete With Errors',
};
