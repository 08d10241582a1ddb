import type { ReportIssue } from '../../domain/issue.ts';
import { fileIssue } from '../file-issue.ts';
import { shownKey } from './json-fault.ts';
import type { JsonKey } from './json-keys.ts';

/** Tells, once for each, of keys that the layout doesn't know. */
export interface UnknownKeys {
  /** @param owner the key whose object it stands in */
  tell(owner: JsonKey, name: string, lineOf: () => number): void;
  isTold(path: string): boolean;
}

export function createUnknownKeys(report: ReportIssue): UnknownKeys {
  const told = new Set<string>();
  return {
    tell(owner, name, lineOf) {
      const path = owner.path === '' ? name : `${owner.path}/${name}`;
      if (told.has(path) || told.size >= maxUnknownKeys) return;
      told.add(path);
      const likely = [...owner.keys.values()].find((key) => key.path.toLowerCase() === path.toLowerCase());
      const isMeant = likely === undefined ? '' : `; is ${likely.path} meant`;
      const message = `The key ${shownKey(path)} is unknown and its values are not read${isMeant}.`;
      report(fileIssue('unknown-element', lineOf(), message, { severity: 'warning', column: shownKey(path) }));
    },
    isTold: (path) => told.has(path),
  };
}

/** Warnings of unknown keys in one file. */
const maxUnknownKeys = 50;
