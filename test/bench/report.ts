import { renderTable } from '../../src/cli/render-table.ts';
import type { Form } from './contest.ts';
import type { Measured } from './measure.ts';
import type { RollcallImport } from './rollcall.ts';

/** One form at one size, run once by each. */
export interface Outcome {
  rows: number;
  form: Form;
  baseline: Measured;
  rollcall: RollcallImport;
  /** What came out wrong; empty when both registers are equal and the counts are right. */
  faults: string[];
}

/** The figures as lines of text: medians, and behind them what the stages took. */
export function renderReport(outcomes: readonly Outcome[]): string[] {
  const groups = [...Map.groupBy(outcomes, ({ rows, form }) => `${rows} ${form}`).values()];
  const headers = ['rows', 'form', 'baseline', 'Rollcall', 'ratio', 'rows/s', 'peak MB', 'registers'];
  const stages = groups.map((group) => `${name(group)}: ${renderStages(group)}`);
  const faults = outcomes.flatMap((outcome) => outcome.faults.map((fault) => `${name([outcome])}: ${fault}`));
  return [
    ...renderTable(headers, groups.map(renderGroup)),
    ...section('Memory', renderGrowth(groups)),
    ...section('Stages of Rollcall (some of them run at the same time)', stages),
    ...section('Wrong', faults),
  ];
}

type Group = readonly Outcome[];

function renderGroup(group: Group) {
  const { rows, form } = firstOf(group);
  const rollcallMs = median(group.map(({ rollcall }) => rollcall.ms));
  const peak = peakMb(group);
  return [
    rows,
    form,
    range(
      group.map(({ baseline }) => baseline.ms / 1000),
      ' s',
    ),
    range(
      group.map(({ rollcall }) => rollcall.ms / 1000),
      ' s',
    ),
    range(group.map(({ rollcall, baseline }) => rollcall.ms / baseline.ms)),
    Math.round((rows / rollcallMs) * 1000),
    peak === null ? null : Math.round(peak),
    group.every(({ faults }) => faults.length === 0) ? 'equal' : 'WRONG',
  ];
}

function renderStages(group: Group): string {
  const stages = Object.keys(firstOf(group).rollcall.stages);
  const secondsOf = (stage: string) => median(group.map(({ rollcall }) => rollcall.stages[stage] ?? 0)) / 1000;
  return stages.map((stage) => `${stage} ${secondsOf(stage).toFixed(2)} s`).join(', ');
}

/** What one more row costs, from each size to the next. */
function renderGrowth(groups: readonly Group[]): string[] {
  const lines: string[] = [];
  for (const form of ['first load', 'nightly']) {
    const ofForm = groups.filter((group) => firstOf(group).form === form);
    for (const [index, larger] of ofForm.entries()) {
      const smaller = ofForm[index - 1];
      if (smaller === undefined) continue;
      const [from, to] = [peakMb(smaller), peakMb(larger)];
      const moreRows = firstOf(larger).rows - firstOf(smaller).rows;
      if (from === null || to === null || moreRows <= 0) continue;
      const bytesPerRow = ((to - from) * 2 ** 20) / moreRows;
      lines.push(
        `${form}, ${figure(firstOf(smaller).rows)} to ${figure(firstOf(larger).rows)} rows: ` +
          `${(to - from).toFixed(0)} MB more, ${bytesPerRow.toFixed(0)} bytes a row`,
      );
    }
  }
  return lines;
}

function peakMb(group: Group): number | null {
  const peaks = group.map(({ rollcall }) => rollcall.peakMb).filter((peak) => peak !== null);
  return peaks.length === 0 ? null : median(peaks);
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', title, ...lines.map((line) => `  ${line}`)];
}

/** `2.31 s`, or with several runs `2.31 s (2.10 - 2.64)`. */
function range(values: readonly number[], unit = ''): string {
  const middle = `${median(values).toFixed(2)}${unit}`;
  return values.length === 1
    ? middle
    : `${middle} (${Math.min(...values).toFixed(2)} - ${Math.max(...values).toFixed(2)})`;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

function name(group: Group): string {
  const { rows, form } = firstOf(group);
  return `${figure(rows)} rows, ${form}`;
}

function firstOf(group: Group): Outcome {
  const [outcome] = group;
  if (outcome === undefined) throw new Error('A group has at least one outcome.');
  return outcome;
}

function figure(value: number): string {
  return value.toLocaleString('en-US');
}
