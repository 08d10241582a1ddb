import type { Form } from './contest.ts';
import { type Figure, greatestFigure, median, medianFigure, ratioFigure } from './figures.ts';
import type { Load } from './measure-loads.ts';
import { curveRatio } from './memory-curve.ts';
import { type DatabaseName, databaseTitles, type Results, type Work } from './work.ts';

export interface Goal extends Limits {
  /** For `--only`. */
  name: string;
  /** What is done, as the table says it. */
  text: string;
  unit: '' | 'MB' | 'ms' | '% of a core';
  work: Work[];
  /** Null while it has not been measured. */
  figure(results: Results): Figure | null;
}

/** A figure above `must` is a regression and fails the bench; null where nothing is asked. */
interface Limits {
  must: number | null;
  aim: number | null;
}

const million = 1_000_000;
/** The largest private employer. */
const largest = 2_100_000;
/** Short runs scatter more than long ones: the median of three was off by a fifth now and then. */
const runsOf100k = 9;
const xmlRuns = 3;

/** What Rollcall has to reach: the whole table. */
export const goals: readonly Goal[] = [
  againstBaseline('mariadb', 'nightly', million, 5, { must: 0.85, aim: 0.7 }),
  againstBaseline('mariadb', 'first load', million, 5, { must: 1.4, aim: 1.25 }),
  againstBaseline('sqlite', 'nightly', million, 5, { must: 1, aim: 0.8 }),
  againstBaseline('sqlite', 'first load', million, 5, { must: 1.6, aim: 1.4 }),
  againstBaseline('mariadb', 'nightly', 100_000, runsOf100k, { must: 1.3, aim: 1 }),
  largestAgainstMillion('nightly', { must: 2.3, aim: null }),
  largestAgainstMillion('first load', { must: 2.3, aim: null }),
  rejectedAgainstNightly('mariadb', million, 5, { must: 1, aim: null }),
  rejectedAgainstNightly('sqlite', million, 5, { must: 1, aim: null }),
  peakMemory('mariadb', million, 5, { must: 300, aim: 256 }),
  peakMemory('sqlite', million, 5, { must: 300, aim: 256 }),
  peakMemory('mariadb', largest, 5, { must: 400, aim: 320 }),
  xmlAgainstCsv('mariadb', { must: 2.5, aim: 2 }),
  xmlMemory('mariadb', { must: 60, aim: null }),
  xmlCurve('mariadb', { must: 1.1, aim: null }),
  xmlAgainstCsv('sqlite', { must: 2.5, aim: 2 }),
  xmlMemory('sqlite', { must: 60, aim: null }),
  xmlCurve('sqlite', { must: 1.1, aim: null }),
  smallFile('mariadb', { must: 150, aim: null }),
  smallFile('sqlite', { must: 150, aim: null }),
  idleMemory('mariadb', { must: 110, aim: null }),
  idleMemory('sqlite', { must: 110, aim: null }),
  idleCpu('mariadb', { must: 0.5, aim: null }),
  idleCpu('sqlite', { must: 0.5, aim: null }),
];

/** The same loads at other sizes; limits where the table has them for this size. */
export function goalsForSizes(sizes: readonly number[], runs: number): Goal[] {
  const none = { must: null, aim: null };
  const wanted = sizes.flatMap((rows) =>
    (['mariadb', 'sqlite'] as const).flatMap((database) => [
      againstBaseline(database, 'nightly', rows, runs, none),
      againstBaseline(database, 'first load', rows, runs, none),
      rejectedAgainstNightly(database, rows, runs, none),
      peakMemory(database, rows, runs, none),
    ]),
  );
  return wanted.map((goal) => {
    const known = goals.find(({ name }) => name === goal.name);
    return known === undefined ? goal : { ...goal, must: known.must, aim: known.aim };
  });
}

export type Verdict = 'aim' | 'must' | 'MISSED' | '';

/** What nobody has measured is missed, too: a gate that stands open is none. */
export function judge({ must, aim }: Limits, figure: Figure | null): Verdict {
  if (figure === null || Number.isNaN(figure.value)) return 'MISSED';
  if (must === null) return '';
  if (aim !== null && figure.value <= aim) return 'aim';
  return figure.value <= must ? 'must' : 'MISSED';
}

function againstBaseline(database: DatabaseName, form: Form, rows: number, runs: number, limits: Limits): Goal {
  return {
    ...limits,
    name: `${database}-${form.replace(' ', '-')}-${sizeName(rows)}`,
    text: `${databaseTitles[database]}, ${form}, ${count(rows)} rows`,
    unit: '',
    work: [{ kind: 'loads', database, sizes: [{ rows, runs, withBaseline: true }] }],
    figure(results) {
      const loads = pickLoads(results, database, rows, form);
      const baselineMs = loads.flatMap(({ baseline }) => (baseline === null ? [] : [baseline.ms]));
      return ratioFigure(msOf(loads), baselineMs, 'baseline');
    },
  };
}

function rejectedAgainstNightly(database: DatabaseName, rows: number, runs: number, limits: Limits): Goal {
  return {
    ...limits,
    name: `${database}-rejected-${sizeName(rows)}`,
    text: `${databaseTitles[database]}, a rejected file: ${count(rows)} rows, one in 1,000 bad`,
    unit: '',
    work: [{ kind: 'loads', database, sizes: [{ rows, runs, withBaseline: true }] }],
    figure(results) {
      const [rejected, nightly] = [
        pickLoads(results, database, rows, 'rejected'),
        pickLoads(results, database, rows, 'nightly'),
      ];
      return ratioFigure(msOf(rejected), msOf(nightly), 'nightly');
    },
  };
}

