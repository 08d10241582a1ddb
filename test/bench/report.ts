import { type Figure, median } from './figures.ts';
import { type Goal, judge } from './goals.ts';
import type { Load } from './measure-loads.ts';
import { tenths } from './memory-curve.ts';
import { databaseTitles, type Results } from './work.ts';

export interface Report {
  /** Markdown, ready for the README. */
  lines: string[];
  /** The goals that were missed and what came out wrong; empty when all is well. */
  faults: string[];
}

export function renderReport(goals: readonly Goal[], results: Results, head: readonly string[]): Report {
  const judged = goals.map((goal) => ({ goal, figure: goal.figure(results) }));
  const missed = judged
    .filter(({ goal, figure }) => judge(goal, figure) === 'MISSED')
    .map(({ goal, figure }) => renderMissed(goal, figure));
  return {
    lines: [
      ...head,
      '',
      ...renderMarkdown(
        ['work', 'held against', 'Rollcall', 'figure', 'least - greatest', 'must', 'aim', 'verdict'],
        judged.map(({ goal, figure }) => renderGoal(goal, figure)),
      ),
      ...renderLoads(results),
      ...renderXmlMemory(results),
    ],
    faults: [...missed, ...renderFaults(results)],
  };
}

function renderGoal(goal: Goal, figure: Figure | null): string[] {
  const { unit, must, aim } = goal;
  const limit = (value: number | null) => (value === null ? '' : withUnit(String(value), unit));
  if (figure === null) return [goal.text, '', '', 'not measured', '', limit(must), limit(aim), judge(goal, figure)];
  const { value, least, greatest, times } = figure;
  return [
    goal.text,
    times === undefined ? '' : `${times.against} ${seconds(times.againstMs)}`,
    times === undefined ? '' : seconds(times.rollcallMs),
    `**${withUnit(rounded(value, unit), unit)}**`,
    `${rounded(least, unit)} - ${rounded(greatest, unit)}`,
    limit(must),
    limit(aim),
    judge(goal, figure),
  ];
}

function renderMissed(goal: Goal, figure: Figure | null): string {
  if (figure === null) return `MISSED ${goal.name}: not measured`;
  const limit = goal.must === null ? '' : `; it must be at most ${withUnit(String(goal.must), goal.unit)}`;
  return `MISSED ${goal.name}: ${withUnit(rounded(figure.value, goal.unit), goal.unit)}${limit}`;
}

/** What the imports were made of: medians over the runs. */
function renderLoads({ loads }: Results): string[] {
  if (loads.length === 0) return [];
  const groups = [...Map.groupBy(loads, (load) => `${nameOfLoad(load)}`)];
  const rows = groups.map(([name, group]) => [name, rowsPerSecond(group), peakMb(group), renderStages(group)]);
  return [
    '',
    'Rollcall by stage (medians; reading, staging and what the database does go on at the same time):',
    '',
    ...renderMarkdown(['import', 'rows/s', 'peak MB', 'stages in seconds'], rows),
  ];
}

type Group = readonly Load[];

function rowsPerSecond(group: Group): string {
  const perSecond = median(group.map(({ rows, rollcall }) => (1000 * rows) / rollcall.ms));
  return Math.round(perSecond).toLocaleString('en-US');
}

function peakMb(group: Group): string {
  const peaks = group.flatMap(({ rollcall }) => rollcall.peakMb ?? []);
  return peaks.length === 0 ? '' : median(peaks).toFixed(0);
}

function renderStages(group: Group): string {
  const stages = new Set(group.flatMap(({ rollcall }) => Object.keys(rollcall.stages)));
  return [...stages]
    .map((stage) => `${stage} ${(median(group.map(({ rollcall }) => rollcall.stages[stage] ?? 0)) / 1000).toFixed(2)}`)
    .join(', ');
}

/** What the process of an XML load held while it ran. */
function renderXmlMemory({ xmlLoads }: Results): string[] {
  const lines = xmlLoads.map(({ database, rows, csv, xml }) => {
    const curve = ({ residentMb }: typeof xml) =>
      tenths(residentMb)
        .map((most) => most.toFixed(0))
        .join(' ');
    const name = `${databaseTitles[database]}, ${rows.toLocaleString('en-US')} rows`;
    return `- ${name}: XML ${curve(xml)}; CSV ${curve(csv)}`;
  });
  return lines.length === 0 ? [] : ['', 'Most MB in memory in each tenth of the run:', '', ...lines];
}

function renderFaults({ loads, xmlLoads, smallFiles, failures }: Results): string[] {
  return [
    ...loads.flatMap((load) => load.faults.map((fault) => `WRONG ${nameOfLoad(load)}: ${fault}`)),
    ...xmlLoads.flatMap(({ database, faults }) =>
      faults.map((fault) => `WRONG ${databaseTitles[database]}, XML against CSV: ${fault}`),
    ),
    ...Object.values(smallFiles).flatMap(({ faults }) => faults.map((fault) => `WRONG ${fault}`)),
    ...failures.map((failure) => `FAILED ${failure}`),
  ];
}

function nameOfLoad({ database, rows, form }: Results['loads'][number]): string {
  return `${databaseTitles[database]}, ${form}, ${rows.toLocaleString('en-US')}`;
}

function renderMarkdown(headers: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = headers.map((header, at) => Math.max(header.length, ...rows.map((row) => row[at]?.length ?? 0)));
  const line = (cells: readonly string[]) => `| ${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |`;
  return [line(headers), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)];
}

function rounded(value: number, unit: Goal['unit']): string {
  return value.toFixed(unit === 'MB' || unit === 'ms' ? 0 : 2);
}

function withUnit(value: string, unit: Goal['unit']): string {
  return unit === '' ? value : `${value} ${unit}`;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`;
}
