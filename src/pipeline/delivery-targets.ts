import type { DeliveryTarget, RosterFile } from '../store/contract.ts';
import type { FeedRules } from './context.ts';

/** The destinations that are told of what a file changes; none where it came with `--no-deliver`. */
export function targetsOf({ destinations }: FeedRules, { deliver }: RosterFile): readonly DeliveryTarget[] {
  return deliver ? destinations : [];
}
