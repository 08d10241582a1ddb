import { setTimeout as delay } from 'node:timers/promises';
import { createRandom, type Random } from '../fixtures/random.ts';
import type { TcpProxy } from '../services/tcp-proxy.ts';
import type { KeptDaemon } from './keep-daemon.ts';
import type { MailServer, SoakProject } from './project.ts';

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
/** So long at most a fault waits until a file was taken since the last one. */
const progressPatienceMs = 15_000;

/** Lines of the log at which a fault hurts most. */
const worstMoments = [
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
/** A fault that waits for its moment happens after this time anyway. */
const momentPatienceMs = 4_000;

/** @param countTaken how many files are in the ledger */
export function createFaults(project: SoakProject, seed: number, countTaken: () => Promise<number>): Faults {
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
      await untilProgress(stop);
    }
  }

  /** On a slow machine faults that came by the clock would leave no file the time to get anywhere. */
  async function untilProgress(stop: AbortSignal): Promise<void> {
    const before = await countTaken();
    for (const since = Date.now(); Date.now() - since < progressPatienceMs && !stop.aborted; ) {
      if ((await countTaken()) > before) return;
      await delay(250);
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
  /** Long enough, half of the time, that a lease runs out meanwhile. */
  const stallMs = (random: Random) => 500 + random.below(8_000);
  const worstMoment = async (random: Random, daemon = random.pick(daemons)) => {
    if (random.chance(0.7)) await daemon.moment(random.pick(worstMoments), momentPatienceMs);
  };
  const outage = async (random: Random, down: () => Promise<void>, up: () => Promise<void>) => {
    await worstMoment(random);
    await down();
    await delay(outageMs(random));
    await up();
  };
  const stall = async (random: Random, line: TcpProxy, daemon?: KeptDaemon) => {
    await worstMoment(random, daemon);
    line.stall();
    await delay(stallMs(random));
    line.goOn();
  };
  const cut = async (random: Random, line: TcpProxy, daemon?: KeptDaemon) => {
    await worstMoment(random, daemon);
    if (random.chance(0.5)) line.cutAll();
    else line.cutOne(random.below);
  };
  const ofDaemons = daemons.flatMap((daemon, at): Fault[] => {
    const target = daemon.name;
    const line = lines.database[at] as TcpProxy;
    return [
      {
        name: 'daemon killed',
        weight: 8,
        target,
        happen: (random) => worstMoment(random, daemon).then(() => daemon.kill()),
      },
      { name: 'daemon restarted', weight: 3, target, happen: () => daemon.restart() },
      {
        name: 'daemon paused',
        weight: 4,
        target,
        happen: (random) => worstMoment(random, daemon).then(() => daemon.pause(stallMs(random))),
      },
      {
        name: 'line to the database stalled',
        weight: 4,
        target: `line of ${target}`,
        happen: (random) => stall(random, line, daemon),
      },
      {
        name: 'lines to the database cut',
        weight: 5,
        target: `line of ${target}`,
        happen: (random) => cut(random, line, daemon),
      },
    ];
  });
  return [
    ...ofDaemons,
    {
      name: 'database killed',
      weight: 3,
      target: 'database',
      happen: (random) => outage(random, mariaDb.kill, mariaDb.start),
    },
    {
      name: 'database stopped',
      weight: 2,
      target: 'database',
      happen: (random) => outage(random, mariaDb.stop, mariaDb.start),
    },
    { name: 'sshd killed', weight: 4, target: 'sshd', happen: (random) => outage(random, sshd.kill, sshd.start) },
    { name: 'lines to sshd cut', weight: 6, target: 'sftp line', happen: (random) => cut(random, lines.sftp) },
    { name: 'line to sshd stalled', weight: 4, target: 'sftp line', happen: (random) => stall(random, lines.sftp) },
    ...mailFaults(smtp, lines.smtp),
  ];
}

function mailFaults(smtp: MailServer, line: TcpProxy): Fault[] {
  return [
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
        line.loseAnswers(/^250 .*queued/, 1 + random.below(3));
        await delay(3_000);
        line.loseAnswers(/^$/, 0);
      },
    },
  ];
}
