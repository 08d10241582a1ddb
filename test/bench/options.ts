import { parseArgs } from 'node:util';
import { type Goal, goals, goalsForSizes } from './goals.ts';
import type { DatabaseName, Work } from './work.ts';

export const usage = `npm run bench -- [--rows N]... [--only TEXT]... [--runs N] [--mariadb] [--sqlite]
  (nothing)    every goal; some 25 minutes
  --rows N     the quick form: first load, rejected file and nightly of this size, five runs on both databases
  --only TEXT  the goals whose name holds this: ${goals.map(({ name }) => name).join(', ')}
  --runs N     how often each size is run
  --mariadb    only on MariaDB
  --sqlite     only on SQLite`;

export interface Options {
  goals: readonly Goal[];
}

const runsOfQuickForm = 5;

/** @returns null when the usage is to be told; `asked` says whether somebody has asked for it */
export function parseOptions(): Options | { asked: boolean } {
  const { values } = parseArgs({
    options: {
      rows: { type: 'string', multiple: true, default: [] },
      only: { type: 'string', multiple: true, default: [] },
      runs: { type: 'string' },
      mariadb: { type: 'boolean', default: false },
      sqlite: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const sizes = values.rows.map(Number);
  const runs = values.runs === undefined ? undefined : Number(values.runs);
  if (values.help) return { asked: true };
  if ([...sizes, runs ?? 1].some((value) => !Number.isInteger(value) || value < 1)) return { asked: false };

  const databases: DatabaseName[] = [];
  if (values.mariadb || !values.sqlite) databases.push('mariadb');
  if (values.sqlite || !values.mariadb) databases.push('sqlite');
  const all = sizes.length === 0 ? goals : goalsForSizes(sizes, runsOfQuickForm);
  const chosen = all
    .filter(({ name }) => values.only.length === 0 || values.only.some((text) => name.includes(text)))
    .filter(({ work }) => work.every(({ database }) => databases.includes(database)))
    .map((goal) => (runs === undefined ? goal : { ...goal, work: goal.work.map((work) => withRuns(work, runs)) }));
  return chosen.length === 0 ? { asked: false } : { goals: chosen };
}

function withRuns(work: Work, runs: number): Work {
  if (work.kind === 'XML against CSV') return { ...work, runs };
  return work.kind === 'loads' ? { ...work, sizes: work.sizes.map((size) => ({ ...size, runs })) } : work;
}
