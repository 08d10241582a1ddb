import { setTimeout as delay } from 'node:timers/promises';
import { createRandom, type Random } from '../fixtures/random.ts';
import type { SoakProject } from './project.ts';

/** What goes wrong in the world while files come. */
export interface Faults {
  /** How often each has happened. */
  readonly counts: ReadonlyMap<string, number>;
  /** Makes trouble until the signal is aborted; afterwards everything works again. */
  run(stop: AbortSignal): Promise<void>;
}

/** What is in trouble already is left alone meanwhile. */
interface Fault {
  name: string;
  weight: number;
  target: string;
  happen(random: Random): Promise<unknown>;
}

/** So many things may be wrong at once. */
const atOnce = 2;
const shortestPauseMs = 500;
const longestPauseMs = 4_000;

/** Lines of the log after which a kill hurts most. */
const killingMoments = [
  'copy began',
  'copy ended',
  'file received',
  'stage began',
  'stage ended',
  'commit began',
  'archive began',
  'file moved',
  'mail began',
  'mail handed over',
];

export function createFaults(project: SoakProject, seed: number): Faults {
  const counts = new Map<string, number>();
  const busy = new Set<string>();
  const faults = listFaults(project);

  async function makeTrouble(random: Random, stop: AbortSignal): Promise<void> {
    while (!stop.aborted) {
      const pauseMs = shortestPauseMs + random.below(longestPauseMs - shortestPauseMs);
      await delay(pauseMs, undefined, { signal: stop }).catch(() => {});
      if (stop.aborted) return;
      const fault = random.pick(faults.flatMap((each) => Array<Fault>(each.weight).fill(each)));
      if (busy.has(fault.target)) continue;
      busy.add(fault.target);
      counts.set(fault.name, (counts.get(fault.name) ?? 0) + 1);
      await fault.happen(random);
      busy.delete(fault.target);
    }
  }

  return {
    counts,
    async run(stop) {
      const lanes = Array.from({ length: atOnce }, (_, lane) => makeTrouble(createRandom(seed, 2_000 + lane), stop));
      await Promise.all(lanes);
    },
  };
}

function listFaults({ daemons, mariaDb, sshd, smtp, lines }: SoakProject): Fault[] {
  const outageMs = (random: Random) => 300 + random.below(4_000);
  const ofDaemons = daemons.flatMap((daemon, at): Fault[] => [
    {
      name: 'daemon killed',
      weight: 8,
      target: daemon.name,
      happen: (random) => daemon.kill(random.chance(0.7) ? random.pick(killingMoments) : null, random.below(3_000)),
    },
    { name: 'daemon restarted', weight: 3, target: daemon.name, happen: () => daemon.restart() },
    {
      name: 'line to the database stalled',
      weight: 3,
      target: `database line ${at}`,
      async happen(random) {
        lines.database[at]?.stall();
        await delay(500 + random.below(7_000));
        lines.database[at]?.goOn();
      },
    },
    {
      name: 'lines to the database cut',
      weight: 5,
      target: `database line ${at}`,
      async happen(random) {
        if (random.chance(0.5)) lines.database[at]?.cutAll();
        else lines.database[at]?.cutOne(random.below);
      },
    },
  ]);
  return [
    ...ofDaemons,
    {
      name: 'database killed',
      weight: 3,
      target: 'database',
      async happen(random) {
        await mariaDb.kill();
        await delay(outageMs(random));
        await mariaDb.start();
      },
    },
    {
      name: 'database stopped',
      weight: 2,
      target: 'database',
      async happen(random) {
        await mariaDb.stop();
        await delay(outageMs(random));
        await mariaDb.start();
      },
    },
    {
      name: 'sshd killed',
      weight: 3,
      target: 'sshd',
      async happen(random) {
        await sshd.kill();
        await delay(outageMs(random));
        await sshd.start();
      },
    },
    {
      name: 'lines to sshd cut',
      weight: 6,
      target: 'sftp line',
      async happen(random) {
        if (random.chance(0.3)) lines.sftp.cutAll();
        else lines.sftp.cutOne(random.below);
      },
    },
    {
      name: 'line to sshd stalled',
      weight: 3,
      target: 'sftp line',
      async happen(random) {
        lines.sftp.stall();
        await delay(500 + random.below(7_000));
        lines.sftp.goOn();
      },
    },
    {
      name: 'SMTP server closed',
      weight: 2,
      target: 'smtp',
      async happen(random) {
        await smtp.close();
        await delay(1_000 + random.below(5_000));
        await smtp.open();
      },
    },
    {
      name: 'SMTP server too busy',
      weight: 2,
      target: 'smtp',
      async happen(random) {
        if (smtp.now !== null) smtp.now.script.refusedConnection = '421 4.3.2 Too busy';
        await delay(1_000 + random.below(4_000));
        if (smtp.now !== null) smtp.now.script.refusedConnection = null;
      },
    },
    {
      name: 'recipients greylisted',
      weight: 2,
      target: 'smtp',
      async happen(random) {
        if (smtp.now !== null) smtp.now.script.greylistTimes = 1 + random.below(6);
      },
    },
    {
      name: 'answers to mails lost',
      weight: 3,
      target: 'smtp line',
      async happen(random) {
        lines.smtp.loseAnswers(/^250 .*queued/, 1 + random.below(3));
        await delay(3_000);
        lines.smtp.loseAnswers(/^$/, 0);
      },
    },
  ];
}
