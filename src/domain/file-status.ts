/** Where a roster file stands; see the table of states in src/README.md. */
export const fileStatuses = [
  'received',
  'validating',
  'staged',
  'held',
  'approved',
  'processing',
  'processed',
  'processed_with_warnings',
  'rejected',
  'skipped',
  'discarded',
  'cancelled',
  'failed',
  'undone',
] as const;

export type FileStatus = (typeof fileStatuses)[number];

/** Files in one of these go on by themselves, as soon as somebody works on their feed. */
export const inWorkStatuses: readonly FileStatus[] = ['received', 'validating', 'processing'];

/** Nothing more happens to a file in one of these states unless somebody asks for it. */
export const finalStatuses: readonly FileStatus[] = [
  'processed',
  'processed_with_warnings',
  'rejected',
  'skipped',
  'discarded',
  'cancelled',
  'failed',
  'undone',
];

export function isFinal(status: FileStatus): boolean {
  return finalStatuses.includes(status);
}
