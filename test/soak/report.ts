import { renderCounts, renderMemory } from '../fuzz/report.ts';
import type { Drop } from './drop-files.ts';
import type { MailFigures } from './judge-mails.ts';
import type { LedgerRow } from './ledger-row.ts';
import type { SoakProject } from './project.ts';

export interface SoakFigures {
  ledger: readonly LedgerRow[];
  drops: readonly Drop[];
  faults: ReadonlyMap<string, number>;
  mails: MailFigures;
  /** Spooled copies that lay there until the daemons started anew. */
  leftovers: number;
  dropsMs: number;
}

/** What happened, in a screen of lines. */
export function renderReport({ daemons }: SoakProject, figures: SoakFigures): string[] {
  const { ledger, drops, faults, mails, leftovers, dropsMs } = figures;
  const lines = daemons.flatMap((daemon) => daemon.lines());
  const count = (test: (line: { message: string; code?: unknown }) => boolean) => lines.filter(test).length;
  const troubles = countBy(
    lines.filter(({ level }) => level === 'warn').map(({ message, code }) => `${message} ${code ?? ''}`),
  );
  return [
    `${drops.length} files dropped, ${ledger.length} taken, ${(dropsMs / 1000).toFixed(0)} s until all was quiet`,
    'verdicts',
    ...renderCounts(countBy(ledger.map(({ status }) => status)), ledger.length),
    'dropped',
    ...renderCounts(countBy(drops.map(({ kind, manner }) => `${kind}, ${manner}`)), drops.length),
    'faults',
    ...renderCounts(faults, null),
    'what the daemons met',
    ...renderCounts(
      new Map([
        [
          'files found in the middle of their way',
          count(({ message }) => message === 'file found in the middle of its way'),
        ],
        ['leases lost to the other daemon', count(({ code }) => code === 'lease-lost')],
        ['stops that took too long', daemons.reduce((sum, { counts }) => sum + counts.overdue, 0)],
        ['copies kept until the next start', leftovers],
        ['mails received', mails.sent],
        ['mails received again', mails.repeated],
      ]),
      null,
    ),
    'warnings of theirs',
    ...renderCounts(troubles, null),
    ...daemons.map(({ name, memory, counts }) => {
      const most = Math.max(0, ...memory).toFixed(0);
      return `${name}: killed ${counts.kills} times, restarted ${counts.restarts} times, at most ${most} MB; ${renderMemory(memory)}`;
    }),
  ];
}

function countBy(names: readonly string[]): Map<string, number> {
  return new Map([...Map.groupBy(names, (name) => name)].map(([name, { length }]) => [name, length]));
}
