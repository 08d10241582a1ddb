import type { ReportIssue } from '../../domain/issue.ts';
import { maskNames } from '../../domain/mask.ts';
import { fileIssue } from '../file-issue.ts';
import { maxNameLength } from './xml-fault.ts';

/** Tells, once for each, of elements and attributes that the layout doesn't know. */
export type TellOfUnknown = (unknown: {
  kind: 'element' | 'attribute';
  /** From the root on; the last is the unknown name. */
  path: readonly string[];
  line: number;
  /** Names that could be meant. */
  known: readonly string[];
}) => void;

export function createUnknownNames(report: ReportIssue): TellOfUnknown {
  const told = new Set<string>();
  return ({ kind, path, line, known }) => {
    const name = path.at(-1) ?? '';
    const column = maskNames([...path.slice(0, -1), kind === 'element' ? name : `@${name}`].join('/'), maxNameLength);
    if (told.has(column) || told.size >= maxUnknownNames) return;
    told.add(column);
    const likely = known.find((other) => other.toLowerCase() === name.toLowerCase());
    const isMeant = likely === undefined || likely === name ? '' : `; is ${likely} meant`;
    const message = `The ${kind} ${maskNames(name, 60)} is unknown and its values are not read${isMeant}.`;
    report(fileIssue(`unknown-${kind}`, line, message, { severity: 'warning', column }));
  };
}

/** Warnings of unknown names in one file. */
const maxUnknownNames = 50;