function largestAgainstMillion(form: Form, limits: Limits): Goal {
  return {
    ...limits,
    name: `mariadb-${form.replace(' ', '-')}-${sizeName(largest)}`,
    text: `MariaDB, ${form}, ${count(largest)} rows against ${count(million)}`,
    unit: '',
    work: [
      {
        kind: 'loads',
        database: 'mariadb',
        sizes: [
          { rows: million, runs: 5, withBaseline: true },
          { rows: largest, runs: 5, withBaseline: false },
        ],
      },
    ],
    figure(results) {
      const large = pickLoads(results, 'mariadb', largest, form);
      // The other rounds were without the large one, at another time.
      const small = pickLoads(results, 'mariadb', million, form).slice(0, large.length);
      return ratioFigure(msOf(large), msOf(small), `${count(million)} rows`);
    },
  };
}

function peakMemory(database: DatabaseName, rows: number, runs: number, limits: Limits): Goal {
  return {
    ...limits,
    name: `${database}-memory-${sizeName(rows)}`,
    text: `${databaseTitles[database]}, peak memory, ${count(rows)} rows`,
    unit: 'MB',
    work: [{ kind: 'loads', database, sizes: [{ rows, runs, withBaseline: rows !== largest }] }],
    figure(results) {
      const peaks = (['first load', 'nightly', 'rejected'] as const).map((form) =>
        pickLoads(results, database, rows, form).flatMap(({ rollcall }) => rollcall.peakMb ?? []),
      );
      const all = greatestFigure(peaks.flat());
      // The median of the form that needs most.
      const medians = peaks.filter((megabytes) => megabytes.length > 0).map(median);
      return all && { ...all, value: Math.max(...medians) };
    },
  };
}

function xmlWork(database: DatabaseName): Work[] {
  return [{ kind: 'XML against CSV', database, rows: million, runs: xmlRuns }];
}

function xmlAgainstCsv(database: DatabaseName, limits: Limits): Goal {
  return {
    ...limits,
    name: `${database}-xml-1m`,
    text: `${databaseTitles[database]}, first load of an XML, ${count(million)} rows`,
    unit: '',
    work: xmlWork(database),
    figure(results) {
      const loads = results.xmlLoads.filter((load) => load.database === database);
      return ratioFigure(
        loads.map(({ xml }) => xml.ms),
        loads.map(({ csv }) => csv.ms),
        'CSV',
      );
    },
  };
}

function xmlMemory(database: DatabaseName, limits: Limits): Goal {
  return {
    ...limits,
    name: `${database}-xml-memory-1m`,
    text: `${databaseTitles[database]}, first load of an XML, peak memory above the CSV's`,
    unit: 'MB',
    work: xmlWork(database),
    figure(results) {
      const loads = results.xmlLoads.filter((load) => load.database === database);
      return medianFigure(
        loads.flatMap(({ xml, csv }) => (xml.peakMb === null || csv.peakMb === null ? [] : [xml.peakMb - csv.peakMb])),
      );
    },
  };
}

function xmlCurve(database: DatabaseName, limits: Limits): Goal {
  return {
    ...limits,
    name: `${database}-xml-curve-1m`,
    text: `${databaseTitles[database]}, first load of an XML, memory of the second half against the first`,
    unit: '',
    work: xmlWork(database),
    figure(results) {
      const loads = results.xmlLoads.filter((load) => load.database === database);
      return medianFigure(loads.flatMap(({ xml }) => curveRatio(xml.residentMb) ?? []));
    },
  };
}

function smallFile(database: DatabaseName, limits: Limits): Goal {
  return {
    ...limits,
    name: `${database}-small-file`,
    text: `${databaseTitles[database]}, 200 rows in a running daemon, from settled to verdict`,
    unit: 'ms',
    work: [{ kind: 'small files', database, files: 15 }],
    figure: ({ smallFiles }) => medianFigure(smallFiles[database]?.ms ?? []),
  };
}

function idleMemory(database: DatabaseName, limits: Limits): Goal {
  return {
    ...limits,
    name: `${database}-idle-memory`,
    text: `${databaseTitles[database]}, an idle daemon with 50 feeds, memory`,
    unit: 'MB',
    work: [{ kind: 'idle', database }],
    figure: ({ idle }) => greatestFigure(idle[database]?.memoryMb ?? []),
  };
}

function idleCpu(database: DatabaseName, limits: Limits): Goal {
  return {
    ...limits,
    name: `${database}-idle-cpu`,
    text: `${databaseTitles[database]}, an idle daemon with 50 feeds, over 60 s`,
    unit: '% of a core',
    work: [{ kind: 'idle', database }],
    figure({ idle }) {
      const percent = idle[database]?.cpuPercent ?? null;
      return percent === null ? null : { value: percent, least: percent, greatest: percent };
    },
  };
}

function pickLoads(results: Results, database: DatabaseName, rows: number, form: Load['form']): Load[] {
  return results.loads.filter((load) => load.database === database && load.rows === rows && load.form === form);
}

function msOf(loads: readonly Load[]): number[] {
  return loads.map(({ rollcall }) => rollcall.ms);
}

/** `1m`, `2.1m`, `100k` */
function sizeName(rows: number): string {
  if (rows >= million) return `${rows / million}m`;
  return rows >= 1000 ? `${rows / 1000}k` : String(rows);
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}
